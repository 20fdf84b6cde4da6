import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type AnySchemaObject } from 'ajv/dist/2020';
import { parse } from 'yaml';
import { definitionJsonSchema } from '../../../src/process/language/json-schema';
import { readDefinition } from '../../../src/process/language/read-definition';

const root = join(__dirname, '../../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const schema = JSON.parse(text('docs/reference/process.schema.json')) as AnySchemaObject;
const everything = text('test/support/every-construct.yaml');

// Beside the forms there are words for people only, such as `examples`; types stand beside `anyOf` in short forms.
const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
  schema,
);

/** What the schema has against a text, as paths with sentences. */
const against = (yaml: string) =>
  validate(parse(yaml)) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);

const sources = readdirSync(join(root, 'processes'))
  .filter((name) => name !== 'routing.yaml')
  .map((name) => `processes/${name}`);

describe('the schema of definitions for editors', () => {
  it('is what `npm run schema` makes of the schema that reads them', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(definitionJsonSchema())));
  });

  it('says a word about every key', () => {
    expect(mute(schema, schema, '')).toEqual([]);
  });

  it.each([...sources, 'test/support/every-construct.yaml'])('has nothing against %s', (path) => {
    expect(against(text(path))).toEqual([]);
  });

  it.each([
    ['a key that nobody knows', 'probability: 10', 'probabilty: 10'],
    ['a missing part', 'kind: sale\n', ''],
    ['a kind that there is not', 'kind: sale\n', 'kind: deal\n'],
    ['a key with capitals', 'process: every-construct', 'process: Every-construct'],
    ['a field of no type', 'note: { type: text,', 'note: { type: memo,'],
    ['a probability as a word', 'probability: 10', 'probability: high'],
    ['a probability above 100', 'probability: 10', 'probability: 101'],
    ['a limit in a unit that there is not', 'limit: 3 weeks', 'limit: 3 months'],
    ['a wait that says nothing', 'wait: { for: quote accepted }', 'wait: { at most: 2 days }'],
    ['an assignee that cannot be read', 'assignee: team north', 'assignee: somebody'],
    ['a step of a ladder that does nothing', '{ at: 0, notify: owner }', '{ at: 0 }'],
    ['a step of a ladder that does two things', '{ at: 0, notify: owner }', '{ at: 0, notify: owner, webhook: erp }'],
    ['a step of a ladder at no time', '{ at: 0, notify: owner }', '{ at: 1 day, notify: owner }'],
    ['two limits of a task', 'due: 1 working day before decisionDate', 'due: 1 day\n        limit: 1 day'],
    ['a task without outcomes', 'outcomes: { told: { name: { en: Told, ru: Сообщено } } }', 'outcomes: {}'],
    ['a colour that there is not', 'light: green', 'light: blue'],
    ['a suggestion without words', 'say: { en: Offer a pilot, ru: Предложите пилот }', 'say:'],
    ['a language that there is not', 'name: { en: Note, ru: Заметка }', 'name: { en: Note, de: Notiz }'],
    [
      'branches of a branch',
      '            optional: true\n            on:',
      '            branches: {}\n            on:',
    ],
    ['an undo that is not never', 'undo: never\n  - {', 'undo: later\n  - {'],
    ['an approval by nobody', 'approval: second person', 'approval: nobody'],
    ['a clock of somebody else', 'clock: client', 'clock: theirs'],
    ['a right on what is no act', '  reassign: manager\n', '  rename: manager\n'],
    ['a route that leads nowhere', '- { to: proposal }', '- {}'],
    ['a list where one is wanted', 'next: negotiation', 'next: [negotiation]'],
  ])('refuses what the reader refuses: %s', (_what, search, replacement) => {
    expect(everything).toContain(search);
    const seeded = everything.replace(search, replacement);
    expect(readDefinition(seeded).definition).toBeUndefined();
    expect(against(seeded)).not.toEqual([]);
  });
});

/** The keys, by path, of which the schema says nothing. */
function mute(part: AnySchemaObject, whole: AnySchemaObject, path: string): string[] {
  const parts = Object.entries<AnySchemaObject>(part.properties ?? {}).flatMap(([key, value]) => [
    ...(saysSomething(value, whole) ? [] : [`${path}/${key}`]),
    ...mute(value, whole, `${path}/${key}`),
  ]);
  const others = [part.items, part.additionalProperties, ...(part.anyOf ?? []), ...Object.values(part.$defs ?? {})];
  return [...parts, ...others.flatMap((one) => (typeof one === 'object' ? mute(one, whole, path) : []))];
}

/** Whether a part is described, where it stands or where it leads; what is never allowed needs no word. */
function saysSomething(part: AnySchemaObject, { $defs }: AnySchemaObject): boolean {
  const name = typeof part.$ref === 'string' ? part.$ref.replace('#/$defs/', '') : null;
  return 'not' in part || typeof part.description === 'string' || (name !== null && 'description' in $defs[name]);
}
