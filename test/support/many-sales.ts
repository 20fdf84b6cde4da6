import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { createPast, type PastInstance } from '../../activities/bulk/past-instance';
import { type MadeHistory, writeHistories } from '../../activities/bulk/write-histories';
import { createReferenceSource } from '../../activities/reference';
import { createDefinitionSource } from '../../src/commands';
import { inTransaction } from '../../src/platform/in-transaction';
import { type Instant, SYSTEM } from '../../src/process';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CONFIRMED = { type: 'complete', task: 'first-call#1', outcome: 'need confirmed' } as const;
const AMOUNT = { minor: 500_000, currency: 'RUB' };

/** Ways that a standard sale may have gone, so that sales stand in every state there is: fresh, late, waiting, at each stage. */
const LIVES: readonly ((past: PastInstance, now: Instant, owner: string, dueAt: Instant) => void)[] = [
  () => undefined,
  (past, now) => past.ask(now - 20 * DAY_MS, SYSTEM, { type: 'amend', fields: { discount: 3 } }),
  (past, now) => past.ask(now - DAY_MS, SYSTEM, { type: 'wait', until: now + 3 * DAY_MS, reason: 'budget' }),
  (past, now) => past.ask(now - 8 * DAY_MS, SYSTEM, { ...CONFIRMED, fields: { amount: AMOUNT } }),
  (past, now) => past.ask(now - 2 * DAY_MS, SYSTEM, { ...CONFIRMED, fields: { amount: AMOUNT, discount: 20 } }),
  (past, now) => {
    past.ask(now - 9 * DAY_MS, SYSTEM, { ...CONFIRMED, fields: { amount: AMOUNT } });
    const decisionDate = new Date(now + 9 * DAY_MS).toISOString().slice(0, 10);
    const sent = { type: 'complete', task: 'send-proposal#1', outcome: 'sent', fields: { decisionDate } } as const;
    past.ask(now - 7 * DAY_MS, SYSTEM, sent);
  },
  (past, now) => {
    const later = { type: 'complete', task: 'first-call#1', outcome: 'call later', until: now + 2 * DAY_MS } as const;
    past.ask(now - 3 * DAY_MS, SYSTEM, later);
  },
  (past, now, owner, dueAt) => past.ask(now - HOUR_MS, SYSTEM, { type: 'add task', assignee: owner, dueAt }),
];

/** So many lives there are; the nth sale has the life `n % LIVES_OF_SALES`. */
export const LIVES_OF_SALES = LIVES.length;
/** Those who have a task by hand that is due soon. */
export const DUE_SOON = LIVES.length - 1;

/** Writes sales of a version with their pasts, through the path that imports take. Their workflows do not run yet. */
export async function writeManySales(
  pool: Pool,
  { versionId, count, owner, dueAt }: { versionId: string; count: number; owner: string; dueAt(n: number): Instant },
): Promise<string[]> {
  const definition = await createDefinitionSource(pool).read(versionId);
  const reference = await createReferenceSource(pool).current();
  const now = Date.now();
  const made = Array.from({ length: count }, (_, n): MadeHistory => {
    const instance = { instanceId: newId(), kind: 'sale', versionId, definition } as const;
    const past = createPast(instance, { reference, newId: (at) => newId({ msecs: at }) });
    past.ask(now - (n % LIVES.length === 0 ? 2 * HOUR_MS : 25 * DAY_MS), SYSTEM, { type: 'start', owner, fields: {} });
    const life = LIVES[n % LIVES.length];
    life?.(passing(past), now, owner, dueAt(n));
    past.passUntil(now);
    return { past, words: { title: `Sale ${n}` }, createdBy: null };
  });
  await inTransaction(pool, (client) => writeHistories(client, made, { reference, notices: 'none' }));
  return made.map(({ past }) => past.instance.instanceId);
}

/** The same past, in which what falls due before a command has fired by then. */
const passing = (past: PastInstance): PastInstance => ({
  ...past,
  ask: (at, actor, act) => {
    past.passUntil(at);
    return past.ask(at, actor, act);
  },
});
