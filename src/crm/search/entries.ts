import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import { slipsIn } from '../normal/slips';
import { type ClosedLines, foundInOpenLines, hasWordsInOpenLines, openText } from './closed-lines';
import { patternsOf, type Question } from './question';

/** What search finds. */
export const SEARCH_KINDS = ['account', 'contact', 'lead', 'sale', 'product'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** An entry that was found: how good, the higher the better. */
export interface Entry {
  kind: SearchKind;
  id: string;
  /** Its six lines, folded; see the table `search_entries`. */
  text: string;
  rank: number;
  /** Of a lead or a sale; null for others. */
  open: boolean | null;
  at: Date;
}

/** What is looked for, where, by whom. */
export interface Looking {
  kinds: readonly SearchKind[];
  sight: Sight;
  /** So many of a kind at most. */
  most: number;
  /** What somebody finds nothing by. */
  closed?: ClosedLines;
}

/** Of so many entries the best are sought; who types that little sees them narrow down. */
const CANDIDATES = 3_000;
const BEGINNINGS = 300;
const SLIPS = 2_000;

/** How good an entry is: its number or its whole name, what its name begins with, words of the name, of a person's name, of anything. */
export const RANKS = { exact: 100, begins: 80, name: 60, otherName: 50, words: 40, part: 20, slip: 10 } as const;

/** The entries that have all words of a question; the best of each kind first. Two index scans, however many records there are. */
export async function findEntries(pool: Pool, question: Question, looking: Looking): Promise<Entry[]> {
  const { values, bind } = binder();
  const kinds = `e.kind = ANY(${bind(looking.kinds)})`;
  const seen = seenEntries(looking, bind);
  const begins = `e.name LIKE ${bind(`${question.whole}%`)}`;
  const contains = () =>
    patternsOf(question)
      .map((pattern) => `e.text LIKE ${bind(pattern)}`)
      .join(' AND ') + hasWordsInOpenLines(question, looking.closed ?? {}, bind);
  // What begins with a single letter is enough of an answer to it.
  const further =
    question.whole.length < 2
      ? ''
      : `UNION (SELECT e.* FROM search_entries e WHERE ${kinds} AND ${contains()} AND ${seen} LIMIT ${CANDIDATES})`;
  const numberLine = `%\n ${question.whole}\n%`;
  const numbered = /^\d+$/.test(question.whole)
    ? `UNION (SELECT e.* FROM search_entries e WHERE ${kinds} AND e.text LIKE ${bind(numberLine)}${foundInOpenLines([numberLine], looking.closed ?? {}, bind)} AND ${seen} LIMIT ${BEGINNINGS})`
    : '';
  const sql = `
    WITH candidates AS MATERIALIZED (
      (SELECT e.* FROM search_entries e WHERE ${kinds} AND ${begins} AND ${seen} LIMIT ${BEGINNINGS}) ${numbered} ${further}
    ), ranked AS (SELECT c.kind, c.id, c.text, c.at, i.open, ${rankSql(question, bind)} AS rank
      FROM candidates c LEFT JOIN process_instances i ON c.kind IN ('lead', 'sale') AND i.id = c.id),
    placed AS (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY rank DESC, open DESC NULLS LAST, at DESC, id) AS place FROM ranked)
    SELECT kind, id, text, at, open, rank FROM placed WHERE place <= ${bind(looking.most)} ORDER BY kind, place`;
  return (await pool.query<Entry>(sql, values)).rows;
}

/** The entries in which each word stands with a slip of the finger or two; the fewest slips of each kind first. */
export async function findSlips(pool: Pool, { words }: Question, looking: Looking): Promise<Entry[]> {
  if (words.length === 0 || words.some((word) => word.length < 3)) return [];
  const { values, bind } = binder();
  const sql = `SELECT e.kind, e.id, e.text, e.at, i.open FROM search_slips(${bind(looking.kinds)}, ${bind(words)}, ${SLIPS}) e
    LEFT JOIN process_instances i ON e.kind IN ('lead', 'sale') AND i.id = e.id WHERE ${seenEntries(looking, bind)}`;
  const { rows } = await pool.query<Omit<Entry, 'rank'>>(sql, values);
  const near = rows.flatMap((row) => {
    const text = openText(row.text, looking.closed?.[row.kind]);
    const slips = words.map((word) => slipsIn(text, word));
    return slips.includes(null)
      ? []
      : [{ ...row, rank: RANKS.slip - slips.reduce<number>((sum, n) => sum + (n ?? 0), 0) }];
  });
  const sorted = near.sort(
    (a, b) => b.rank - a.rank || Number(b.open) - Number(a.open) || b.at.getTime() - a.at.getTime(),
  );
  return looking.kinds.flatMap((kind) => sorted.filter((one) => one.kind === kind).slice(0, looking.most));
}

function rankSql({ whole, words }: Question, bind: Bind): string {
  const all = (text: string) =>
    `(${words.map((word) => `${text} LIKE ${bind(`% ${word}%`)}`).join(' AND ') || 'true'})`;
  const exact = `(c.name = ${bind(whole)} OR c.text LIKE ${bind(`%\n ${whole}\n%`)})`;
  return `CASE WHEN ${exact} THEN ${RANKS.exact} WHEN c.name LIKE ${bind(`${whole}%`)} THEN ${RANKS.begins}
    WHEN ${all("(' ' || c.name)")} THEN ${RANKS.name} WHEN ${all("split_part(c.text, E'\\n', 2)")} THEN ${RANKS.otherName}
    WHEN ${all('c.text')} THEN ${RANKS.words} ELSE ${RANKS.part} END`;
}

/** The condition under which an entry `e` is seen. */
function seenEntries({ sight, kinds }: Looking, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const instance = (kind: 'lead' | 'sale') =>
    `e.kind = '${kind}' AND EXISTS (SELECT 1 FROM process_instances si JOIN ${kind}s w ON w.id = si.id
       WHERE si.id = e.id AND ${seenSql(sight, kind, 'si', bind)})`;
  const client = (kind: 'account' | 'contact') =>
    `e.kind = '${kind}' AND EXISTS (SELECT 1 FROM ${kind}s sc WHERE sc.id = e.id AND ${seenSql(sight, kind, 'sc', bind)})`;
  const conditions = kinds.map((kind) =>
    kind === 'product' ? `e.kind = 'product'` : kind === 'lead' || kind === 'sale' ? instance(kind) : client(kind),
  );
  return `(${conditions.join(' OR ')})`;
}

function binder(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}
