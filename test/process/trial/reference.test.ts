import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readExamples, readScript } from '../../../src/process/trial/read-examples';
import { readAct, readPassing } from '../../../src/process/trial/sentences';
import { simulate } from '../../../src/process/trial/simulate';
import { testExample } from '../../../src/process/trial/test-examples';
import { office, shipped } from '../../support/walk';

const page = (path: string) => readFileSync(join(__dirname, '../../../docs', path), 'utf8');
const reference = page('reference/examples.md');
const guide = page('how-to/try-a-process.md');
const blocks = (text: string) => [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
const sale = shipped('standard-sale');
const calendar = office();

const isExamples = (yaml: string) => yaml.startsWith('examples:');
const all = [...blocks(reference), ...blocks(guide)];

describe('the pages on examples and trials', () => {
  it.each(all.filter(isExamples))('show examples of the standard sale that hold: %s', (yaml) => {
    const { examples, problems } = readExamples((parse(yaml) as { examples: unknown }).examples, sale);
    expect(problems).toEqual([]);
    expect(examples.flatMap((one) => testExample(sale, one, calendar).failures.map(({ says }) => says.en))).toEqual([]);
    expect(examples).toHaveLength(1);
  });

  it.each(all.filter((yaml) => !isExamples(yaml)))('show scripts in which nothing is refused: %s', (yaml) => {
    const { script } = readScript(parse(yaml), sale);
    const walked = script && simulate(sale, script, calendar);
    if (!walked || 'code' in walked) throw new Error('It cannot be walked through.');
    expect(walked.steps.flatMap(({ refused }) => refused?.detail ?? [])).toEqual([]);
    expect(walked.steps.length).toBeGreaterThan(1);
  });

  const sentences = (from: string, to: string) =>
    reference
      .slice(reference.indexOf(from), reference.indexOf(to))
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));

  it.each(sentences('## steps: what somebody does', '## steps: time passes'))('show what somebody does: %s', (text) => {
    const sentence = text.startsWith('{') ? (/when: ([^,]+),/.exec(text)?.[1] ?? '') : text;
    expect(readAct(sentence)).not.toBeNull();
  });

  it.each(sentences('## steps: time passes', '## then'))('show how time passes: %s', (text) => {
    expect(readPassing(text)).not.toBeNull();
  });
});
