import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import type { Definition } from '../../../src/process';
import { readDefinition } from '../../../src/process/language/read-definition';
import { generate } from '../../../src/process/trial/generate';
import { readExamples } from '../../../src/process/trial/read-examples';
import { exampleData } from '../../../src/process/trial/say';
import { testExample } from '../../../src/process/trial/test-examples';
import { soundDefinition } from '../../support/sound-definition';
import { office, SHIPPED, shipped } from '../../support/walk';

const calendar = office();

function readText(text: string): Definition {
  const read = readDefinition(text, {}, { proven: true });
  if (!read.definition) throw new Error(JSON.stringify(read.findings));
  return read.definition;
}

const everything = () => readText(readFileSync(join(__dirname, '..', '..', 'support', 'every-construct.yaml'), 'utf8'));

const definitions: [string, () => Definition][] = [
  ...SHIPPED.map((name): [string, () => Definition] => [name, () => shipped(name)]),
  ['every construct of the language', everything],
];

describe.each(definitions)('the generated examples of %s', (_, read) => {
  const definition = read();
  const generated = generate(definition, calendar);

  it('cover each stage, outcome, route, move, skip, reaction, deadline and rung', () => {
    expect(generated.uncovered.map(({ target, reason }) => `${target.key}: ${reason}`)).toEqual([]);
    expect(generated.targets.length).toBeGreaterThan(15);
  });

  it('pass, also when they were written as text and read again', () => {
    const read = readExamples(parse(stringify(generated.examples.map(exampleData))), definition);
    expect(read.problems).toEqual([]);
    expect(read.examples).toEqual(generated.examples);
    const results = read.examples.map((one) => testExample(definition, one, calendar));
    expect(results.flatMap(({ name, failures }) => failures.map(({ says }) => `${name}: ${says.en}`))).toEqual([]);
  });
});

it('the generated examples of any sound definition hold, also when they were written as text and read again', () => {
  fc.assert(
    fc.property(soundDefinition, (text) => {
      const definition = readText(text);
      const { examples, targets, uncovered } = generate(definition, calendar, { tries: 400 });
      const { examples: read, problems } = readExamples(parse(stringify(examples.map(exampleData))), definition);
      expect(problems).toEqual([]);
      expect(read.flatMap((one) => testExample(definition, one, calendar).failures)).toEqual([]);
      // What no example is for is named, with a reason.
      expect(uncovered.every(({ reason }) => reason.length > 0)).toBe(true);
      expect(uncovered.length).toBeLessThan(targets.length);
    }),
    { numRuns: 25 },
  );
});

it('examples are generated the same each time', () => {
  const definition = shipped('standard-sale');
  expect(generate(definition, calendar)).toEqual(generate(definition, calendar));
});

describe('what no example can be generated for', () => {
  const offer = (more: string) =>
    readText(`
process: small
kind: sale
name: { en: Small, ru: Малая }
calendar: office
fields:
  discount: { type: percent, default: 0, name: { en: Discount, ru: Скидка } }
stages:
  offer:
    name: { en: Offer, ru: Предложение }
    tasks:
      send:
        name: { en: Send, ru: Отправить }
        outcomes:
          accepted: { name: { en: Accepted, ru: Согласен }, to: closed.won }
          given away: { name: { en: Given away, ru: Подарено }, to: closed.won, when: ${more} }
closed:
  won: { name: { en: Won, ru: Продано } }
`);
  const uncovered = (definition: Definition, tries?: number) =>
    generate(definition, calendar, { tries }).uncovered.map(({ target, reason }) => `${target.key}: ${reason}`);

  it('is nothing where its condition can be met', () => {
    expect(uncovered(offer('discount > 99'))).toEqual([]);
  });

  it('is named with the reason where its condition cannot', () => {
    // The check refuses such a text, so it is put in behind its back.
    const never = 'discount > 50 && discount < 40';
    const definition = JSON.parse(JSON.stringify(offer('discount > 99')).replace('discount > 99', never)) as Definition;
    const [found, ...others] = generate(definition, calendar).uncovered;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      target: { key: 'outcome offer/send/given away' },
      reason: 'always refused',
      says: { en: expect.stringContaining('discount > 50 && discount < 40 must hold') as string },
    });
  });

  it('is named as given up where the search may not look far enough', () => {
    expect(uncovered(offer('discount > 99'), 2)).toContain('outcome offer/send/given away: gave up');
  });

  it('is, at a stage that nothing leads to, everything there', () => {
    const definition = offer('discount > 99');
    const lonely = { ...definition.stages.offer, limit: null } as Definition['stages'][string];
    const more = { ...definition, stages: { ...definition.stages, lonely } };
    expect(uncovered(more)).toEqual([
      'stage lonely: never reached',
      'outcome lonely/send/accepted: never reached',
      'outcome lonely/send/given away: never reached',
    ]);
  });
});
