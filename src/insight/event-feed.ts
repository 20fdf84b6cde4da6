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

/** Who listens. */
export interface Listener {
  heard(announcement: Announcement): void;
  /** The feed stopped, or lost its connection: what happens from here on is missed, so subscribe anew and read again. */
  ended(): void;
}

/** Announcements of decisions, fanned out to whoever listens. One connection serves them all. */
export interface EventFeed {
  /** `listening` settles once nothing that happens is missed; it never rejects, since `ended` is told of failure. */
  subscribe(listener: Listener): { end: () => void; listening: Promise<unknown> };
  stop(): Promise<void>;
}

const CHANNEL = 'dealwright_events';

/** Listens from the first subscription on. */
export function createEventFeed({ pool, log }: { pool: Pool; log: Pick<Log, 'warn'> }): EventFeed {
  const listeners = new Set<Listener>();
  let connection: Promise<PoolClient | null> | undefined;

  const endAll = () => {
    connection = undefined;
    const all = [...listeners];
    listeners.clear();
    for (const listener of all) listener.ended();
  };
  const lost = (error: unknown) => {
    log.warn({ err: error }, 'the event feed lost its database connection');
    endAll();
    return null;
  };
  const heard = (text: string) => {
    const announcement = JSON.parse(text) as Announcement;
    for (const listener of listeners) listener.heard(announcement);
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      connection ??= open(pool, heard, lost).catch(lost);
      return { end: () => listeners.delete(listener), listening: connection };
    },
    async stop() {
      const open = connection;
      endAll();
      (await open)?.release(true);
    },
  };
}

async function open(pool: Pool, heard: (text: string) => void, lost: (error: unknown) => void): Promise<PoolClient> {
  const client = await pool.connect();
  let broken = false;
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  client.on('error', (error) => {
    if (broken) return; // a connection that breaks says so more than once
    broken = true;
    client.release(error);
    lost(error);
  });
  await client.query(`LISTEN ${CHANNEL}`);
  return client;
}
