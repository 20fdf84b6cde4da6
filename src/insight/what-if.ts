import type { Pool } from 'pg';
import { ms, type Page, type PageRequest, pageOf, startOf, type Versions } from '../crm';
import { type Definition, firstVersion, type Instant, type ProcessEvent, ReplayError, versionsIn } from '../process';
import type { Calendar } from '../process/time/calendar';
import { RunTooLong } from '../process/trial/run';
import { type WhatIf, whatIf } from '../process/trial/what-if';
import { readTimes } from './times';

/** Which past deals, and what is put in the place of the settings that they had. */
export interface AskedWhatIf {
  process: string;
  /** In the place of every version that they ran on. */
  definition?: Definition;
  /** In the place of the calendar of its key, in all its versions. */
  calendar?: Calendar;
  /** When they began: from an instant, up to but without another. */
  from?: Instant;
  to?: Instant;
  owner?: string;
  open?: boolean;
}

/** A past deal under other settings; or why nothing can be said of it. */
export type WhatIfRow = { id: string; number: number; name: string } & (
  | { found: WhatIf; broken?: undefined }
  | { found?: undefined; broken: string }
);

interface Row {
  id: string;
  number: number;
  name: string;
  versionId: string;
  startedAt: string;
  events: ProcessEvent[];
}

/** One page of past deals, the earliest first, each lived again under other settings. */
export async function readWhatIf(
  { pool, versions }: { pool: Pool; versions: Versions },
  asked: AskedWhatIf,
  page: PageRequest,
  now: Instant,
): Promise<Page<WhatIfRow>> {
  const { process, from, to, owner, open } = asked;
  const question = { process, from, to, owner, open, definition: asked.definition, calendar: asked.calendar };
  const start = startOf(page, question, now);
  const rows = await readRows(pool, asked, start, page.limit + 1);
  const times = await readTimes(pool, asked);
  const shown = pageOf(rows, page, start.asOf, question, ({ startedAt, id }) => [startedAt, id]);
  const items: WhatIfRow[] = [];
  for (const row of shown.items) {
    items.push(await lived(versions, row, times, start.asOf));
    // A page of deals takes as long as many requests: those come in between.
    await breathe();
  }
  const total = page.count ? await countDeals(pool, asked, start.asOf) : undefined;
  return { ...shown, items, ...(total !== undefined && { total }) };
}

const breathe = () => new Promise((resolve) => setImmediate(resolve));

type Times = Awaited<ReturnType<typeof readTimes>>;

async function lived(versions: Versions, row: Row, times: Times, until: Instant): Promise<WhatIfRow> {
  const { id, number, name, versionId } = row;
  const known = await versions.all(versionsIn(row.events, versionId));
  const definitionOf = (version: string): Definition => {
    const found = known.get(version);
    if (!found) throw new ReplayError(`There is no version ${version}.`);
    return found.definition;
  };
  try {
    const events = row.events.filter(({ at }) => at <= until);
    const definition = definitionOf(firstVersion(row.events, versionId));
    return { id, number, name, found: whatIf({ id, definition, definitionOf, events, until }, times) };
  } catch (error) {
    if (error instanceof ReplayError || error instanceof RunTooLong) return { id, number, name, broken: error.message };
    throw error;
  }
}

async function readRows(
  pool: Pool,
  asked: AskedWhatIf,
  { asOf, after }: { asOf: Instant; after: readonly (string | number | null)[] },
  limit: number,
): Promise<Row[]> {
  const values: unknown[] = [];
  const where = conditions(asked, asOf, (value) => `$${values.push(value)}`);
  if (after.length > 0) {
    values.push(...after);
    where.push(`(i.started_at, i.id) > ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
  }
  const { rows } = await pool.query<Row>(
    `SELECT i.id, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name, i.version_id AS "versionId",
       i.started_at::text AS "startedAt", (
         SELECT jsonb_agg(jsonb_build_object('seq', e.seq, 'command', e.command, 'facts', e.facts, 'at', ${ms('e.at')}) ORDER BY e.seq)
         FROM process_events e WHERE e.instance_id = i.id) AS events
     FROM process_instances i LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
     WHERE ${where.join(' AND ')} ORDER BY i.started_at, i.id LIMIT ${Math.trunc(limit)}`,
    values,
  );
  return rows;
}

function conditions(
  { process, from, to, owner, open }: AskedWhatIf,
  asOf: Instant,
  bind: (value: unknown) => string,
): string[] {
  return [
    `i.version_id IN (SELECT id FROM process_versions WHERE key = ${bind(process)})`,
    `i.started_at <= ${bind(new Date(asOf))}`,
    ...(from === undefined ? [] : [`i.started_at >= ${bind(new Date(from))}`]),
    ...(to === undefined ? [] : [`i.started_at < ${bind(new Date(to))}`]),
    ...(owner === undefined ? [] : [`i.owner_id = ${bind(owner)}`]),
    ...(open === undefined ? [] : [`i.open = ${bind(open)}`]),
  ];
}

async function countDeals(pool: Pool, asked: AskedWhatIf, asOf: Instant): Promise<number> {
  const values: unknown[] = [];
  const where = conditions(asked, asOf, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM process_instances i WHERE ${where.join(' AND ')}`,
    values,
  );
  return rows[0]?.count ?? 0;
}
