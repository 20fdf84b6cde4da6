import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import {
  type InstanceRow,
  type ListRow,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Ref,
  rowOf,
  startOf,
  type Versions,
} from '../../crm';
import type { Clock, Definition, Duration, Instant, Kind, Money } from '../../process';
import { type Narrow, narrowSql } from '../question';
import { atAll, LEVELS, type Level, PILE_DUE, type Pile, pileSql, pilesOf, stalledSql } from './stalled-sql';
import { type TimeAtStage, timesAtStage } from './worked';

/** The open task that is due first. */
export interface NextStep {
  id: string;
  key: string;
  task: string | null;
  stage: string;
  title: string | null;
  dueAt: Instant | null;
  assignee: Ref | null;
}

/** One row of the board: where it stands, why it is here, and what comes next. */
export interface StalledRow extends InstanceRow {
  level: Level;
  moneyBase: Money;
  /** The limit of its stage, when that is a span. */
  limit: Duration | null;
  timeAtStage: TimeAtStage;
  /** Whose turn it is: an approver's when its next step asks somebody else's word. */
  turn: 'ours' | 'client' | 'approver';
  nextStep: NextStep | null;
  lastContactAt: Instant | null;
  /** How often it came back to a stage that it had left. */
  timesBack: number;
  /** How often somebody put off the day of the decision, or the due time of an open step. */
  timesPushed: number;
  /** Days over the limit by money in units of the base currency: what is big and late is high. */
  score: number;
}

/** What is asked of the board. */
export interface AskedStalled {
  sight: Sight;
  kind: Kind;
  pile: Pile;
  narrow: Narrow;
  page: PageRequest;
}

type Source = { pool: Pool; versions: Versions };

/**
 * One pile of the board, worst first: by level, then money in the base currency, then the instant since
 * when. Levels come from instants against `now`, so they are right even while the engine is away.
 */
export async function readStalled(
  { pool, versions }: Source,
  asked: AskedStalled,
  now: Instant,
): Promise<Page<StalledRow>> {
  const { page, ...question } = asked;
  const start = startOf(page, question, now);
  const [from = LEVELS[0], ...after] = start.after;
  const rows: (Read & { level: Level })[] = [];
  for (const level of LEVELS.slice(LEVELS.indexOf(from as Level))) {
    if (rows.length > page.limit || (level === 'none' && asked.pile === 'over its limit')) break;
    const values: unknown[] = [asked.kind, new Date(start.asOf)];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const where = [...narrowSql(asked.narrow, asked.kind, bind), seenSql(asked.sight, asked.kind, 'i', bind)];
    if (!start.first && level === from) where.push(beyond(asked.pile, after, bind));
    const sql = stalledSql(asked.kind, asked.pile, level, where, page.limit + 1);
    const found = await pool.query<Read>(prepared(sql, values));
    rows.push(...found.rows.map((row) => ({ ...row, level })));
  }
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.level, row.sortMoney, row.sortKey, row.id]);
  return { ...read, items: await stalledRows({ pool, versions }, read.items, start.asOf) };
}

/** How many lie in each pile now. */
export async function countStalled(
  { pool }: Pick<Source, 'pool'>,
  { sight, kind, narrow }: Pick<AskedStalled, 'sight' | 'kind' | 'narrow'>,
  asOf: Instant,
): Promise<Partial<Record<Pile, number>>> {
  const values: unknown[] = [kind, new Date(asOf)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ['i.kind = $1', atAll('$2'), ...narrowSql(narrow, kind, bind), seenSql(sight, kind, 'i', bind)];
  const piles = pilesOf(kind);
  const counts = piles.map((pile, n) => `(count(*) FILTER (WHERE ${pileSql(pile, '$2')}))::int AS pile${n}`);
  const { rows } = await pool.query<Record<string, number>>(
    `SELECT ${counts.join(', ')} FROM process_instances i WHERE ${where.join(' AND ')}`,
    values,
  );
  return Object.fromEntries(piles.map((pile, n) => [pile, rows[0]?.[`pile${n}`] ?? 0]));
}

type Read = ListRow & {
  sortKey: string;
  sortMoney: string;
  moneyBase: number;
  baseCurrency: string | null;
  lastContactAt: Instant | null;
  timesBack: number;
  timesPushed: number | null;
  clock: Clock | null;
  nextStep: NextStep | null;
};

async function stalledRows(
  { pool, versions }: Source,
  rows: readonly (Read & { level: Level })[],
  asOf: Instant,
): Promise<StalledRow[]> {
  const known = await versions.all(rows.map((row) => row.versionId));
  const both = rows.flatMap((row) => rowOf(row, known).map((base) => ({ ...base, clock: row.clock, row })));
  const times = await timesAtStage(pool, both, asOf);
  return both.flatMap(({ row, clock: _clock, ...base }, n) => {
    const time = times[n];
    return time ? [stalledRow(base, row, time)] : [];
  });
}

const MINOR = 100;

function stalledRow(base: InstanceRow, row: Read & { level: Level }, timeAtStage: TimeAtStage): StalledRow {
  const { definition } = base.version;
  const stage = definition.stages[base.standing.state];
  const due = stage?.limit?.due;
  const { level, nextStep, lastContactAt, timesBack, timesPushed, moneyBase } = row;
  const over = Math.max(0, timeAtStage.usedDays - (timeAtStage.limitDays ?? timeAtStage.usedDays));
  return {
    ...base,
    level,
    moneyBase: { minor: moneyBase, currency: row.baseCurrency ?? 'RUB' },
    limit: due?.by === 'span' ? due.span : null,
    timeAtStage,
    turn: stage?.clock === 'client' ? 'client' : asksAnother(definition, nextStep) ? 'approver' : 'ours',
    nextStep,
    lastContactAt,
    timesBack,
    timesPushed: timesPushed ?? 0,
    score: Math.round((over * moneyBase) / MINOR),
  };
}

function asksAnother(definition: Definition, step: NextStep | null): boolean {
  const rule = step && definition.stages[step.stage]?.tasks[step.task ?? '']?.assignee.rule;
  return rule !== null && rule !== undefined && rule !== 'owner';
}

/** What comes after a row in the order of a pile. */
function beyond(pile: Pile, after: readonly unknown[], bind: (value: unknown) => string): string {
  const [money, due, id] = after;
  const [m, d, n] = [bind(money), bind(due), bind(id)];
  return `i.amount_base_minor <= ${m}::bigint
    AND (i.amount_base_minor < ${m}::bigint OR (${PILE_DUE[pile]}, i.id) > (${d}::timestamptz, ${n}::uuid))`;
}
