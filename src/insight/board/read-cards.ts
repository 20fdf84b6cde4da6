import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import {
  type InstanceRow,
  type ListRow,
  lightSql,
  OWNER,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  rowOf,
  STANDING,
  startOf,
  type Versions,
  WORDS,
} from '../../crm';
import { type Instant, isClosedState, type Kind } from '../../process';
import { type Narrow, narrowSql } from '../question';
import { NEXT_STEP, type NextStep, turnOf } from '../stalled';
import { type BoardLight, closedLately } from './read-board';

/** A card of the board. */
export interface BoardCard extends InstanceRow {
  nextStep: NextStep | null;
  turn: 'ours' | 'client' | 'approver' | null;
}

export interface AskedCards {
  sight: Sight;
  kind: Kind;
  process: string;
  /** Null: all that is open, whatever its stage. */
  stage: string | null;
  lights: readonly BoardLight[];
  /** Only these, wherever they stand now: what has just moved. */
  ids: readonly string[] | null;
  narrow: Narrow;
  page: PageRequest;
}

/** By urgency; what waits for something known comes last. */
export const URGENCY = ['escalated', 'overdue', 'due soon', 'on time', 'waiting'] as const satisfies BoardLight[];
/** Of what has closed there is one level, the latest first. */
const ENDED = 'ended';
type Level = BoardLight | typeof ENDED;

type Read = ListRow & { sortKey: string; nextStep: NextStep | null };

/** Cards of one stage, or of all, by urgency: by light, then the instant by which something is due. */
export async function readCards(
  { pool, versions }: { pool: Pool; versions: Versions },
  asked: AskedCards,
  now: Instant,
): Promise<Page<BoardCard>> {
  const { page, sight, ...question } = asked;
  const start = startOf(page, question, now);
  const levels = levelsOf(asked);
  const [from = levels[0], ...after] = start.after;
  const rows: (Read & { level: Level })[] = [];
  for (const level of levels.slice(Math.max(0, levels.indexOf(from as Level)))) {
    if (rows.length > page.limit) break;
    const resumed = !start.first && level === from ? after : null;
    const found = await pool.query<Read>(statement(asked, level, resumed, start.asOf));
    rows.push(...found.rows.map((row) => ({ ...row, level })));
  }
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.level, row.sortKey, row.id]);
  const known = await versions.all(read.items.map((row) => row.versionId));
  const items = read.items.flatMap((row) => rowOf(row, known).map((base) => cardOf(base, row)));
  return { ...read, items };
}

function cardOf(base: InstanceRow, { nextStep, open, state }: Read): BoardCard {
  return { ...base, nextStep, turn: open ? turnOf(base.version.definition, state, nextStep) : null };
}

function levelsOf({ stage, lights, ids }: AskedCards): Level[] {
  const open = URGENCY.filter((one) => lights.length === 0 || lights.includes(one));
  if (ids) return lights.length > 0 ? open : [...open, ENDED];
  if (stage === null) return open;
  return isClosedState(stage) ? [ENDED] : open;
}

const DUE = `coalesce(i.due_at, 'infinity'::timestamptz)`;
/** By what the cards of a level are in order. */
const ORDER: Readonly<Record<Level, string>> = {
  escalated: DUE,
  overdue: DUE,
  'due soon': DUE,
  'on time': DUE,
  waiting: 'i.wait_until',
  ended: 'i.closed_at',
};

/** What the planner can go by, beside the light itself, which it cannot see through. */
function levelSql(level: Level, now: string): string {
  if (level === ENDED) return closedLately(now);
  const light = `i.open AND ${lightSql(now)} = '${level}'`;
  if (level === 'waiting') return `${light} AND i.wait_until > ${now}`;
  return level === 'due soon' || level === 'on time' ? `${light} AND ${DUE} > ${now}` : light;
}

/** The ids of a page, and then what a card shows, for those alone. */
function statement(asked: AskedCards, level: Level, after: readonly unknown[] | null, asOf: Instant) {
  const { kind, stage, process, ids, narrow, sight, page } = asked;
  const values: unknown[] = [kind, new Date(asOf)];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const order = ORDER[level];
  const [than, down] = level === ENDED ? ['<', 'DESC'] : ['>', ''];
  const where = [
    'i.kind = $1',
    levelSql(level, '$2'),
    `i.version_id = ANY(ARRAY(SELECT v.id FROM process_versions v WHERE v.key = ${bind(process)}))`,
    ...(stage === null ? [] : [`i.state = ${bind(stage)}`]),
    ...(ids ? [`i.id = ANY(${bind(ids)}::uuid[])`] : []),
    ...narrowSql(narrow, kind, bind),
    seenSql(sight, kind, 'i', bind),
    ...(after ? [`(${order}, i.id) ${than} (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`] : []),
  ];
  return prepared(
    `WITH page AS MATERIALIZED (
      SELECT i.id, ${order} AS due FROM process_instances i WHERE ${where.join(' AND ')}
      ORDER BY ${order} ${down}, i.id ${down} LIMIT ${Math.trunc(page.limit + 1)})
    SELECT ${STANDING}, ${WORDS[kind].columns}, ${OWNER} AS owner, page.due::text AS "sortKey", next.step AS "nextStep"
    FROM page JOIN process_instances i ON i.id = page.id ${WORDS[kind].from}
    LEFT JOIN people o ON o.id = i.owner_id
    ${NEXT_STEP}
    ORDER BY page.due ${down}, page.id ${down}`,
    values,
  );
}
