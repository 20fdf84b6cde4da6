import type { z } from 'zod';
import type { DealSet } from './deal-sets';
import type { Narrow, Question } from './question';

const iso = (at: number): string => new Date(at).toISOString();

/** A question as the parameters of an address; relative periods have become what they were when it was asked. */
export function questionParams({ kind, period, narrow, asOf }: Question): [key: string, value: string][] {
  const narrowed = (Object.keys(narrow) as (keyof Narrow)[])
    .sort()
    .flatMap((key): [string, string][] => (narrow[key] ?? []).map((value) => [key, value]));
  return [
    ['kind', kind],
    ['from', iso(period.from)],
    ['until', iso(period.until)],
    ['zone', period.zone],
    ...narrowed,
    ['asOf', iso(asOf)],
  ];
}

/** The address that opens the deals behind a number. */
export function opens<P extends z.ZodType>(set: DealSet<P>, question: Question, at: z.input<P>): string {
  const cell = Object.entries((at ?? {}) as Record<string, string>).map(([key, value]): [string, string] => [
    `at.${key}`,
    value,
  ]);
  return `/api/v1/insight/deals?${new URLSearchParams([['set', set.name], ...cell, ...questionParams(question)])}`;
}
