import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { backup } from '../../src/platform/backup';
import type { Pool } from '../../src/platform/database';
import { migrate } from '../../src/platform/migrate';
import { restore, SEEDED } from '../../src/platform/restore';
import { tablesOf } from '../../src/platform/tables';
import { emptyDatabase, freshDatabase, testPool } from '../support/database';
import { scratchDir } from '../support/scratch';

/** Two tables that refer to each other, and everything that is awkward to carry. */
const AWKWARD = `
  CREATE TABLE nodes (id int PRIMARY KEY, number serial, text text, bytes bytea, data jsonb, day date, at timestamptz,
    doubled int GENERATED ALWAYS AS (id * 2) STORED, edge int);
  CREATE TABLE edges (id int PRIMARY KEY, node int NOT NULL REFERENCES nodes);
  ALTER TABLE nodes ADD CONSTRAINT nodes_edge FOREIGN KEY (edge) REFERENCES edges;
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no row without its maker'; END $$;`;

const ROWS = `
  INSERT INTO nodes (id, text, bytes, data, day, at) VALUES
    (1, E'line\\nbreak\\tand \\\\ and \\\\.', '\\x00ff0a5c', '{"a": "\\\\n"}', '0044-03-15 BC', 'infinity'),
    (2, E'\\\\.\\n\\\\.', NULL, 'null', '2026-11-21', '2026-11-21T12:00:00.123456+03'),
    (3, E'\\u2028 Ёлка \\r', '', '[]', NULL, NULL);
  INSERT INTO edges VALUES (10, 1), (11, 2);
  UPDATE nodes SET edge = 10 WHERE id = 2;`;

const TRIGGER = 'CREATE TRIGGER edges_refuse BEFORE INSERT ON edges FOR EACH ROW EXECUTE FUNCTION refuse();';

let dir: string;
let file: string;
let source: Pool;

/** A database with the awkward tables and nothing in them. */
async function target(): Promise<{ ownerUrl: string; pool: Pool }> {
  const { ownerUrl } = await emptyDatabase();
  await migrate(ownerUrl, join(dir, 'migrations'));
  return { ownerUrl, pool: testPool(ownerUrl) };
}

const content = async (pool: Pool) => [
  (await pool.query('SELECT * FROM nodes ORDER BY id')).rows,
  (await pool.query('SELECT * FROM edges ORDER BY id')).rows,
];

beforeAll(async () => {
  dir = scratchDir();
  mkdirSync(join(dir, 'migrations', '1_awkward'), { recursive: true });
  writeFileSync(join(dir, 'migrations', '1_awkward', 'migration.sql'), AWKWARD + TRIGGER);
  const made = await target();
  source = made.pool;
  await source.query(`ALTER TABLE edges DISABLE TRIGGER USER; ${ROWS} ALTER TABLE edges ENABLE TRIGGER USER;`);
  file = join(dir, 'all.backup.gz');
  expect(await backup(made.ownerUrl, file, Date.parse('2026-11-21T12:00:00Z'))).toEqual({ tables: 2, rows: 5 });
});

describe('a backup', () => {
  it('says what it holds in its first and last line, for its owner only', () => {
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ madeAt: '2026-11-21T12:00:00.000Z', migrations: ['1_awkward'] });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ tables: { nodes: { rows: 3 }, edges: { rows: 2 } } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('comes back row by row, whatever is in the rows and whichever way they refer to each other', async () => {
    const { ownerUrl, pool } = await target();
    expect(await restore(ownerUrl, file)).toEqual({ tables: 2, rows: 5 });
    expect(await content(pool)).toEqual(await content(source));
  });

  it('leaves keys, triggers and number sequences as they were', async () => {
    const { ownerUrl, pool } = await target();
    await restore(ownerUrl, file);
    await expect(pool.query('INSERT INTO edges VALUES (12, 1)')).rejects.toThrow('no row without its maker');
    await expect(pool.query('UPDATE nodes SET edge = 99 WHERE id = 1')).rejects.toThrow('nodes_edge');
    expect((await pool.query('INSERT INTO nodes (id) VALUES (4) RETURNING number')).rows).toEqual([{ number: 4 }]);
  });

  it('is refused where rows are already, and changes nothing', async () => {
    const { ownerUrl, pool } = await target();
    await pool.query('INSERT INTO nodes (id) VALUES (7)');
    await expect(restore(ownerUrl, file)).rejects.toThrow('the table nodes is not empty');
    expect((await pool.query('SELECT id FROM nodes')).rows).toEqual([{ id: 7 }]);
  });

  it('is refused by tables of another version', async () => {
    const { ownerUrl } = await freshDatabase();
    await expect(restore(ownerUrl, file)).rejects.toThrow('it was made at migration 1_awkward');
  });

  it.each([
    ['is cut short', (text: string) => text.slice(0, text.length / 2)],
    ['has a row changed', (text: string) => text.replace('Ёлка', 'Елка')],
    ['has a row less', (text: string) => text.replace('11\t2\n', '')],
    ['is something else', () => 'hello\n'],
  ])('that %s is refused, and changes nothing', async (_, damage) => {
    const { ownerUrl, pool } = await target();
    const damaged = join(dir, 'damaged.gz');
    writeFileSync(damaged, gzipSync(damage(gunzipSync(readFileSync(file)).toString())));
    await expect(restore(ownerUrl, damaged)).rejects.toThrow('The file is no whole backup');
    expect(await content(pool)).toEqual([[], []]);
  });

  it('that is cut short as a file is refused too, and so is one that is not there', async () => {
    const { ownerUrl } = await target();
    const cut = join(dir, 'cut.gz');
    writeFileSync(cut, readFileSync(file).subarray(0, 100));
    await expect(restore(ownerUrl, cut)).rejects.toThrow('The file is no whole backup');
    await expect(restore(ownerUrl, join(dir, 'none.gz'))).rejects.toThrow('no such file');
  });

  it('finds the tables of the product empty, but for what its migrations put there', async () => {
    const { ownerUrl } = await freshDatabase();
    const pool = testPool(ownerUrl);
    const client = await pool.connect();
    const filled: string[] = [];
    for (const table of await tablesOf(client)) {
      if ((await client.query(`SELECT 1 FROM ${table} LIMIT 1`)).rowCount) filled.push(table);
    }
    client.release();
    expect(filled).toEqual(SEEDED);
  });
});
