import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { z } from 'zod';
import { type BackupResult, listOf } from './backup';
import { BackupDamagedError, BackupReader, Header, Manifest, TableLine, Tally } from './backup-format';
import { foreignKeysOf, migrationsOf, tablesOf } from './tables';
import { Trouble } from './trouble';

/** Tables in which the migrations themselves put rows: no sign that somebody works here. */
export const SEEDED: readonly string[] = ['catalogue_values', 'given_names', 'settings', 'sign_in_secret', 'sources'];

/** A backup may not go into this database; nothing was changed. */
export class RestoreRefusedError extends Trouble {
  override readonly name = 'RestoreRefusedError';
  constructor(why: string) {
    super(`This backup is not restored here: ${why}. Nothing was changed.`, 1);
  }
}

/**
 * Fills an empty, migrated database from a backup, all of it or nothing: one transaction, in which every row count and
 * checksum is held against the manifest. Foreign keys are made anew at its end, so they hold over what was restored.
 * @throws RestoreRefusedError, BackupDamagedError
 */
export async function restore(ownerUrl: string, file: string): Promise<BackupResult> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c TimeZone=UTC' });
  const bytes = createReadStream(file);
  const unzipped = createGunzip();
  bytes.on('error', (error) => unzipped.destroy(error));
  unzipped.on('error', () => undefined); // the reader hears of it when it comes there
  const reader = new BackupReader(bytes.pipe(unzipped));
  await client.connect();
  try {
    await client.query('BEGIN');
    await refuseUnfit(client, await reader.line(Header));
    const restored = await fill(client, reader);
    await client.query('COMMIT');
    return restored;
  } finally {
    bytes.destroy();
    await client.end(); // without COMMIT, all is undone
  }
}

async function refuseUnfit(client: pg.Client, header: Header): Promise<void> {
  const here = await migrationsOf(client);
  if (here.join() !== header.migrations.join()) {
    const last = header.migrations.at(-1) ?? 'none';
    throw new RestoreRefusedError(
      `it was made at migration ${last}, and the tables here are at ${here.at(-1) ?? 'none'}; ` +
        'restore it with the version of the program that made it, then upgrade',
    );
  }
  for (const table of await tablesOf(client)) {
    if (SEEDED.includes(table)) continue;
    const { rowCount } = await client.query(`SELECT 1 FROM ${pg.escapeIdentifier(table)} LIMIT 1`);
    if (rowCount) throw new RestoreRefusedError(`the table ${table} is not empty; restore into a new database`);
  }
}

const Next = z.union([TableLine, Manifest]);

async function fill(client: pg.Client, reader: BackupReader): Promise<BackupResult> {
  const keys = await foreignKeysOf(client);
  for (const key of keys) await client.query(key.drop);
  const tables = (await tablesOf(client)).map((t) => pg.escapeIdentifier(t));
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await client.query(`TRUNCATE ${tables.join(', ')}`);
  const filled: Manifest['tables'] = {};
  let next = await reader.line(Next);
  for (; 'table' in next; next = await reader.line(Next)) filled[next.table] = await fillTable(client, reader, next);
  if (!same(filled, next.tables)) throw new BackupDamagedError('rows do not match the checksums in its manifest');
  for (const [sequence, last] of Object.entries(next.sequences)) {
    await client.query('SELECT setval(quote_ident($1)::regclass, $2)', [sequence, last]);
  }
  for (const table of tables) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  for (const key of keys) await client.query(key.make);
  return { tables: tables.length, rows: Object.values(filled).reduce((sum, t) => sum + t.rows, 0) };
}

async function fillTable(client: pg.Client, reader: BackupReader, { table, columns }: TableLine) {
  const tally = new Tally();
  async function* counted() {
    for await (const piece of reader.rows()) yield tally.add(piece);
  }
  const rows = Readable.from(counted(), { objectMode: false });
  await pipeline(rows, client.query(copyFrom(`COPY ${listOf(table, columns)} FROM STDIN`)));
  return tally.result();
}

function same(a: Manifest['tables'], b: Manifest['tables']): boolean {
  const names = Object.keys(b);
  return (
    Object.keys(a).length === names.length &&
    names.every((name) => a[name]?.rows === b[name]?.rows && a[name]?.sha256 === b[name]?.sha256)
  );
}
