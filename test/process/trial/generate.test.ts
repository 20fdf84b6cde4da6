import { parse, stringify } from 'yaml';
import { generate } from '../../../src/process/trial/generate';
import { readExamples } from '../../../src/process/trial/read-examples';
import { exampleData } from '../../../src/process/trial/say';
import { testExample } from '../../../src/process/trial/test-examples';
import { office, SHIPPED, shipped } from '../../support/walk';

const calendar = office();

describe.each(SHIPPED)('the generated examples of %s', (name) => {
  const definition = shipped(name);
  const { examples, uncovered, targets, tries } = generate(definition, calendar);

  it('cover everything that it can do', () => {
    expect(uncovered.map(({ target, reason, says }) => [target.key, reason, says.en])).toEqual([]);
    expect(targets.length).toBeGreaterThan(10);
    console.log(name, targets.length, examples.length, tries);
    if (name === 'demo-sale') console.log(stringify(examples.map(exampleData)));
  });

  it('pass, also when they were written as text and read again', () => {
    const read = readExamples(parse(stringify(examples.map(exampleData))), definition);
    expect(read.problems).toEqual([]);
    expect(read.examples).toEqual(examples);
    const results = read.examples.map((one) => testExample(definition, one, calendar));
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  });
});
