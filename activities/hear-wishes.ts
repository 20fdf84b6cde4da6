import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** How long to wait before listening anew, after the database connection was lost. */
const AGAIN_MS = 5_000;

interface Hearing {
  pool: Pool;
  /** What the database tells under this name; that of wishes for the outside unless told. */
  channel?:
    | 'dealwright_outbox'
    | 'dealwright_inbound'
    | 'dealwright_hooks'
    | 'dealwright_pushes'
    | 'dealwright_client_mails';
  dispatch: () => Promise<unknown>;
  warn: (error: unknown) => void;
}

/**
 * Dispatches new wishes, wakes who is told of events, or takes in what came in by itself, as soon as the database tells of them. What is missed, since a connection broke or Temporal was away,
 * the schedule finds within a minute.
 */
export function hearWishes({ pool, channel = 'dealwright_outbox', dispatch, warn }: Hearing): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const dispatchSoon = oneAtATime(() => dispatch().catch(warn));
  const over = (async () => {
    while (!stopping.signal.aborted) {
      await listen(pool, channel, dispatchSoon, stopping.signal).catch(warn);
      await pause(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await over;
      await dispatchSoon.idle();
    },
  };
}

/** Listens until the connection breaks, which rejects, or `stopping` is given. */
async function listen(pool: Pool, channel: string, heard: () => void, stopping: AbortSignal): Promise<void> {
  const client: PoolClient = await pool.connect();
  try {
    const broken = new Promise<never>((_, reject) => client.once('error', reject));
    broken.catch(() => undefined); // told by the race below, or by whatever failed before it
    const asked = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }));
    client.on('notification', heard);
    await client.query(`LISTEN ${channel}`);
    heard(); // what came in before
    if (!stopping.aborted) await Promise.race([broken, asked]);
  } finally {
    client.removeAllListeners('notification');
    client.on('error', () => undefined);
    client.release(true);
  }
}

/** Calls that come while one runs become one more call after it. */
function oneAtATime(act: () => Promise<unknown>): (() => void) & { idle(): Promise<void> } {
  let running: Promise<void> | undefined;
  let wanted = false;
  const run = async () => {
    while (wanted) {
      wanted = false;
      await act();
    }
    running = undefined;
  };
  const ask = () => {
    wanted = true;
    running ??= run();
  };
  return Object.assign(ask, { idle: async () => running });
}
