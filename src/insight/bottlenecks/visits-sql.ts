import { type Bind, type Sight, seenIdsSql, seenSql } from '../../access';
import { type Narrow, narrowSql, type Question } from '../question';

/** Times of a visit that left, in milliseconds: parts that add up to the whole. */
export const PARTS = {
  /** A known wait, told to the process. */
  wait: 'v.wait_ms',
  /** The client's clock ran. */
  client: 'v.client_ms',
  /** Nobody works then. */
  outside: 'v.outside_ms',
  /** A task lay in a queue, and nobody held one. */
  queue: 'v.queue_ms',
  /** Somebody held a task. */
  held: 'v.held_ms',
  /** Nobody was asked for anything: it waited for us. */
  idle: 'v.idle_ms',
} as const;
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as Part[];

/** The whole of a visit. */
export const WHOLE = `(${Object.values(PARTS).join(' + ')})`;

/** Whether a visit was to a stage that limits and people are of, and not to an ending; the index `stage_visits_here` says it in these words. */
export const AT_A_STAGE = `NOT starts_with(v.state, 'closed.')`;

/** The version that a visit ended on, for whoever asks of its process. */
export const VERSION = 'JOIN process_versions pv ON pv.id = v.version_id';

/** What of a deal its visits say themselves; who asks of no more than that looks at no deal. */
const OF_VISIT = 'CROSS JOIN LATERAL (SELECT v.instance_id AS id, v.kind, v.version_id) i';
const OF_DEAL = 'JOIN process_instances i ON i.id = v.instance_id';
const SAID_OF_DEALS = ['owner', 'team', 'version', 'stage'] as const satisfies readonly (keyof Narrow)[];

/**
 * Visits of the deals of a question, as what stands between FROM and GROUP BY; `joined` to what else is asked. Millions are read: deals
 * are looked at only where they alone know, and those of one's lines are hashed, not looked up one by one.
 */
export function visitsSql(question: Question, sight: Sight, where: readonly string[], bind: Bind, joined = ''): string {
  const { kind, narrow } = question;
  const byLine = sight.owners !== null && Boolean(sight.byLine?.length);
  const seen = byLine ? `i.id IN (${seenIdsSql(sight, kind, bind)})` : seenSql(sight, kind, 'i', bind);
  const looked = (sight.owners !== null && !byLine) || SAID_OF_DEALS.some((key) => narrow[key]?.length);
  const own = [`i.kind = '${kind}'`, ...narrowSql(narrow, kind, bind), seen];
  return `stage_visits v ${joined} ${looked ? OF_DEAL : OF_VISIT}
    WHERE ${[...own, AT_A_STAGE, ...where].join(' AND ')}`;
}

/** Over `i`, that it has a visit of a stage for which something holds over `v`. */
export const hasVisit = (
  { process, stage }: { process: string; stage: string },
  holds: readonly string[],
  bind: Bind,
): string =>
  `EXISTS (SELECT 1 FROM stage_visits v ${VERSION}
    WHERE ${['v.instance_id = i.id', `pv.key = ${bind(process)}`, `v.state = ${bind(stage)}`, ...holds].join(' AND ')})`;

/** Visits that were left, or begun, in the question's period. */
export function during({ period, asOf }: Question, column: 'left_at' | 'entered_at', bind: Bind): string[] {
  return [
    `v.${column} >= ${bind(new Date(period.from))}`,
    `v.${column} < ${bind(new Date(Math.min(period.until, asOf + 1)))}`,
  ];
}
