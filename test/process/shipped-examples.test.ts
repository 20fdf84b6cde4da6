import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../src/process/language/read-definition';
import { readExamples } from '../../src/process/trial/read-examples';
import { testExample } from '../../src/process/trial/test-examples';
import { office } from '../support/walk';

const folder = join(__dirname, '..', '..', 'processes');
const calendar = office();
const processes = readdirSync(folder).filter((file) => file !== 'routing.yaml');

describe.each(processes)('%s', (file) => {
  const read = readDefinition(readFileSync(join(folder, file), 'utf8'));

  const { definition } = read;
  const { examples = [] } = definition ? readExamples(read.examples, definition) : {};

  it('reads without a word of complaint', () => {
    expect(read.definition ? read.warnings : read.findings).toEqual([]);
  });

  it.each(examples.map((example) => [example.name, example] as const))('example: %s', (_, example) => {
    if (!definition) throw new Error('It has faults.');
    const { failures } = testExample(definition, example, calendar);
    expect(failures.map(({ step, says }) => `step ${(step ?? 0) + 1}: ${says.en}`)).toEqual([]);
  });
});

it('are more than seven, each with examples of its own', () => {
  const examples = processes.map((file) => readFileSync(join(folder, file), 'utf8').split(/^ {2}- name: /m).length - 1);
  expect(processes.length).toBeGreaterThanOrEqual(7);
  expect(Math.min(...examples)).toBeGreaterThanOrEqual(2);
});
