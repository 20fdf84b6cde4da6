import {
  type Definition,
  firstDue,
  type Instant,
  isClosedState,
  type LocalDate,
  type Money,
  probabilityOf,
  resultOf,
  type Snapshot,
  waitingUntil,
} from '../process';

/** How an instance stands: what lists and cards show of it, be it read from its row or from a snapshot. */
export interface Standing {
  state: string;
  open: boolean;
  result: string | null;
  ownerId: string;
  seq: number;
  startedAt: Instant;
  enteredAt: Instant;
  closedAt: Instant | null;
  plannedFor: Instant | null;
  /** `FOREVER` where only an event ends it. */
  waitUntil: Instant | null;
  dueSoonAt: Instant | null;
  dueAt: Instant | null;
  escalateAt: Instant | null;
  amount: Money | null;
  probabilityPct: number | null;
  decisionDate: LocalDate | null;
  rating: string | null;
}

/** What a card's light can show. Null: it is closed. */
export type CardLight = 'on time' | 'due soon' | 'overdue' | 'escalated' | 'waiting' | null;

export const CARD_LIGHTS = ['on time', 'due soon', 'overdue', 'escalated', 'waiting'] as const;

type Instants = Pick<Standing, 'open' | 'waitUntil' | 'dueSoonAt' | 'dueAt' | 'escalateAt'>;

/**
 * The light by the instants against the clock, so that it is right even while the engine is away. A wait
 * that is over and was not ended counts as overdue.
 */
export function lightOf(at: Instants, now: Instant): CardLight {
  if (!at.open) return null;
  if (at.waitUntil !== null && at.waitUntil > now) return 'waiting';
  if (isPast(at.escalateAt, now)) return 'escalated';
  if (isPast(at.dueAt, now) || isPast(at.waitUntil, now)) return 'overdue';
  return isPast(at.dueSoonAt, now) ? 'due soon' : 'on time';
}

const isPast = (at: Instant | null, now: Instant): boolean => at !== null && at <= now;

/** The same in SQL, over the columns of `process_instances i`; `now` is a parameter such as `$2`. */
export const lightSql = (now: string): string => `CASE
  WHEN NOT i.open THEN NULL
  WHEN i.wait_until > ${now} THEN 'waiting'
  WHEN i.escalate_at <= ${now} THEN 'escalated'
  WHEN i.due_at <= ${now} OR i.wait_until <= ${now} THEN 'overdue'
  WHEN i.due_soon_at <= ${now} THEN 'due soon'
  ELSE 'on time' END`;

/** The standing that a snapshot says. Waits and clocks of a closed one are over. */
export function standingOf(snapshot: Snapshot, definition: Definition): Standing {
  const { state, seq, startedAt, enteredAt, closedAt, plannedFor, fields, owner } = snapshot;
  const clock = firstDue(snapshot);
  const amount = fields.amount ?? null;
  return {
    state,
    open: !isClosedState(state),
    result: resultOf(definition, state),
    ownerId: owner,
    seq,
    startedAt,
    enteredAt,
    closedAt,
    plannedFor,
    waitUntil: waitingUntil(snapshot),
    dueSoonAt: clock?.dueSoonAt ?? null,
    dueAt: clock?.dueAt ?? null,
    escalateAt: clock?.escalateAt ?? null,
    amount: typeof amount === 'object' ? amount : null,
    probabilityPct: probabilityOf(definition, state, fields),
    decisionDate: textOr(fields.decisionDate),
    rating: textOr(fields.rating),
  };
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Calendar days until the day by which the client decides, at a stage that waits for that; negative once it
 * has passed. The due instant is the end of that day in the calendar's zone, hence the rounding down.
 * Source: ONEC-19.
 */
export function daysToDecision(at: Standing, definition: Definition, now: Instant): number | null {
  const stage = definition.stages[at.state];
  if (!at.open || stage?.clock !== 'client' || at.dueAt === null || stage.limit?.due.by === 'span') return null;
  return Math.floor((at.dueAt - now) / DAY_MS);
}
