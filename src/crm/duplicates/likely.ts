import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Ref } from '../instance-sql';
import { type Candidate, candidatesOf, LOOKED_AMONG, nearlyNamed } from './candidates';
import { type Judged, judge } from './judge';
import { comparables, type DuplicateEntity, type KnownRecord, type RecordWords, readRecords } from './records';
import { type DuplicateRules, readDuplicateRules } from './rules';

/** A record that is likely the same as what somebody types. Outside one's sight: only that there is one, and whom to ask. */
export interface Match extends Judged {
  kind: DuplicateEntity;
  hidden: boolean;
  id: string | null;
  name: string | null;
  owner: Ref | null;
}

const MOST = 60;
const SHOWN = 10;

/** Who is likely the same as what is being typed, the likeliest first: ten at most. `except` is the record itself. */
export async function likelyMatches(
  pool: Pool,
  words: RecordWords,
  { sight, except }: { sight: Sight; except?: string },
): Promise<Match[]> {
  const rules = await readDuplicateRules(pool);
  const kinds = LOOKED_AMONG[words.kind];
  const [sharing, near] = await Promise.all([
    candidatesOf(pool, kinds, [words], { most: MOST, widely: true }),
    nearlyNamed(pool, kinds, words, MOST),
  ]);
  const known = await recordsOf(pool, [...sharing, ...near]);
  const likely = [...known.values()]
    .filter(({ id }) => id !== except)
    .map((record) => ({ record, ...compare(words, record, rules) }))
    .filter(({ score }) => score >= rules.warnFrom)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN);
  const records = likely.map(({ record }) => record);
  const [seen, owners] = await Promise.all([seenAmong(pool, records, sight), ownersOf(pool, records)]);
  return likely.map(({ record, score, reasons }) => matchOf(record, { score, reasons }, seen.has(record.id), owners));
}

function matchOf(record: KnownRecord, judged: Judged, isSeen: boolean, owners: ReadonlyMap<string, Ref>): Match {
  const owner = owners.get(record.ownerId ?? '') ?? null;
  const { kind, id, title } = record;
  if (isSeen) return { kind, hidden: false, id, name: title, owner, ...judged };
  return { kind, hidden: true, id: null, name: null, owner, score: judged.score, reasons: [] };
}

/** How likely two records are the same, by the rules. */
export function compare(left: RecordWords, right: RecordWords, rules: DuplicateRules): Judged {
  const pair = comparables(left, right);
  return pair ? judge(pair[0], pair[1], rules) : { score: 0, reasons: [] };
}

/** The record that a row of an import is, as far as the rules take it for one. */
export interface Likeliest extends Judged {
  id: string;
}

/**
 * For each row of an import, by its index, the record of its kind that it is most likely the same as: from the rules' `takeFrom`
 * on. Rows that are like nobody are not in the answer, and a closed lead is no double of a new one. `except` says which of the
 * candidates do not count. Four queries a batch; give some hundreds of rows at a time.
 */
export async function likeliest(
  pool: Pick<Pool, 'query'>,
  entity: DuplicateEntity,
  rows: readonly Omit<RecordWords, 'kind'>[],
  except: (ids: readonly string[]) => Promise<ReadonlySet<string>> = () => Promise.resolve(new Set()),
): Promise<Map<number, Likeliest>> {
  const rules = await readDuplicateRules(pool);
  const asked = rows.map((row) => ({ ...row, kind: entity }));
  const candidates = await candidatesOf(pool, [entity], asked, { most: MOST, widely: false });
  const known = await recordsOf(pool, candidates);
  const left = await except([...known.keys()]);
  const best = new Map<number, Likeliest>();
  for (const { n, id } of candidates) {
    const [row, record] = [asked[n], known.get(id)];
    if (!row || !record || record.open === false || left.has(id)) continue;
    const judged = compare(row, record, rules);
    if (judged.score >= rules.takeFrom && judged.score > (best.get(n)?.score ?? 0)) best.set(n, { id, ...judged });
  }
  return best;
}

async function recordsOf(
  pool: Pick<Pool, 'query'>,
  candidates: readonly Candidate[],
): Promise<Map<string, KnownRecord>> {
  const kinds = [...new Set(candidates.map(({ kind }) => kind))];
  const known = new Map<string, KnownRecord>();
  for (const kind of kinds) {
    const ids = [...new Set(candidates.filter((one) => one.kind === kind).map(({ id }) => id))];
    for (const [id, record] of await readRecords(pool, kind, ids)) known.set(id, record);
  }
  return known;
}

/** Which of the records somebody sees. */
export async function seenAmong(
  pool: Pick<Pool, 'query'>,
  records: readonly { id: string; kind: DuplicateEntity }[],
  sight: Sight,
): Promise<Set<string>> {
  if (sight.owners === null) return new Set(records.map(({ id }) => id));
  const seen = new Set<string>();
  for (const kind of new Set(records.map((one) => one.kind))) {
    const values: unknown[] = [records.filter((one) => one.kind === kind).map(({ id }) => id)];
    const { rows } = await pool.query<{ id: string }>(
      seenIdsSql(kind, sight, (value) => `$${values.push(value)}`),
      values,
    );
    for (const { id } of rows) seen.add(id);
  }
  return seen;
}

const seenIdsSql = (kind: DuplicateEntity, sight: Sight, bind: Bind): string =>
  kind === 'lead'
    ? `SELECT i.id FROM process_instances i JOIN leads w ON w.id = i.id WHERE i.id = ANY($1) AND ${seenSql(sight, kind, 'i', bind)}`
    : `SELECT r.id FROM ${kind}s r WHERE r.id = ANY($1) AND ${seenSql(sight, kind, 'r', bind)}`;

async function ownersOf(pool: Pick<Pool, 'query'>, records: readonly KnownRecord[]): Promise<Map<string, Ref>> {
  const ids = records.map(({ ownerId }) => ownerId).filter((id) => id !== null);
  const { rows } = await pool.query<Ref>('SELECT id, name FROM people WHERE id = ANY($1)', [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
