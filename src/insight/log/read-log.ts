import type { Pool } from 'pg';
import type { Bind, Sight } from '../../access';
import { ms } from '../../crm';
import type { Instant, Kind, Money } from '../../process';
import { type Question, questionSql } from '../question';
import { type LoggedDecision, type LogLine, linesOf } from './steps';

/** One deal with its lines. */
export interface LoggedDeal {
  id: string;
  kind: Kind;
  number: number;
  process: string;
  /** The version that it runs on, or ended on. */
  version: number;
  open: boolean;
  result: string | null;
  owner: string;
  money: Money | null;
  accountId: string | null;
  /** When it began: whole cases are in the log, so this is what puts them into a period. */
  startedAt: Instant;
  /** When all of it is planned to be done. */
  plannedFor: Instant | null;
  lines: LogLine[];
}

/** Which deals: those of a question that began in its period. */
export interface AskedLog {
  question: Question;
  sight: Sight;
}

/** How many deals are read at once: their events are all that is held. */
const BATCH = 200;

/**
 * The deals of a log with all of their lines up to the question's instant, by when they began. A few at a time, so that it takes no
 * more memory for a million deals than for a hundred, and holds no connection while its reader is slow.
 */
export async function* readLog(pool: Pool, asked: AskedLog): AsyncGenerator<LoggedDeal[]> {
  let after: readonly [startedAt: string, id: string] | null = null;
  for (;;) {
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const sql: string = dealsSql(asked, after, bind);
    const { rows }: { rows: DealRow[] } = await pool.query<DealRow>(sql, values);
    if (rows.length > 0) yield await withLines(pool, rows, asked.question.asOf);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = [last.sortKey, last.id];
  }
}

interface DealRow extends Omit<LoggedDeal, 'money' | 'lines'> {
  amountMinor: number | null;
  currency: string | null;
  versionId: string;
  sortKey: string;
}

function dealsSql({ question, sight }: AskedLog, after: readonly [string, string] | null, bind: Bind): string {
  const table = question.kind === 'sale' ? 'sales' : 'leads';
  const { from, until } = question.period;
  const where = [
    questionSql(question, sight, bind),
    `i.started_at >= ${bind(new Date(from))} AND i.started_at < ${bind(new Date(until))}`,
    `i.started_at <= ${bind(new Date(question.asOf))}`,
  ];
  if (after) where.push(`(i.started_at, i.id) > (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`);
  return `SELECT i.id, i.kind, w.number, pv.key AS process, pv.version, i.open, i.result, i.owner_id AS owner,
      i.amount_minor::float8 AS "amountMinor", i.currency, w.account_id AS "accountId", ${ms('i.started_at')} AS "startedAt", ${ms('i.planned_for')} AS "plannedFor",
      i.started_at::text AS "sortKey", coalesce((SELECT (m.command ->> 'fromVersionId')::uuid FROM process_events m
        WHERE m.instance_id = i.id AND m.type = 'migrate' ORDER BY m.seq LIMIT 1), i.version_id) AS "versionId"
    FROM process_instances i JOIN ${table} w ON w.id = i.id JOIN process_versions pv ON pv.id = i.version_id
    WHERE ${where.join(' AND ')} ORDER BY i.started_at, i.id LIMIT ${BATCH}`;
}

type EventRow = Omit<LoggedDecision, 'act'> & { id: string; command: LoggedDecision['act'] };

async function withLines(pool: Pool, deals: readonly DealRow[], asOf: Instant): Promise<LoggedDeal[]> {
  const { rows } = await pool.query<EventRow>(
    `SELECT e.instance_id AS id, e.seq, e.type, ${ms('e.at')} AS at, e.actor_id AS actor, e.from_state AS "from",
       e.to_state AS "to", e.command, e.snapshot
     FROM process_events e WHERE e.instance_id = ANY($1::uuid[]) AND e.at <= $2 ORDER BY e.instance_id, e.seq`,
    [deals.map(({ id }) => id), new Date(asOf)],
  );
  const decisions = new Map<string, LoggedDecision[]>(deals.map(({ id }) => [id, []]));
  for (const { id, command, ...one } of rows) decisions.get(id)?.push({ ...one, act: command });
  return deals.map(({ amountMinor, currency, versionId, sortKey: _key, ...deal }) => ({
    ...deal,
    money: amountMinor === null || !currency ? null : { minor: amountMinor, currency },
    lines: linesOf(decisions.get(deal.id) ?? [], versionId),
  }));
}

/** Versions by their ids, as people name them: `standard-sale@3`. */
export async function versionNames(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    `SELECT id, key || '@' || version AS name FROM process_versions`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Our own people's names, for logs that may hold them. */
export async function namesOfPeople(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>('SELECT id, name FROM people');
  return new Map(rows.map(({ id, name }) => [id, name]));
}
