import type { Shown } from '../api/client';

export type AskedField = Shown['AskedField'];
export type Money = { amount: string; currency: string };
export type Value = string | number | boolean | Money | null;

/** What an answer may bring, as it is typed. */
export interface Typed {
  values: Readonly<Record<string, Value>>;
  comment: string;
  /** The state of the deal that it was begun on. */
  seq: number;
  /** Of what was sent and may not have come through: the same again is done once. Empty: not sent as it stands. */
  key: string;
}

/** What goes to the API of it. */
export interface Given {
  fields?: Record<string, Value>;
  until?: string;
  comment?: string;
}

/** The field that stands beside the others in an answer: until when. */
export const UNTIL = 'until';

export const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'currency' in value;

/** Whether nothing was typed. */
export const isEmpty = (value: Value | undefined): boolean =>
  value === null || value === undefined || value === '' || (isMoney(value) && value.amount.trim() === '');

/** Fields that are typed or stand there already, as the API takes them. What is as it was is not sent. */
export function givenOf(asked: readonly AskedField[], { values, comment }: Typed): Given {
  const fields: Record<string, Value> = {};
  let until: string | undefined;
  for (const { key, type, value } of asked) {
    const typed = values[key];
    if (typed === undefined || isEmpty(typed)) continue;
    if (key === UNTIL && type === 'instant') until = new Date(String(typed)).toISOString();
    else if (JSON.stringify(typed) !== JSON.stringify(value)) fields[key] = outOf(type, typed);
  }
  return {
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(until !== undefined && { until }),
    ...(comment.trim() !== '' && { comment: comment.trim() }),
  };
}

function outOf(type: AskedField['type'], typed: Value): Value {
  if (isMoney(typed)) return { amount: typed.amount.trim().replace(',', '.'), currency: typed.currency.trim() };
  if (type === 'instant') return new Date(String(typed)).toISOString();
  return typeof typed === 'string' ? typed.trim() : typed;
}

/** An instant as the browser's own field for it wants it: local, to the minute. */
export function localOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
