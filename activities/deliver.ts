import { ApplicationFailure } from '@temporalio/common';
import type { Pool } from 'pg';
import {
  type ClientPost,
  type Letter,
  type Outcome,
  type PostWebhook,
  type SendMail,
  type SendPush,
  silenceWebhook,
  type WishState,
  writeCall,
  writeLetters,
} from '../src/outbound';
import type { Clock } from '../src/platform/clock';
import { beat } from './beat';
import { claim, hold, inLedger, putBack, sentKeys, settleFailed, settleSent } from './delivery-ledger';

/** The ways out. Without `sendMail` there is no mail server, and mails are held. */
export interface WaysOut {
  postWebhook: PostWebhook;
  sendMail?: SendMail | undefined;
  /** Without it no browser is told of notices. */
  sendPush?: SendPush | undefined;
  /** What our people write to clients goes this way. */
  clientPost?: ClientPost | undefined;
}

interface Delivery extends WaysOut {
  pool: Pool;
  clock: Clock;
}

/** A receiver that is away gets so long to come back. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;

/**
 * Tries once to deliver one wish. May run twice, also at the same time: each receiver gets the same key in each try, and one
 * that has taken a letter gets it no more.
 * @throws ApplicationFailure when it is to be tried again; its message names no person and no address.
 */
export const createDeliver = (delivery: Delivery) =>
  async function deliver(wishId: string): Promise<WishState | 'not there'> {
    const stopBeating = beat();
    try {
      return await attempt(delivery, wishId);
    } catch (error) {
      // Such as a database that is away: its words may hold somebody's data.
      throw error instanceof ApplicationFailure ? error : tryAgain({ result: 'again', said: faultIn(error) });
    } finally {
      stopBeating();
    }
  };

async function attempt(delivery: Delivery, wishId: string): Promise<WishState | 'not there'> {
  const { pool, clock, sendMail } = delivery;
  const claimed = await claim(pool, wishId);
  if (claimed === null || typeof claimed === 'string') return claimed ?? 'not there';
  if (claimed.kind === 'mail' && !sendMail) {
    await hold(pool, wishId);
    return 'held';
  }
  const trying = sendMail && claimed.kind === 'mail' ? mail(pool, sendMail, wishId) : call(delivery, wishId);
  const outcome = await trying.catch(faultOf);
  if (outcome.result === 'sent') {
    await settleSent(pool, wishId);
    return 'sent';
  }
  const reason = outcome.result === 'again' ? (outcome.why ?? outcome.said) : outcome.said;
  if (outcome.result === 'again' && clock.now() - claimed.since < GIVE_UP_MS) {
    await putBack(pool, wishId, reason);
    throw tryAgain(outcome);
  }
  await settleFailed(pool, wishId, outcome.result === 'again' ? `given up after a day: ${reason}` : reason);
  return 'failed';
}

async function call({ pool, clock, postWebhook }: Delivery, wishId: string): Promise<Outcome> {
  const written = await writeCall(pool, wishId);
  if (!written.call) return { result: 'failed', said: written.fault };
  const outcome = await inLedger(pool, { wishId, key: wishId }, () => postWebhook(written.call, clock.now()));
  if (outcome.result === 'failed' && outcome.gone) await silenceWebhook(pool, written.hook, outcome.said);
  return outcome;
}

/** Sends each letter of a wish that its reader does not have yet. */
async function mail(pool: Pool, sendMail: SendMail, wishId: string): Promise<Outcome> {
  const written = await writeLetters(pool, wishId);
  if (!written.letters) return { result: 'failed', said: written.fault };
  const sent = await sentKeys(pool, wishId);
  const outcomes: Outcome[] = [];
  for (const letter of written.letters.filter(({ key }) => !sent.has(key))) {
    const outcome = await oneLetter(pool, sendMail, wishId, letter);
    outcomes.push(outcome);
    if (outcome.result === 'again' && outcome.away) break; // nor would the others get through now
  }
  return worstOf(outcomes);
}

async function oneLetter(pool: Pool, sendMail: SendMail, wishId: string, letter: Letter): Promise<Outcome> {
  if (letter.fault !== null) return { result: 'failed', said: `${letter.to.name} ${letter.fault}` };
  const outcome = await inLedger(pool, { wishId, key: letter.key }, () => sendMail(letter));
  return outcome.result === 'failed' ? { ...outcome, said: `${letter.to.name}: ${outcome.said}` } : outcome;
}

/** One that is to be tried again keeps the wish open; then one that failed decides; then all were sent. */
function worstOf(outcomes: readonly Outcome[]): Outcome {
  const again = outcomes.find(({ result }) => result === 'again');
  const failed = outcomes.filter(({ result }) => result === 'failed').map(({ said }) => said);
  return (
    again ?? (failed.length > 0 ? { result: 'failed', said: failed.join('; ') } : { result: 'sent', said: 'sent' })
  );
}

const tryAgain = ({ said, afterMs }: Extract<Outcome, { result: 'again' }>): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'TryAgain',
    message: said,
    ...(afterMs !== undefined && { nextRetryDelay: afterMs }),
  });

/** A fault of ours is one more reason to try again, for a day: the outbox has its words. */
const faultOf = (error: unknown): Outcome => ({
  result: 'again',
  said: faultIn(error),
  why: `a fault of ours: ${String(error)}`,
});

function faultIn(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return `a fault of ours (${String(code ?? name ?? 'error')})`;
}
