import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition } from '../../../src/process';
import { readDefinition } from '../../../src/process/language/read-definition';
import { prove } from '../../../src/process/proof/prove';
import { replayTrace } from '../../../src/process/proof/trace';
import { circleFaults } from './faults/circles';
import { conditionFaults } from './faults/conditions';
import type { Fault, Loose } from './faults/fault';
import { graphFaults } from './faults/graph';
import { peopleFaults } from './faults/people';
import { wayFaults } from './faults/ways';

const base = readFileSync(join(__dirname, 'base.yaml'), 'utf8');

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  ...graphFaults,
  ...circleFaults,
  ...conditionFaults,
  ...peopleFaults,
  ...wayFaults,
};

/** The reader without the proof, which would not hand out a faulty definition. */
const readUnproven = (() => {
  let read = readDefinition;
  jest.isolateModules(() => {
    jest.doMock('../../../src/process/proof/prove', () => ({ prove: () => [] }));
    read = (jest.requireActual('../../../src/process/language/read-definition') as { readDefinition: typeof read })
      .readDefinition;
  });
  jest.dontMock('../../../src/process/proof/prove');
  return read;
})();

function seeded({ edits, change }: Fault): Definition {
  const text = edits.reduce((before, [find, put]) => {
    expect(before).toContain(find);
    return before.replace(find, () => put);
  }, base);
  const { definition, ...read } = readUnproven(text);
  if (!definition) throw new Error(JSON.stringify(read));
  const copy = structuredClone(definition);
  change?.(copy as Loose);
  return copy;
}

describe('the sound process that faults are put into', () => {
  it('has none', () => {
    const read = readDefinition(base);
    const found = (read.definition ? read.warnings : read.findings).filter(({ code }) => code !== 'MissingTranslation');
    expect(found).toEqual([]);
  });
});

describe.each(Object.entries(FAULTS))('%s', (code, faults) => {
  it('is seeded five times at least', () => expect(faults.length).toBeGreaterThanOrEqual(5));

  it.each(faults.map((fault) => [fault.what, fault] as const))('is found where it stands: %s', (_what, fault) => {
    const definition = seeded(fault);
    const found = prove(definition, fault.options).map((one) => ({ ...one, at: one.path.join('.') }));
    expect(found).toContainEqual(
      expect.objectContaining({ code, at: fault.at, level: fault.level ?? 'error', message: expect.any(String) }),
    );
    const { trace } = found.find((one) => one.code === code && one.at === fault.at) ?? {};
    if (!fault.arrives) return;
    const end = replayTrace(definition, JSON.parse(JSON.stringify(trace ?? [])));
    if (fault.arrives === 'broken') expect(end).toBe('broken');
    else expect(end && end !== 'broken' && fault.arrives(end)).toBe(true);
  });
});
