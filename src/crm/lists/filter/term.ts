import { literal } from './literal';
import { operator } from './operator';
import { complain, isJoin, isWord, isWordAt, LIMITS, peek, type Reading, skip, takeSign, takeWord } from './reading';
import type { Token } from './tokens';
import type { Literal, Name, Operator, Tree } from './tree';

/** Whether what is read next is `in list`. */
export const isListed = (reading: Reading): boolean => isWord(reading, 'in') && isWordAt(reading, 1, 'list');

/** Reads one condition. */
export function term(reading: Reading, not: boolean): Tree {
  const field = peek(reading);
  if (++reading.terms > LIMITS.terms) return tooMany(reading);
  if (isListed(reading)) return listed(reading, null, not);
  if (field.is !== 'word' || isJoin(field)) {
    complain(reading, 'FieldExpected', field, 'Expected the name of a field.', 'Здесь ожидается имя поля.');
    skip(reading);
    return { is: 'broken' };
  }
  reading.next++;
  const name: Name = { text: field.text, from: field.from, to: field.to };
  const asked = operator(reading);
  if (asked === null) return bare(reading, name);
  if (asked.op === 'listed') return listed(reading, name, asked.not);
  const values = valuesOf(reading, asked.op);
  if (values === null) return { is: 'broken' };
  const end = reading.tokens[reading.next - 1] as Token;
  const { op, not: turned, opAt } = asked;
  return { is: 'term', field: name, op, not: turned, values, opAt, from: name.from, to: end.to };
}

function tooMany(reading: Reading): Tree {
  if (reading.terms === LIMITS.terms + 1) {
    const en = `A filter has at most ${LIMITS.terms} conditions.`;
    complain(reading, 'TooManyTerms', peek(reading), en, `В фильтре не больше ${LIMITS.terms} условий.`);
  }
  reading.next = reading.tokens.length - 1;
  return { is: 'broken' };
}

/** A field on its own: fine for a yes or no, which only its type can tell. */
function bare(reading: Reading, field: Name): Tree {
  const after = peek(reading);
  if (after.is === 'end' || after.text === ')' || isJoin(after))
    return { is: 'flag', field, from: field.from, to: field.to };
  const en = 'Expected =, !=, <, <=, >, >=, ~, in, contains, starts with, is empty or is not empty.';
  const ru = 'Здесь ожидается =, !=, <, <=, >, >=, ~, in, contains, starts with, is empty или is not empty.';
  complain(reading, 'OperatorExpected', after, en, ru);
  skip(reading);
  return { is: 'broken' };
}

function listed(reading: Reading, field: Name | null, not: boolean): Tree {
  const from = field?.from ?? peek(reading).from;
  if (takeWord(reading, 'in')) takeWord(reading, 'list');
  const name = peek(reading);
  if (name.is !== 'quoted' && name.is !== 'word' && name.is !== 'id') {
    complain(
      reading,
      'ValueExpected',
      name,
      'Expected the name of a list, in quotes.',
      'Здесь ожидается имя списка в кавычках.',
    );
    skip(reading);
    return { is: 'broken' };
  }
  reading.next++;
  return { is: 'listed', field, not, list: name.text, from, to: name.to };
}

function valuesOf(reading: Reading, op: Operator): Literal[] | null {
  if (op === 'empty') return [];
  if (op !== 'in') {
    const one = literal(reading);
    return one && [one];
  }
  if (!takeSign(reading, '(')) {
    complain(
      reading,
      'ValueExpected',
      peek(reading),
      'Expected ( and values, such as in (a, b).',
      'Здесь ожидаются ( и значения: in (a, b).',
    );
    skip(reading);
    return null;
  }
  return several(reading);
}

function several(reading: Reading): Literal[] | null {
  const values: Literal[] = [];
  do {
    const one = literal(reading);
    if (one === null) {
      takeSign(reading, ')');
      return null;
    }
    values.push(one);
  } while (takeSign(reading, ','));
  const { from, to } = peek(reading);
  if (!takeSign(reading, ')')) {
    complain(reading, 'ClosingExpected', { from, to }, 'Expected , or ) here.', 'Здесь ожидается , или ).');
    skip(reading);
    takeSign(reading, ')');
  }
  if (values.length <= LIMITS.values) return values;
  const en = `A condition has at most ${LIMITS.values} values; this one has ${values.length}.`;
  complain(
    reading,
    'TooManyValues',
    { from, to },
    en,
    `В условии не больше ${LIMITS.values} значений, а здесь ${values.length}.`,
  );
  return null;
}
