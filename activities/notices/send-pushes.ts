import type { Pool } from 'pg';
import {
  type DuePush,
  dropPush,
  ensurePushKeys,
  forgetPushes,
  gatherPushes,
  planPushes,
  readPushKeys,
  settlePush,
  takePushes,
  type WrittenPush,
  writePush,
} from '../../src/notices';
import type { Outcome, PostWebhook, PushKeys, SendPush } from '../../src/outbound';
import type { Clock } from '../../src/platform/clock';
import { beat } from '../beat';
import { inParallel } from '../in-parallel';

interface Pushing {
  pool: Pool;
  clock: Clock;
  /** Without them notices stand in the product, and go by mail. */
  sendPush?: SendPush | undefined;
  postWebhook?: PostWebhook | undefined;
}

const PAGE = 20;
const AT_ONCE = 4;

/**
 * Pushes the notices that are due, everything due to one person in one push, to each of their browsers and programs. May run twice, also at the
 * same time: a push is taken by one worker. One that a worker dies with goes out again, and takes the place of
 * the first. Gives how many it sent.
 */
export const createSendPushes = ({ pool, clock, sendPush, postWebhook }: Pushing) =>
  async function sendPushes(): Promise<number> {
    if (!sendPush || !postWebhook) return 0;
    const stopBeating = beat();
    try {
      await ensurePushKeys(pool, clock.now());
      await planPushes(pool, clock.now());
      await gatherPushes(pool, clock.now());
      await forgetPushes(pool, clock.now());
      return await sendDue({ pool, clock, sendPush, postWebhook });
    } finally {
      stopBeating();
    }
  };

type Sender = Pushing & { sendPush: SendPush; postWebhook: PostWebhook };

async function sendDue(sender: Sender): Promise<number> {
  const keys = await readPushKeys(sender.pool);
  let sent = 0;
  for (;;) {
    const due = await takePushes(sender.pool, sender.clock.now(), PAGE);
    await inParallel(due, AT_ONCE, async (push) => {
      if (await sendOne(sender, keys, push)) sent += 1;
    });
    if (due.length < PAGE) return sent;
  }
}

/** A fault of ours with one push keeps no other waiting: it is tried again, for a day. */
async function sendOne(sender: Sender, keys: PushKeys, push: DuePush): Promise<boolean> {
  const { pool, clock } = sender;
  try {
    const written = await writePush(pool, push, clock.now());
    if ('dropped' in written) {
      await dropPush(pool, push.id, written.dropped, clock.now());
      return false;
    }
    const outcome = await tell(sender, keys, push, written);
    await settlePush(pool, push, outcome, clock.now());
    return outcome.result === 'sent';
  } catch (error) {
    const { code, name } = Object(error) as { code?: unknown; name?: unknown };
    const said = `a fault of ours (${String(code ?? name ?? 'error')})`;
    await settlePush(pool, push, { result: 'again', said }, clock.now());
    return false;
  }
}

/** A browser shows a few words; a program gets the notices, under an id that is the same in each try. */
function tell(
  { clock, sendPush, postWebhook }: Sender,
  keys: PushKeys,
  push: DuePush,
  { content, call }: Exclude<WrittenPush, { dropped: string }>,
): Promise<Outcome> {
  if (push.kind === 'webhook') {
    const { endpoint: url, secret, id } = push;
    const body = JSON.stringify({ type: 'notices', id, ...call });
    return postWebhook({ url, secret, id, body }, clock.now());
  }
  const topic = push.pushId.replaceAll('-', '');
  return sendPush(keys, push, { content: JSON.stringify(content), topic }, clock.now());
}
