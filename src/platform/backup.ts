import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { END, type Header, type Manifest, Tally } from './backup-format';
import { columnsOf, migrationsOf, sequencesOf, tablesOf } from './tables';

/** What a backup holds. */
export interface BackupResult {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes all rows of all tables, as of one instant, into one gzipped file that only its owner may read; people go on
 * working meanwhile. The file has its name only once it is whole. Temporal's own store is not in it: workflows are
 * rebuilt from these rows.
 */
export async function backup(ownerUrl: string, file: string, nowMs: number): Promise<BackupResult> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c TimeZone=UTC' });
  await client.connect();
  const part = `${file}.part`;
  try {
    const manifest: Manifest = { tables: {}, sequences: {} };
    const content = Readable.from(contentOf(client, new Date(nowMs), manifest), { objectMode: false });
    await pipeline(content, createGzip(), createWriteStream(part, { mode: 0o600, flush: true }));
    renameSync(part, file);
    const counts = Object.values(manifest.tables).map((t) => t.rows);
    return { tables: counts.length, rows: counts.reduce((sum, n) => sum + n, 0) };
  } finally {
    rmSync(part, { force: true });
    await client.end();
  }
}

async function* contentOf(client: pg.Client, madeAt: Date, manifest: Manifest): AsyncGenerator<Buffer> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const migrations = await migrationsOf(client);
  yield line({ dealwright: 'backup', format: 1, madeAt: madeAt.toISOString(), migrations } satisfies Header);
  for (const table of await tablesOf(client)) {
    const columns = await columnsOf(client, table);
    yield line({ table, columns });
    const tally = new Tally();
    for await (const chunk of client.query(copyTo(`COPY ${listOf(table, columns)} TO STDOUT`))) {
      yield tally.add(chunk as Buffer);
    }
    yield Buffer.from(`${END}\n`);
    manifest.tables[table] = tally.result();
  }
  manifest.sequences = await sequencesOf(client);
  yield line(manifest);
  await client.query('COMMIT');
}

/** `"table" ("column", ...)`, as COPY wants it. */
export function listOf(table: string, columns: readonly string[]): string {
  return `${pg.escapeIdentifier(table)} (${columns.map((c) => pg.escapeIdentifier(c)).join(', ')})`;
}

const line = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
