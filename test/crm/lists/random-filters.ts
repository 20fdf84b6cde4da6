import fc from 'fast-check';
import type { FieldType, ListField } from '../../../src/crm/lists/filter';
import { formatMoney } from '../../../src/process/fields/money';
import { DAYS, MONEYS, NUMBERS, TEXTS, TIMES } from './some-rows';

/** Text of a filter: a value in quotes that nothing in it can leave. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const SPANS = [
  'today',
  'yesterday',
  'tomorrow',
  'this week',
  'last week',
  'next week',
  'this month',
  'last month',
  'this quarter',
  'last year',
  '-30d',
  '-6 months',
  '+2 weeks',
  '-1y',
  '-3h',
  '+1 hour',
  '-2 quarters',
];
const MOMENTS = [...DAYS, ...TIMES.map((at) => new Date(at).toISOString())];

function literals(field: ListField, names: readonly string[]): fc.Arbitrary<string> {
  const of: Record<FieldType, () => fc.Arbitrary<string>> = {
    text: () => fc.constantFrom(...TEXTS, 'standard-lead', 'qualify', 'postponed').map(quoted),
    texts: () => fc.constantFrom(...TEXTS, 'guest', 'Гость выставки').map(quoted),
    choice: () =>
      fc
        .constantFrom(
          ...Object.keys(field.options ?? {}),
          ...Object.values(field.options ?? {}).map(({ ru }) => ru),
          ...(field.open ? ['Own', 'Key one', 'nobody'] : []),
        )
        .map(quoted),
    number: () => fc.constantFrom(...NUMBERS, 2.5, -0.5).map(String),
    money: () => fc.constantFrom(...MONEYS).map((money) => `${formatMoney(money)} ${money.currency}`),
    date: () => fc.constantFrom(...SPANS, ...MOMENTS),
    time: () => fc.constantFrom(...SPANS, ...MOMENTS),
    flag: () => fc.constantFrom('yes', 'no', 'true', 'false'),
    person: () => fc.constantFrom('me', 'my team', '"Rita Rep"', '"олег другой"', ...names),
    ref: () => fc.constantFrom(...TEXTS.map(quoted), ...names),
    refs: () => fc.constantFrom(...TEXTS.map(quoted), ...names),
  };
  return of[field.type]();
}

const part = fc.constantFrom('fin', 'ФИ', 'ss', 'ß', 'o', '%', '_', '\\', "'", 'σ', 'i', 'rep');

function term(field: ListField, names: readonly string[]): fc.Arbitrary<string> {
  const one = literals(field, names);
  const forms: fc.Arbitrary<string>[] = [
    fc.constantFrom('is empty', 'is not empty', 'IS EMPTY').map((how) => `${field.key} ${how}`),
    fc.tuple(fc.constantFrom('=', '!=', ' = '), one).map(([op, value]) => `${field.key} ${op} ${value}`),
  ];
  if (field.type === 'flag') forms.push(fc.constant(field.key), fc.constant(field.key));
  else
    forms.push(
      fc
        .tuple(fc.constantFrom('in', 'not in'), fc.array(one, { minLength: 1, maxLength: 3 }))
        .map(([op, all]) => `${field.key} ${op} (${all.join(', ')})`),
    );
  if (['number', 'money', 'date', 'time'].includes(field.type))
    forms.push(fc.tuple(fc.constantFrom('<', '<=', '>', '>='), one).map(([op, value]) => `${field.key}${op}${value}`));
  if (['text', 'texts', 'ref', 'refs', 'person'].includes(field.type))
    forms.push(
      fc
        .tuple(fc.constantFrom('~', '!~', 'contains', 'not contains', 'starts with', 'not starts with'), part)
        .map(([op, text]) => `${field.key} ${op} ${quoted(text)}`),
    );
  return fc.oneof(...forms);
}

/** Random filters over the given fields, as people write them. `names` are ids that refs may be held against. */
export function filters(
  fields: readonly ListField[],
  names: readonly string[],
  lists: readonly string[] = [],
): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    ...fields.map((field) => term(field, names)),
    ...lists.map((list) => fc.constantFrom(list, `not ${list}`)),
  );
  const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('node')),
    node: fc.oneof(
      fc
        .tuple(tie('tree'), fc.constantFrom('and', 'or', 'AND'), tie('tree'))
        .map(([a, word, b]) => `(${a}) ${word} ${b}`),
      tie('tree').map((inside) => `not (${inside})`),
    ),
  }));
  return tree;
}
