import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createPool, createPrisma, type Database, type Pool } from '../../src/platform/database';
import { atEnd } from './at-end';
import { TEMPLATE, testServers } from './servers';

/** A migrated, empty database of one test file's own. It goes with the server at the end of the run. */
export interface TestDatabase {
  readonly name: string;
  /** The owner may do everything; the other two what the migrations grant to the API and to the workers. */
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly workerUrl: string;
}

/** A fresh database, in about 50 ms: a copy of one that was migrated once. */
export const freshDatabase = () => createDatabase(TEMPLATE);

/** A database without any table: for what tests migrations and roles themselves. */
export const emptyDatabase = () => createDatabase('template0');

async function createDatabase(template: string): Promise<TestDatabase> {
  const { ownerUrl, apiUrl, workerUrl } = testServers();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const on = (url: string) => onDatabase(url, name);
  return { name, ownerUrl: on(ownerUrl), apiUrl: on(apiUrl), workerUrl: on(workerUrl) };
}

/** A pool that is ended after the file's last test. */
export function testPool(url: string): Pool {
  const pool = createPool(url, { max: 5 });
  atEnd(() => (pool.ended ? undefined : pool.end()));
  return pool;
}

/** Prisma on a pool of its own, ended after the file's last test. */
export function testPrisma(url: string): Database {
  return createPrisma(testPool(url));
}

/** The same login on another database of its server. */
export function onDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.toString();
}

/** Runs one statement as the server's superuser, outside any test's database. */
export async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: onDatabase(testServers().ownerUrl, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
