import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Trouble } from './trouble';

/** A migration that failed, now or in an earlier try of Prisma's; the message says which and what to do. */
export class MigrationError extends Trouble {
  override readonly name = 'MigrationError';
}

/** A migration as it lies in `prisma/migrations/<name>/migration.sql`. */
interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** What a run of the migrations did. */
export interface MigrationResult {
  readonly applied: readonly string[];
  /** Applied once, and edited since: their text no longer says what the database holds. */
  readonly edited: readonly string[];
}

/** The key of the lock that Prisma's own engine takes, so that both keep out of each other's way. */
const PRISMA_LOCK = 72707369;

const BOOK = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies what is new in `dir`, in Prisma's own layout, table and checksums, so that `prisma migrate` agrees with it.
 * Two runs at once are safe: the second waits and finds nothing to do. Each migration is one transaction.
 * @throws MigrationError
 */
export async function migrate(ownerUrl: string, dir: string): Promise<MigrationResult> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c TimeZone=UTC' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(BOOK);
    const known = await readBook(client);
    const all = readMigrations(dir);
    const fresh = all.filter((m) => !known.has(m.name));
    for (const migration of fresh) await apply(client, migration);
    const edited = all.filter((m) => known.has(m.name) && known.get(m.name) !== m.checksum);
    return { applied: fresh.map((m) => m.name), edited: edited.map((m) => m.name) };
  } finally {
    await client.end(); // which also frees the lock
  }
}

/** The names of the migrations in `dir` that this database lacks. */
export async function pendingMigrations(url: string, dir: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
    const known = rows[0]?.there ? await readBook(client) : new Map<string, string>();
    return readMigrations(dir)
      .map((m) => m.name)
      .filter((name) => !known.has(name));
  } finally {
    await client.end();
  }
}

/** Checksums of the migrations that stand in the database, by name. */
async function readBook(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string; done: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS done
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  const torn = rows.find((row) => !row.done);
  if (torn) {
    throw new MigrationError(
      `The migration ${torn.name} failed in this database earlier (Prisma's P3009). Mend what it says in the table ` +
        `_prisma_migrations, then run: npx prisma migrate resolve --rolled-back ${torn.name}`,
    );
  }
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function readMigrations(dir: string): Migration[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .sort()
    .filter((name) => existsSync(join(dir, name, 'migration.sql')))
    .map((name) => {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Script and entry are one transaction: cut short by a kill or a full disk, it leaves nothing, and the next start
 * tries again. So a script may not hold a BEGIN or COMMIT of its own.
 */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    throw new MigrationError(`The migration ${name} failed and left nothing behind: ${(error as Error).message}`, 3, {
      cause: error,
    });
  }
}
