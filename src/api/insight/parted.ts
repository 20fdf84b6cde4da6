import { z } from 'zod';
import { ofGroup, type Question, readParts } from '../../insight';
import type { Kind } from '../../process';
import type { Context } from '../context';
import type { AskedReport } from './asked';
import { cell } from './file';
import type { ReportTable } from './report';

/** So many parts are read, the largest: each is a report of its own. */
export const MOST_PARTS = 30;

type Body = Readonly<Record<string, z.ZodType>>;
type Given<S extends Body> = { -readonly [K in keyof S]: z.input<S[K]> };

/** A body with the same of the period that it is held against. */
export type Held<S extends Body> = Given<S> & { before: Given<S> | null };
/** What such a report answers beside its head. */
export type Parted<S extends Body> = Held<S> & { parts: PartsOf<S>; otherParts: number };
type PartsOf<S extends Body> = ({ group: { key: string; name: string } } & Held<S>)[] | null;

/**
 * The answer of a report whose figures cannot be added up from parts: the whole, and on request the same of each part (`by`) and of
 * the period that it is held against (`compare`). Each is read for itself, so that its medians, shares and addresses are its own.
 */
export function partedAnswer<S extends Body>(name: string, body: S) {
  const one = z.object(body).meta({ id: name });
  const before = one.nullable().meta({ description: 'The same of the period that it is held against' });
  const part = z
    .object({ group: z.object({ key: z.string(), name: z.string() }), ...body, before })
    .meta({ id: `${name}Part` });
  return {
    ...body,
    before,
    parts: z
      .array(part)
      .nullable()
      .meta({ description: `The same of each part, the ${MOST_PARTS} with the most deals; null: it is not parted` }),
    otherParts: z.number().meta({ description: 'How many parts there are beside these' }),
  };
}

/** Reads one report about one period and one set of deals. */
type ReadOne<S extends Body> = (asked: AskedReport) => Promise<Given<S>>;

/**
 * Reads the whole of a report, its parts and what they are held against, one after the other: each may be heavy. `kinds`: of which
 * deals there are parts, for reports that are about leads and sales alike.
 */
export async function readParted<S extends Body>(
  asked: AskedReport,
  { pool }: Pick<Context, 'pool'>,
  read: ReadOne<S>,
  kinds: readonly Kind[] = [asked.question.kind],
): Promise<Parted<S>> {
  const held = async (question: Question): Promise<Held<S>> => {
    const whole = { ...question, by: null, compared: null };
    const found = await read({ ...asked, question: whole });
    const before = question.compared && (await read({ ...asked, question: { ...whole, period: question.compared } }));
    return { ...found, before };
  };
  const { question } = asked;
  const whole = await held(question);
  if (question.by === null) return { ...whole, parts: null, otherParts: 0 };
  const { parts, others } = await partsOf(pool, asked, kinds);
  const all: NonNullable<PartsOf<S>> = [];
  for (const { key, label } of parts)
    all.push({ group: { key, name: label }, ...(await held(ofGroup(question, key))) });
  return { ...whole, parts: all, otherParts: others };
}

/** The largest parts of deals of several kinds, each once. */
async function partsOf(pool: Context['pool'], { question, sight }: AskedReport, kinds: readonly Kind[]) {
  const found = new Map<string, { key: string; label: string; deals: number }>();
  let others = 0;
  for (const kind of kinds) {
    const read = await readParts(pool, { question: { ...question, kind }, sight }, MOST_PARTS);
    others = Math.max(others, read.others);
    for (const part of read.parts)
      found.set(part.key, { ...part, deals: part.deals + (found.get(part.key)?.deals ?? 0) });
  }
  const all = [...found.values()].sort((a, b) => b.deals - a.deals || (a.key < b.key ? -1 : 1));
  return { parts: all.slice(0, MOST_PARTS), others: others + Math.max(0, all.length - MOST_PARTS) };
}

const TITLES = { en: ['Part', 'Period'], ru: ['Часть', 'Период'] } as const;
const PERIODS = {
  asked: { en: 'asked for', ru: 'запрошенный' },
  before: { en: 'held against', ru: 'для сравнения' },
} as const;

/** The table of such a report: rows of the whole or of each part, and those of the period that it is held against. */
export function partedTable<S extends Body>(
  answer: Parted<S>,
  table: (body: Given<S>, language: 'en' | 'ru') => ReportTable,
  language: 'en' | 'ru',
): ReportTable {
  const plain = table(answer, language);
  if (answer.parts === null && answer.before === null) return plain;
  const held = answer.parts?.map((part) => ({ name: part.group.name, of: part })) ?? [{ name: null, of: answer }];
  const rowsOf = (name: string | null, period: keyof typeof PERIODS, body: Given<S> | null) =>
    body === null
      ? []
      : table(body, language).rows.map((row) => [cell.text(name), cell.text(PERIODS[period][language]), ...row]);
  return {
    titles: [...TITLES[language], ...plain.titles],
    rows: held.flatMap(({ name, of }) => [...rowsOf(name, 'asked', of), ...rowsOf(name, 'before', of.before)]),
  };
}

/** The table of a report whose rows can be held against each other: those of the period asked for, then those of the other one. */
export function heldTable<T>(
  { items, comparedItems }: { items: T[]; comparedItems: T[] | null },
  table: (items: T[]) => ReportTable,
  language: 'en' | 'ru',
): ReportTable {
  const plain = table(items);
  if (comparedItems === null) return plain;
  const told = (period: keyof typeof PERIODS, { rows }: ReportTable) =>
    rows.map((row) => [cell.text(PERIODS[period][language]), ...row]);
  return {
    titles: [TITLES[language][1], ...plain.titles],
    rows: [...told('asked', plain), ...told('before', table(comparedItems))],
  };
}
