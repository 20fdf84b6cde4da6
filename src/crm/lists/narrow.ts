import type { Instant } from '../../process';
import { type Checked, type Found, findingsIn, type ListField, type Test, type Value } from './filter';
import { type Question, WordingError } from './question';

/** Conditions that programs set by name, beside what people write: each field must have the value, if one is given. */
export type Narrowing = Readonly<Record<string, Narrow | undefined>>;
type Narrow =
  | { text: string }
  | { id: string }
  | { me: true }
  | { flag: boolean }
  | { begins: string }
  | { from?: Instant; before?: Instant };

/** A question with further conditions that must be met. @throws for a field that there is not */
export function narrowed(question: Question, by: Narrowing): Question {
  const conditions = Object.entries(by).flatMap(([key, wanted]) =>
    wanted ? termsOf(fieldIn(question, key), wanted) : [],
  );
  return { ...question, filters: [...question.filters, ...conditions] };
}

/** What is said of a field that there is not. */
export const noField = (entity: string, key: string): Pick<Found, 'code' | 'message'> => ({
  code: 'FieldUnknown',
  message: { en: `A ${entity} has no field ${key}.`, ru: `Поля ${key} нет.` },
});

function fieldIn({ fields, entity }: Question, key: string): ListField {
  const field = fields.find((one) => one.key === key);
  if (!field)
    throw new WordingError({ filter: findingsIn(key, [{ ...noField(entity, key), from: 0, to: key.length }]) });
  return field;
}

function termsOf(field: ListField, wanted: Narrow): Checked[] {
  const term = (test: Test, value: Value): Checked => ({ is: 'term', field, test, values: [value] });
  if ('text' in wanted) return [term('in', { as: 'text', text: wanted.text })];
  if ('id' in wanted) return [term('in', { as: 'id', id: wanted.id })];
  if ('me' in wanted) return [term('in', { as: 'me' })];
  if ('flag' in wanted) {
    const on = term('in', { as: 'flag', on: true });
    return [wanted.flag ? on : { is: 'not', of: on }];
  }
  if ('begins' in wanted) return [term('starts with', { as: 'text', text: wanted.begins })];
  const span = (ms: Instant): Value => ({ as: 'span', span: { as: 'instant', ms } });
  const { from, before } = wanted;
  return [
    ...(from === undefined ? [] : [term('>=', span(from))]),
    ...(before === undefined ? [] : [term('<', span(before))]),
  ];
}
