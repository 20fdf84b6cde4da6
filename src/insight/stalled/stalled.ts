import type { Pool } from 'pg';
import { openSeenSql, type Sight } from '../../access';
import {
  type InstanceRow,
  type ListRow,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  rowOf,
  startOf,
  type Versions,
} from '../../crm';
import type { Clock, Duration, Instant, Kind, Money } from '../../process';
import { type Narrow, openNarrowSql } from '../question';
import { type NextStep, turnOf } from './next-step';
import {
  LEVELS,
  type Level,
  notWaiting,
  openPileSql,
  PILE_DUE,
  type Pile,
  pilesOf,
  soughtSql,
  stalledSql,
  walkedSql,
} from './stalled-sql';
import { type TimeAtStage, timesAtStage } from './worked';

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
  const narrow = await withPeople(pool, asked.narrow);
  const read = async (sql: typeof walkedSql) => {
    const values: unknown[] = [asked.kind, new Date(start.asOf)];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const where = [...openNarrowSql(narrow, asked.kind, bind), openSeenSql(asked.sight, 'i', bind)];
    const beyondIt = start.first ? null : beyond(asked.pile, after, bind);
    const rows = sql({ pile: asked.pile, where, beyond: beyondIt, from: from as Level, limit: page.limit + 1 });
    return (await pool.query<Read>(prepared(stalledSql(asked.kind, rows), values))).rows;
  };
  const walked = ofFew(asked) ? [] : await read(walkedSql);
  const rows = walked.length > page.limit ? walked : await read(soughtSql);
  const found = pageOf(rows, page, start.asOf, question, (row) => [levelOf(row), row.sortMoney, row.sortKey, row.id]);
  return { ...found, items: await stalledRows({ pool, versions }, found.items, start.asOf) };
}

const levelOf = ({ level }: Read): Level => LEVELS[level] ?? 'none';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Teams as the people in them, whose deals an index finds; of those in none that is no help. */
async function withPeople(pool: Pool, narrow: Narrow): Promise<Narrow> {
  const { team, owner, ...others } = narrow;
  if (!team?.length || team.includes('')) return narrow;
  const { rows } = await pool.query<{ id: string }>(prepared(MEMBERS, [team]));
  const people = rows.map(({ id }) => id).filter((id) => !owner?.length || owner.includes(id));
  return { ...others, owner: people.length > 0 ? people : [NOBODY] };
}

const MEMBERS =
  'SELECT DISTINCT m.person_id AS id FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.key = ANY($1::text[])';

/** Whether what is asked is found by whose it is; else most of what is met on a walk may be wanted, as of a team's alone. */
function ofFew({ narrow, sight }: AskedStalled): boolean {
  const { owner, team, ...others } = narrow;
  const ofATeamAndMore = Boolean(team?.length) && Object.values(others).some((values) => values?.length);
  return Boolean(owner?.length) || ofATeamAndMore || (sight.owners !== null && !sight.byLine?.length);
}

/** How many lie in each pile now. */
export async function countStalled(
  { pool }: Pick<Source, 'pool'>,
  { sight, kind, narrow }: Pick<AskedStalled, 'sight' | 'kind' | 'narrow'>,
  asOf: Instant,
): Promise<Partial<Record<Pile, number>>> {
  const values: unknown[] = [kind, new Date(asOf)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ['i.kind = $1', notWaiting('$2'), ...openNarrowSql(narrow, kind, bind), openSeenSql(sight, 'i', bind)];
  const piles = pilesOf(kind);
  const counts = piles.map((pile, n) => `(count(*) FILTER (WHERE ${openPileSql(pile, '$2')}))::int AS pile${n}`);
  const { rows } = await pool.query<Record<string, number>>(
    `SELECT ${counts.join(', ')} FROM open_deals i WHERE ${where.join(' AND ')}`,
    values,
  );
  return Object.fromEntries(piles.map((pile, n) => [pile, rows[0]?.[`pile${n}`] ?? 0]));
}

type Read = ListRow & {
  /** Its place among the levels. */
  level: number;
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

async function stalledRows({ pool, versions }: Source, rows: readonly Read[], asOf: Instant): Promise<StalledRow[]> {
  const known = await versions.all(rows.map((row) => row.versionId));
  const both = rows.flatMap((row) => rowOf(row, known).map((base) => ({ ...base, clock: row.clock, row })));
  const times = await timesAtStage(pool, both, asOf);
  return both.flatMap(({ row, clock: _clock, ...base }, n) => {
    const time = times[n];
    return time ? [stalledRow(base, row, time)] : [];
  });
}

const MINOR = 100;

function stalledRow(base: InstanceRow, row: Read, timeAtStage: TimeAtStage): StalledRow {
  const { definition } = base.version;
  const stage = definition.stages[base.standing.state];
  const due = stage?.limit?.due;
  const { nextStep, lastContactAt, timesBack, timesPushed, moneyBase } = row;
  const over = Math.max(0, timeAtStage.usedDays - (timeAtStage.limitDays ?? timeAtStage.usedDays));
  return {
    ...base,
    level: levelOf(row),
    moneyBase: { minor: moneyBase, currency: row.baseCurrency ?? 'RUB' },
    limit: due?.by === 'span' ? due.span : null,
    timeAtStage,
    turn: turnOf(definition, base.standing.state, nextStep),
    nextStep,
    lastContactAt,
    timesBack,
    timesPushed: timesPushed ?? 0,
    score: Math.round((over * moneyBase) / MINOR),
  };
}

/** What comes after a row in the order of a pile. */
function beyond(pile: Pile, after: readonly unknown[], bind: (value: unknown) => string): string {
  const [money, due, id] = after;
  const [m, d, n] = [bind(money), bind(due), bind(id)];
  return `i.amount_base_minor <= ${m}::bigint
    AND (i.amount_base_minor < ${m}::bigint OR (${PILE_DUE[pile]}, i.id) > (${d}::timestamptz, ${n}::uuid))`;
}
