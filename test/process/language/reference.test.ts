import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionJsonSchema } from '../../../src/process/language/json-schema';
import { readDefinition } from '../../../src/process/language/read-definition';
import { readRouting } from '../../../src/process/language/routing';

const page = readFileSync(join(__dirname, '../../../docs/reference/process.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

/** The parts of a process around the example of some of them. */
const FRAME: Readonly<Record<string, string>> = {
  process: 'process: example\n',
  kind: 'kind: sale\n',
  calendar: 'calendar: office\n',
  fields:
    'fields: { amount: { type: money }, discount: { type: percent, default: 0 }, decisionDate: { type: date } }\n',
  stages: `stages:\n${['proposal', 'qualify', 'new', 'contacting', 'postponed', 'waiting-decision']
    .map((key) => `  ${key}:\n    clock: ours\n`)
    .join('')}`,
  closed: 'closed: { won: { who: anyone }, lost: { who: anyone } }\n',
};

/** A whole process around the example of one part; null around what is no part of one. */
function around(part: string): string | null {
  const [, head = ''] = /^([a-z]+):/.exec(part) ?? [];
  if (head === 'when' || head === 'condition' || head === 'exceptions' || head === '') return null;
  if (head === 'tasks') return around(`${FRAME.stages}    ${part.replaceAll('\n', '\n    ').trimEnd()}\n`);
  const given = new Set([...part.matchAll(/^([a-z]+):/gm)].map(([, key]) => key));
  const frame = Object.entries(FRAME).filter(([key]) => !given.has(key));
  return part + frame.map(([, text]) => text).join('');
}

/** Faults of the frame around an example, not of the example. */
const OF_THE_FRAME = ['MissingTranslation', 'UnreachableStage', 'UnreachableClosing', 'UnaskedField'];

describe('the page on process definitions', () => {
  it.each(blocks.filter((text) => text.startsWith('- ')))('shows a rule that is read: %s', (text) => {
    expect(readRouting(text)).toEqual({ rules: expect.any(Array) });
  });

  it('has an example for every part of the language', () => {
    const { $defs, ...whole } = JSON.parse(JSON.stringify(definitionJsonSchema())) as Part;
    const shown = new Set(
      blocks.flatMap((text) => [...text.matchAll(/([a-z][a-z ]*):/g)].map(([, key]) => key?.trim())),
    );
    const keys = [whole, ...Object.values($defs ?? {})].flatMap(keysOf);
    expect([...new Set(keys)].filter((key) => !shown.has(key) && !page.includes(`\`${key}`))).toEqual([]);
  });

  it.each(blocks.map(around).filter((text) => text !== null))('shows an example that is read: %s', (text) => {
    const reading = readDefinition(text);
    const found = reading.definition ? reading.warnings : reading.findings;
    expect(found.filter(({ code }) => !OF_THE_FRAME.includes(code))).toEqual([]);
  });
});

interface Part {
  $defs?: Record<string, Part>;
  properties?: Record<string, Part>;
  additionalProperties?: Part | boolean;
  items?: Part;
  anyOf?: Part[];
}

/** Every key that a part of the schema knows, at any depth. */
function keysOf({ properties, additionalProperties, items, anyOf }: Part): string[] {
  const others = [additionalProperties, items, ...(anyOf ?? [])].filter((one) => typeof one === 'object');
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, part]) => [key, ...keysOf(part)]),
    ...others.flatMap(keysOf),
  ];
}
