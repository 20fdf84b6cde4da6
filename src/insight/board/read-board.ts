import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import { CARD_LIGHTS, lightSql, type Version, type Versions } from '../../crm';
import type { Definition, Instant, Kind, Money, Text } from '../../process';
import { baseCurrency, type Narrow, narrowSql } from '../question';
import { type Column, columnsOf } from './columns';

export type BoardLight = (typeof CARD_LIGHTS)[number];

/** How long a deal that has closed stays on the board. */
export const CLOSED_DAYS = 30;

/** Whose board of what: a process, narrowed, as somebody sees it. */
export interface AskedBoard {
  sight: Sight;
  kind: Kind;
  /** Its key; null: the one that has most. */
  process: string | null;
  narrow: Narrow;
}

/** How many there are of something, with their money. */
export interface Worth {
  count: number;
  /** In minor units of the base currency. */
  minor: number;
}

export interface BoardColumn extends Column, Worth {
  /** The same money as it was agreed on. */
  currencies: (Money & { count: number })[];
  /** Of another currency, without a rate: the sum is without them. */
  unrated: number;
  lights: Record<BoardLight, Worth>;
}

export interface Board {
  process: { key: string; version: number; name: Text } | null;
  /** Every process of the kind that is in force or has open deals, whichever has most first. */
  processes: { key: string; name: Text; count: number }[];
  columns: BoardColumn[];
  currency: string;
}

type Source = { pool: Pool; versions: Versions };

/** What is counted together: what stands at a stage of a version, in one currency, under one light. */
interface Part extends Worth {
  versionId: string;
  state: string;
  open: boolean;
  currency: string | null;
  light: BoardLight | null;
  agreed: number;
  unrated: number;
}

/** All columns of a board with how many stand there and their money; and how many open ones each process has. */
export async function readBoard({ pool, versions }: Source, asked: AskedBoard, now: Instant): Promise<Board> {
  const [parts, current, currency] = await Promise.all([
    readParts(pool, asked, now),
    currentOf(pool, versions, asked.kind),
    baseCurrency(pool),
  ]);
  const known = await versions.all(parts.map(({ versionId }) => versionId));
  const processes = processesOf(parts, current, known);
  const key = asked.process ?? processes[0]?.key;
  const version = current.find((one) => one.key === key);
  const own = parts.filter(({ versionId }) => known.get(versionId)?.key === key);
  const older = own.flatMap(({ state, versionId }): [string, Definition][] => {
    const found = known.get(versionId);
    return found ? [[state, found.definition]] : [];
  });
  const columns = columnsOf(version?.definition ?? null, older).map((column) =>
    columnWith(
      column,
      own.filter(({ state }) => state === column.stage),
    ),
  );
  const chosen = processes.find((one) => one.key === key);
  return {
    process: chosen ? { key: chosen.key, version: version?.version ?? 0, name: chosen.name } : null,
    processes,
    columns,
    currency,
  };
}

/** What the columns hold, in one pass over what is open, and over what closed of late. */
async function readParts(pool: Pool, { kind, narrow, sight }: AskedBoard, now: Instant): Promise<Part[]> {
  const part = async (which: (at: string) => string) => {
    const values: unknown[] = [kind, new Date(now)];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const where = ['i.kind = $1', which('$2'), ...narrowSql(narrow, kind, bind), seenSql(sight, kind, 'i', bind)];
    const { rows } = await pool.query<Part>(
      `SELECT i.version_id AS "versionId", i.state, i.open, i.currency, ${lightSql('$2')} AS light, count(*)::int AS count,
         coalesce(sum(i.amount_base_minor), 0)::float8 AS minor, coalesce(sum(i.amount_minor), 0)::float8 AS agreed,
         (count(*) FILTER (WHERE i.amount_minor > 0 AND i.amount_base_minor = 0))::int AS unrated
       FROM process_instances i WHERE ${where.join(' AND ')} GROUP BY 1, 2, 3, 4, 5`,
      values,
    );
    return rows;
  };
  return (await Promise.all([part(() => 'i.open'), part(closedLately)])).flat();
}

/** What has closed and is still on the board. */
export const closedLately = (now: string): string =>
  `NOT i.open AND i.closed_at > ${now}::timestamptz - make_interval(days => ${CLOSED_DAYS})`;

async function currentOf(pool: Pool, versions: Versions, kind: Kind): Promise<Version[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT v.id FROM current_versions c JOIN process_versions v ON v.id = c.version_id WHERE v.kind = $1 ORDER BY v.key`,
    [kind],
  );
  const known = await versions.all(rows.map(({ id }) => id));
  return rows.flatMap(({ id }) => known.get(id) ?? []);
}

function processesOf(
  parts: readonly Part[],
  current: readonly Version[],
  known: ReadonlyMap<string, Version>,
): Board['processes'] {
  const found = new Map(current.map(({ key, definition }) => [key, { key, name: definition.name, count: 0 }]));
  for (const { versionId, open, count } of parts) {
    const version = known.get(versionId);
    if (!version || !open) continue;
    const { key, definition } = version;
    const so = found.get(key) ?? { key, name: definition.name, count: 0 };
    found.set(key, { ...so, count: so.count + count });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

function columnWith(column: Column, parts: readonly Part[]): BoardColumn {
  const currencies = new Map<string, Money & { count: number }>();
  for (const { currency, agreed, count } of parts) {
    if (currency === null) continue;
    const so = currencies.get(currency) ?? { minor: 0, currency, count: 0 };
    currencies.set(currency, { currency, minor: so.minor + agreed, count: so.count + count });
  }
  const lights = CARD_LIGHTS.map((light) => [light, worthOf(parts.filter((part) => part.light === light))]);
  return {
    ...column,
    ...worthOf(parts),
    currencies: [...currencies.values()].sort((a, b) => b.count - a.count),
    unrated: parts.reduce((sum, { unrated }) => sum + unrated, 0),
    lights: Object.fromEntries(lights) as BoardColumn['lights'],
  };
}

const worthOf = (parts: readonly Worth[]): Worth => ({
  count: parts.reduce((sum, { count }) => sum + count, 0),
  minor: parts.reduce((sum, { minor }) => sum + minor, 0),
});
