import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { createPast, type PastInstance, PastRefused } from '../../activities/bulk/past-instance';
import { writeHistories } from '../../activities/bulk/write-histories';
import { createReferenceSource } from '../../activities/reference';
import { inTransaction } from '../../src/platform/in-transaction';
import { type Actor, allowed, type Definition, type Instant, type Kind } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { filled, type Walk } from './walk';

const HOUR_MS = 3_600_000;

/** What lives are made of. */
export interface Lives {
  process: { versionId: string; definition: Definition };
  owners: readonly string[];
  count: number;
  now: Instant;
}

/**
 * Writes open and closed instances whose pasts were walked at random, each of its own number and so the same every time, up
 * to now. Open ones wait for their workflows. Gives the ids of the open ones.
 */
export async function writeLives(pool: Pool, { process, owners, count, now }: Lives): Promise<string[]> {
  const reference = await createReferenceSource(pool).current();
  const kind: Kind = process.definition.kind;
  const made = Array.from({ length: count }, (_, n) => {
    const instance = { instanceId: newId(), kind, ...process };
    const past = createPast(instance, { reference, newId: () => newId() });
    live(past, process.definition, { owner: owners[n % owners.length] ?? '', n, now });
    const words = kind === 'sale' ? { title: `Life ${n}` } : { topic: `Life ${n}` };
    return { past, words, createdBy: null };
  });
  await inTransaction(pool, (client) => writeHistories(client, made, { reference, notices: 'none' }));
  return made.filter(({ past }) => past.snapshot().closedAt === null).map(({ past }) => past.instance.instanceId);
}

/** Writes one instance whose past is told step by step. Gives its id. */
export async function writePast(
  pool: Pool,
  process: Lives['process'],
  tell: (past: PastInstance, calendar: Calendar) => void,
): Promise<string> {
  const reference = await createReferenceSource(pool).current();
  const calendar = reference.calendars.get(process.definition.calendar);
  if (!calendar) throw new Error(`No calendar ${process.definition.calendar}`);
  const instance = { instanceId: newId(), kind: process.definition.kind, ...process };
  const past = createPast(instance, { reference, newId: () => newId() });
  tell(past, calendar);
  const made = [{ past, words: { title: 'A past' }, createdBy: null }];
  await inTransaction(pool, (client) => writeHistories(client, made, { reference, notices: 'none' }));
  return instance.instanceId;
}

function live(past: PastInstance, definition: Definition, life: { owner: string; n: number; now: Instant }): void {
  const { owner, n, now } = life;
  const actor: Actor = { id: owner, roles: ['rep', 'manager', 'sales-ops'], teams: [], manages: true };
  let dice = n + 1;
  const roll = (sides: number) => {
    dice = (Math.imul(dice, 1_103_515_245) + 12_345) >>> 0;
    return (dice >>> 8) % sides;
  };
  let at = now - (2 + roll(200)) * HOUR_MS;
  past.ask(at, actor, { type: 'start', owner, fields: {} });
  for (let step = roll(8); step > 0; step -= 1) {
    at += (1 + roll(24)) * HOUR_MS;
    if (at >= now) break;
    const offers = allowed(definition, past.passUntil(at), actor, at).filter(({ can }) => can !== 'no');
    const onward = offers.filter(({ act, to }) => act.type === 'complete' && !to?.startsWith('closed.'));
    const offer = (onward.length > 0 ? onward : offers)[roll(Math.max(1, onward.length || offers.length))];
    if (!offer || past.snapshot().closedAt !== null) break;
    attempt(past, at, actor, filled({ definition, now: at } as Walk, offer, roll(40)));
  }
  if (past.snapshot().closedAt === null && roll(5) === 0)
    attempt(past, at, actor, { type: 'wait', until: at + (1 + roll(300)) * HOUR_MS, reason: 'budget' });
  past.passUntil(now);
}

function attempt(past: PastInstance, at: Instant, actor: Actor, act: Parameters<PastInstance['ask']>[2]): void {
  try {
    past.ask(at, actor, act);
  } catch (error) {
    if (!(error instanceof PastRefused)) throw error;
  }
}
