import { isWord, isWordAt, peek, type Reading, takeWord } from './reading';
import type { Token } from './tokens';
import type { At, Operator } from './tree';

/** What is asked of a field, and whether the opposite is. */
export interface Asked {
  op: Operator | 'listed';
  not: boolean;
  opAt: At;
}

const SIGNS: Readonly<Record<string, { op: Operator; not: boolean }>> = {
  '=': { op: '=', not: false },
  '!=': { op: '=', not: true },
  '<': { op: '<', not: false },
  '<=': { op: '<=', not: false },
  '>': { op: '>', not: false },
  '>=': { op: '>=', not: false },
  '~': { op: 'contains', not: false },
  '!~': { op: 'contains', not: true },
};

/** Reads an operator. null: there is none, and nothing was read. */
export function operator(reading: Reading): Asked | null {
  const { from, to, is, text } = peek(reading);
  const sign = is === 'sign' ? SIGNS[text] : undefined;
  if (sign) {
    reading.next++;
    return { ...sign, opAt: { from, to } };
  }
  const before = reading.next;
  const worded = takeWord(reading, 'is') ? emptiness(reading) : wordOperator(reading);
  if (worded === null) reading.next = before;
  return worded && { ...worded, opAt: { from, to: (reading.tokens[reading.next - 1] as Token).to } };
}

function emptiness(reading: Reading): Omit<Asked, 'opAt'> | null {
  const not = takeWord(reading, 'not');
  return takeWord(reading, 'empty') ? { op: 'empty', not } : null;
}

function wordOperator(reading: Reading): Omit<Asked, 'opAt'> | null {
  const not = takeWord(reading, 'not');
  if (takeWord(reading, 'in')) return takeWord(reading, 'list') ? { op: 'listed', not } : { op: 'in', not };
  if (takeWord(reading, 'contains')) return { op: 'contains', not };
  if (isWord(reading, 'starts') && isWordAt(reading, 1, 'with')) {
    reading.next += 2;
    return { op: 'starts with', not };
  }
  return null;
}
