import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client';

/** Connections to one database under one login; for what is hot or comes in bulk. */
export type Pool = pg.Pool;

/** Prisma on such connections; for everything else. */
export type Database = PrismaClient;

/** The pool awaits `onConnect`, which its types don't say. */
type PoolConfig = Omit<pg.PoolConfig, 'onConnect'> & { onConnect: (client: pg.ClientBase) => Promise<void> };

/**
 * Opens a pool. Its sessions run in UTC, and one that does not is refused: Prisma's adapter reads every instant as UTC,
 * whatever the server sends.
 */
export function createPool(url: string, { max = 10 }: { max?: number } = {}): Pool {
  const config: PoolConfig = { connectionString: url, max, options: '-c TimeZone=UTC', onConnect: assertUtc };
  const pool = new pg.Pool(config);
  pool.on('error', () => undefined); // a broken idle connection is replaced; who uses one hears of it there
  return pool;
}

/** Prisma's client on a pool; the pool stays the caller's to end. */
export function createPrisma(pool: Pool): Database {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}

async function assertUtc(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ TimeZone: string }>('SHOW timezone');
  const zone = rows[0]?.TimeZone;
  if (zone !== 'UTC') throw new Error(`The database session runs in ${zone}, not in UTC: does a pooler drop options?`);
}
