import type { PoolClient } from 'pg';
import type { Pool } from '../platform/database';
import type { Log } from '../platform/log';

/** What happened to an instance, as the database announces it: no words, only which one and what. */
export interface Announcement {
  instanceId: string;
  kind: string;
  seq: number;
  state: string;
  type: string;
}

/** Announcements of decisions, fanned out to whoever listens. One connection serves them all. */
export interface EventFeed {
  /**
   * Gives a function that ends the subscription. `listening` settles once nothing that happens is missed any more, or
   * when the database is away: then it is tried again later.
   */
  subscribe(listener: (announcement: Announcement) => void): { end: () => void; listening: Promise<unknown> };
  stop(): Promise<void>;
}

const CHANNEL = 'dealwright_events';
const RETRY_MS = 2000;

/** Listens from the first subscription on, and again after the database was away; what was said meanwhile is lost. */
export function createEventFeed({ pool, log }: { pool: Pool; log: Pick<Log, 'warn'> }): EventFeed {
  const listeners = new Set<(announcement: Announcement) => void>();
  let connection: Promise<PoolClient | null> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  const lost = (error: unknown) => {
    connection = undefined;
    if (stopped) return;
    log.warn({ err: error }, 'the event feed lost its database connection');
    retry = setTimeout(() => listen(), RETRY_MS).unref();
  };
  const listen = () => {
    connection ??= open(pool, (text) => tell(listeners, text), lost).catch((error: unknown) => {
      lost(error);
      return null;
    });
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      listen();
      return { end: () => listeners.delete(listener), listening: Promise.resolve(connection) };
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      listeners.clear();
      (await connection)?.release(true);
    },
  };
}

async function open(pool: Pool, heard: (text: string) => void, lost: (error: unknown) => void): Promise<PoolClient> {
  const client = await pool.connect();
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  let broken = false;
  client.on('error', (error) => {
    if (broken) return; // a connection that breaks says so more than once
    broken = true;
    client.release(error);
    lost(error);
  });
  await client.query(`LISTEN ${CHANNEL}`);
  return client;
}

function tell(listeners: ReadonlySet<(announcement: Announcement) => void>, text: string): void {
  const announcement = JSON.parse(text) as Announcement;
  for (const listener of listeners) listener(announcement);
}
