import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { Versions } from '../../crm';
import type { Definition, Instant, Money, Text } from '../../process';

/** One stage of a funnel. */
export interface FunnelStage {
  key: string;
  name: Text;
  probabilityPct: number | null;
  /** Sales that ever came into it; one that came back counts once. */
  entered: number;
  /** Sales that stand in it. */
  inNow: number;
  amountNow: Money;
}

/** The sales of one process by how far they came. Leads are in none (DYN-03). */
export interface Funnel {
  process: { key: string; name: Text };
  stages: FunnelStage[];
  started: number;
  open: number;
  won: { count: number; amount: Money };
  lost: { count: number; amount: Money };
}

export interface FunnelFilter {
  sight: Sight;
  process?: string;
  owner?: string;
  startedFrom?: Instant;
  startedTo?: Instant;
}

interface NowRow {
  process: string;
  state: string;
  open: boolean;
  result: string | null;
  count: number;
  minor: number;
}

interface EnteredRow {
  process: string;
  state: string;
  entered: number;
}

/** The funnels of all processes that sales run on: counted from their stages, with nothing entered for it (ONEC-20). */
export async function readFunnels(
  { pool, versions }: { pool: Pool; versions: Versions },
  filter: FunnelFilter,
): Promise<Funnel[]> {
  const values: unknown[] = [];
  const where = conditions(filter, (value) => `$${values.push(value)}`);
  const [now, entered, base] = await Promise.all([
    pool.query<NowRow>(
      `SELECT v.key AS process, i.state, i.open, i.result, count(*)::int AS count,
      sum(i.amount_base_minor)::float8 AS minor ${FROM} WHERE ${where} GROUP BY 1, 2, 3, 4`,
      values,
    ),
    pool.query<EnteredRow>(
      `SELECT v.key AS process, e.to_state AS state, count(DISTINCT e.instance_id)::int AS entered
      ${FROM} JOIN process_events e ON e.instance_id = i.id AND e.from_state IS DISTINCT FROM e.to_state
      WHERE ${where} GROUP BY 1, 2`,
      values,
    ),
    pool.query<{ currency: string }>(`SELECT value #>> '{}' AS currency FROM settings WHERE key = 'base currency'`),
  ]);
  const currency = base.rows[0]?.currency ?? 'RUB';
  const definitions = await definitionsOf({ pool, versions }, filter.process);
  return definitions.map((definition) => {
    const mine = <T extends { process: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.process === definition.key);
    return funnelOf(definition, mine(now.rows), mine(entered.rows), currency);
  });
}

const FROM = 'FROM process_instances i JOIN process_versions v ON v.id = i.version_id';

function conditions(filter: FunnelFilter, bind: (value: unknown) => string): string {
  const where = [`i.kind = 'sale'`];
  if (filter.process !== undefined) where.push(`v.key = ${bind(filter.process)}`);
  if (filter.owner !== undefined) where.push(`i.owner_id = ${bind(filter.owner)}`);
  if (filter.startedFrom !== undefined) where.push(`i.started_at >= ${bind(new Date(filter.startedFrom))}`);
  if (filter.startedTo !== undefined) where.push(`i.started_at < ${bind(new Date(filter.startedTo))}`);
  return [...where, seenSql(filter.sight, 'sale', 'i', bind)].join(' AND ');
}

/** The current definition of each process for sales: it gives names and the order of stages. */
async function definitionsOf(
  { pool, versions }: { pool: Pool; versions: Versions },
  key?: string,
): Promise<Definition[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT v.id FROM current_versions c JOIN process_versions v ON v.id = c.version_id
     WHERE v.kind = 'sale' AND ($1::text IS NULL OR v.key = $1) ORDER BY v.key`,
    [key ?? null],
  );
  const known = await versions.all(rows.map((row) => row.id));
  return rows.flatMap(({ id }) => known.get(id)?.definition ?? []);
}

function funnelOf(
  definition: Definition,
  now: readonly NowRow[],
  entered: readonly EnteredRow[],
  currency: string,
): Funnel {
  const open = now.filter((row) => row.open);
  const total = (rows: readonly NowRow[]) => ({
    count: sum(rows, 'count'),
    amount: { minor: sum(rows, 'minor'), currency },
  });
  // Stages that only an older version had come last, by their key.
  const older = [...new Set(open.map((row) => row.state))].filter((state) => !definition.stages[state]).sort();
  const stages = [...stageKeys(definition), ...older].map((key) => {
    const here = total(open.filter((row) => row.state === key));
    const stage = definition.stages[key];
    return {
      key,
      name: stage?.name ?? { en: key, ru: key },
      probabilityPct: stage?.probabilityPct ?? null,
      entered: entered.find((row) => row.state === key)?.entered ?? 0,
      inNow: here.count,
      amountNow: here.amount,
    };
  });
  return {
    process: { key: definition.key, name: definition.name },
    stages,
    started: sum(now, 'count'),
    open: sum(open, 'count'),
    won: total(now.filter((row) => row.result === 'won')),
    lost: total(now.filter((row) => row.result === 'lost')),
  };
}

const sum = (rows: readonly NowRow[], what: 'count' | 'minor'): number => rows.reduce((all, row) => all + row[what], 0);

/** In the order of the text. A step of a branch is no stage of the funnel: the deal stands at the stage that holds it. */
const stageKeys = ({ stages }: Definition): string[] => Object.keys(stages).filter((key) => !stages[key]?.within);
