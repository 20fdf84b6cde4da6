import type { Pool } from 'pg';
import type { Instant } from '../../process';
import type { Outcome } from '../outcome';
import type { PostWebhook } from '../post-webhook';
import type { Happening } from './kinds';
import { type Claimed, claimDeliveries, dueIn, noteFailed, noteOver, noteTold } from './queue';
import { readSource, type Source } from './read';
import { noteAlive, noteDead, type Receiver, readReceiver, switchOff } from './receiver';

/** What telling needs. `firstPauseMs`: after a first failure; it doubles with each. */
export interface Telling {
  pool: Pool;
  clock: { now(): Instant };
  postWebhook: PostWebhook;
  firstPauseMs?: number;
}

/** Subjects that are told about at once. */
const AT_ONCE = 8;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;
/** So long an event holds back those behind it; then they go on without it. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;
const OUR_PAUSE_MS = 60_000;
/** Somebody else gets a turn after so long. */
const SHIFT_MS = 30_000;

/**
 * Tells a receiver what is due, of each lead, sale, account and contact one event after another. May run twice at the same
 * time, and be killed anywhere: a receiver may get an event twice, under the same id, and never before the one ahead of it was taken.
 * @returns in how many milliseconds something is due; null when nothing waits, or the receiver is off
 */
export async function tellHook(telling: Telling, name: string): Promise<number | null> {
  const { pool, clock } = telling;
  for (const end = clock.now() + SHIFT_MS; clock.now() < end; ) {
    const receiver = await readReceiver(pool, name);
    if (!receiver) return null;
    const claimed = await claimDeliveries(pool, name, AT_ONCE, clock.now());
    if (claimed.length === 0) return dueIn(pool, name, clock.now());
    await Promise.all(claimed.map((one) => tellNext(telling, receiver, one).catch(blameUs(telling, one))));
  }
  return 0;
}

/** A fault of ours counts against no receiver, and holds back the events of one subject alone. */
const blameUs =
  ({ pool, clock }: Telling, delivery: Claimed) =>
  async (error: unknown): Promise<void> => {
    const { code, name } = Object(error) as { code?: unknown; name?: unknown };
    const now = clock.now();
    const said = `a fault of ours (${String(code ?? name ?? 'error')})`;
    await noteFailed(pool, delivery, { said, giveUp: isStale(delivery, now), nextAt: now + OUR_PAUSE_MS, now });
  };

const isStale = ({ failingSince }: Claimed, now: Instant): boolean =>
  failingSince !== null && now - failingSince >= GIVE_UP_MS;

/** Tells the next thing of a delivery: one call at most. */
async function tellNext(telling: Telling, receiver: Receiver, delivery: Claimed): Promise<void> {
  const { pool, clock, postWebhook } = telling;
  const source = await readSource(pool, delivery);
  const wanted = (source?.happenings ?? []).map((happening, n) => ({ happening, n }));
  const [next, ...more] = wanted.filter(
    ({ happening, n }) => n >= delivery.done && receiver.kinds.includes(happening.kind),
  );
  if (!source || !next) return noteOver(pool, delivery, clock.now());
  const id = `${delivery.sourceId}.${delivery.sourceN}.${next.n}`;
  const { url, secret } = receiver;
  const body = JSON.stringify(bodyOf(id, source, next.happening));
  const outcome = await postWebhook({ url, secret, id, body }, clock.now());
  if (outcome.result !== 'sent') return fail(telling, receiver, delivery, outcome);
  const told = { kind: next.happening.kind, done: next.n + 1, over: more.length === 0 };
  await noteTold(pool, delivery, { ...told, said: outcome.said, now: clock.now() });
  await noteAlive(pool, receiver.name);
}

/** An event as it goes out: the same in each try and each replay, as long as the tables say the same. */
const bodyOf = (id: string, { at, about }: Source, { kind, before, after }: Happening) => ({
  id,
  type: kind,
  timestamp: new Date(at).toISOString(),
  data: { ...about, before, after },
});

async function fail(
  { pool, clock, firstPauseMs = FIRST_PAUSE_MS }: Telling,
  { name }: Receiver,
  delivery: Claimed,
  outcome: Exclude<Outcome, { result: 'sent' }>,
): Promise<void> {
  const now = clock.now();
  const pause = Math.min(firstPauseMs * 2 ** Math.min(delivery.failures, 20), LONGEST_PAUSE_MS);
  const asked = outcome.result === 'again' ? (outcome.afterMs ?? 0) : 0;
  const { said } = outcome;
  const gone = outcome.result === 'failed' && outcome.gone === true;
  if (gone) await switchOff(pool, name, said, now);
  const off = gone || (await noteDead(pool, name, said, now));
  // A receiver that is away is not this event's fault: it waits until somebody turns the hook on again.
  const giveUp = !off && isStale(delivery, now);
  await noteFailed(pool, delivery, { said, giveUp, nextAt: now + Math.max(pause, asked), now });
}
