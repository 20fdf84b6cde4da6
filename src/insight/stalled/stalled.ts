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
import type { Definition, Duration, Instant, Kind, Money } from '../../process';
import { AT_ALL, LEVELS, type Level, PILE_SQL, PILES, type Pile, stalledSql } from './stalled-sql';

/** What the board may be narrowed to. */
export interface StalledFilter {
  owner?: string;
  team?: string;
  process?: string;
  state?: string;
}

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
  /** Whose turn it is: an approver's when its next step asks somebody else's word. */
  turn: 'ours' | 'client' | 'approver';
  nextStep: NextStep | null;
  lastContactAt: Instant | null;
  /** How often it came back to a stage that it had left. */
  timesBack: number;
}

/** What is asked of the board. */
export interface AskedStalled {
  sight: Sight;
  kind: Kind;
  pile: Pile;
  filter: StalledFilter;
  page: PageRequest;
}

/**
 * One pile of the board, worst first: by level, then money in the base currency, then the instant since
 * when. Levels come from instants against `now`, so they are right even while the engine is away.
 */
export async function readStalled(
  { pool, versions }: { pool: Pool; versions: Versions },
  asked: AskedStalled,
  now: Instant,
): Promise<Page<StalledRow>> {
  const { page, ...question } = asked;
  const start = startOf(page, question, now);
  const [from = LEVELS[0], ...after] = start.after;
  const clientStages = await stagesOfClients({ pool, versions }, asked);
  const rows: (Read & { level: Level })[] = [];
  for (const level of LEVELS.slice(LEVELS.indexOf(from as Level))) {
    if (rows.length > page.limit || (level === 'none' && asked.pile === 'over its limit')) break;
    const values: unknown[] = [asked.kind, new Date(start.asOf), ...clientStages];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const where = [...narrowed(asked.filter, bind), seenSql(asked.sight, 'instance', 'i', bind)];
    if (!start.first && level === from) where.push(beyond(asked.pile, after, bind));
    const sql = stalledSql(asked.kind, asked.pile, level, where, page.limit + 1);
    const found = await pool.query<Read>(prepared(sql, values));
    rows.push(...found.rows.map((row) => ({ ...row, level })));
  }
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.level, row.sortMoney, row.sortKey, row.id]);
  const known = await versions.all(read.items.map((row) => row.versionId));
  return { ...read, items: read.items.flatMap((row) => rowOf(row, known).map((base) => stalledRow(base, row))) };
}

/** How many lie in each pile now. */
export async function countStalled(
  source: { pool: Pool; versions: Versions },
  asked: Pick<AskedStalled, 'sight' | 'kind' | 'filter'>,
  asOf: Instant,
): Promise<Record<Pile, number>> {
  const values: unknown[] = [
    asked.kind,
    new Date(asOf),
    ...(await stagesOfClients(source, { ...asked, pile: 'no next step' })),
  ];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const narrow = [...narrowed(asked.filter, bind), seenSql(asked.sight, 'instance', 'i', bind)];
  const where = [AT_ALL, ...narrow].join(' AND ');
  const counts = PILES.map((pile, n) => `(count(*) FILTER (WHERE ${PILE_SQL[pile].holds}))::int AS pile${n}`);
  const { rows } = await source.pool.query<Record<string, number>>(
    `SELECT ${counts.join(', ')} FROM process_instances i WHERE ${where}`,
    values,
  );
  return Object.fromEntries(PILES.map((pile, n) => [pile, rows[0]?.[`pile${n}`] ?? 0])) as Record<Pile, number>;
}

type Read = ListRow & {
  sortKey: string;
  sortMoney: string;
  moneyBase: number;
  baseCurrency: string | null;
  lastContactAt: Instant | null;
  timesBack: number;
  nextStep: NextStep | null;
};

function stalledRow(base: InstanceRow, row: Read & { level: Level }): StalledRow {
  const { definition } = base.version;
  const stage = definition.stages[base.standing.state];
  const due = stage?.limit?.due;
  const { level, nextStep, lastContactAt, timesBack } = row;
  return {
    ...base,
    level,
    moneyBase: { minor: row.moneyBase, currency: row.baseCurrency ?? 'RUB' },
    limit: due?.by === 'span' ? due.span : null,
    turn: stage?.clock === 'client' ? 'client' : asksAnother(definition, nextStep) ? 'approver' : 'ours',
    nextStep,
    lastContactAt,
    timesBack,
  };
}

function asksAnother(definition: Definition, step: NextStep | null): boolean {
  const rule = step && definition.stages[step.stage]?.tasks[step.task ?? '']?.assignee.rule;
  return rule !== null && rule !== undefined && rule !== 'owner';
}

function narrowed({ owner, team, process, state }: StalledFilter, bind: (value: unknown) => string): string[] {
  const where: string[] = [];
  if (owner !== undefined) where.push(`i.owner_id = ${bind(owner)}`);
  if (state !== undefined) where.push(`i.state = ${bind(state)}`);
  if (process !== undefined)
    where.push(`i.version_id IN (SELECT id FROM process_versions WHERE key = ${bind(process)})`);
  if (team !== undefined)
    where.push(
      `i.owner_id IN (SELECT m.person_id FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.key = ${bind(team)})`,
    );
  return where;
}

/** What comes after a row in the order of a pile. */
function beyond(pile: Pile, after: readonly unknown[], bind: (value: unknown) => string): string {
  const [money, due, id] = after;
  const [m, d, n] = [bind(money), bind(due), bind(id)];
  const { due: by } = PILE_SQL[pile];
  return `i.amount_base_minor <= ${m}::bigint
    AND (i.amount_base_minor < ${m}::bigint OR (${by}, i.id) > (${d}::timestamptz, ${n}::uuid))`;
}

/** The stages that wait for the client by their own clock, as two lists that belong together; only one pile asks. */
async function stagesOfClients(
  { pool, versions }: { pool: Pool; versions: Versions },
  { kind, pile }: Pick<AskedStalled, 'kind' | 'pile'>,
): Promise<[] | [versions: string[], states: string[]]> {
  if (pile !== 'no next step') return [];
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM process_versions WHERE kind = $1', [kind]);
  const known = await versions.all(rows.map((row) => row.id));
  const pairs = rows.flatMap(({ id }) =>
    Object.entries(known.get(id)?.definition.stages ?? {})
      .filter(([, { clock }]) => clock === 'client')
      .map(([state]) => ({ id, state })),
  );
  return [pairs.map(({ id }) => id), pairs.map(({ state }) => state)];
}
