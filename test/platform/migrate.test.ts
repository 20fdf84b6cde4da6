import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../../src/platform/config';
import { migrate, pendingMigrations } from '../../src/platform/migrate';
import { emptyDatabase, freshDatabase, testPool } from '../support/database';
import { scratchDir } from '../support/scratch';

const { root } = readConfig();
const PRODUCT = join(root, 'prisma', 'migrations');

/** A folder of migrations, by name and script. */
function migrations(scripts: Record<string, string>, dir = scratchDir()): string {
  for (const [name, sql] of Object.entries(scripts)) {
    mkdirSync(join(dir, name), { recursive: true });
    writeFileSync(join(dir, name, 'migration.sql'), sql);
  }
  return dir;
}

/** Prisma's own command line on a database; the answer is what it printed. */
async function prisma(url: string, ...args: string[]): Promise<string> {
  const cli = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const env = { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: root, env });
  return stdout;
}

describe('migrations', () => {
  it('are applied once by two starts at the same time', async () => {
    const { ownerUrl } = await emptyDatabase();
    const both = await Promise.all([migrate(ownerUrl, PRODUCT), migrate(ownerUrl, PRODUCT)]);
    const applied = both.map((result) => result.applied.length).sort((a, b) => a - b);
    expect(applied[0]).toBe(0);
    expect(applied[1]).toBeGreaterThan(0);
    expect(await pendingMigrations(ownerUrl, PRODUCT)).toEqual([]);
  });

  it('leave a database that Prisma finds up to date', async () => {
    const { ownerUrl } = await freshDatabase();
    expect(await prisma(ownerUrl, 'migrate', 'status')).toContain('Database schema is up to date!');
    expect(await prisma(ownerUrl, 'migrate', 'deploy')).toContain('No pending migrations to apply.');
  });

  it('make the tables that the schema describes', async () => {
    const { ownerUrl } = await freshDatabase();
    const script = await prisma(
      ownerUrl,
      ...[
        'migrate',
        'diff',
        '--from-migrations',
        'prisma/migrations',
        '--to-schema',
        'prisma/schema.prisma',
        '--script',
      ],
    );
    expect(script).toContain('This is an empty migration.');
  });

  it('take up where Prisma left off', async () => {
    const { ownerUrl } = await emptyDatabase();
    await prisma(ownerUrl, 'migrate', 'deploy');
    expect((await migrate(ownerUrl, PRODUCT)).applied).toEqual([]);
  });

  it('leave nothing behind when one fails, and go on once it is mended', async () => {
    const { ownerUrl } = await emptyDatabase();
    const good = 'CREATE TABLE good (n int);';
    const dir = migrations({ '1_good': good, '2_bad': 'CREATE TABLE half (n int); SELECT 1 / 0;' });
    await expect(migrate(ownerUrl, dir)).rejects.toThrow('2_bad failed and left nothing behind: division by zero');
    const tables = await testPool(ownerUrl).query(
      "SELECT to_regclass('good') IS NOT NULL AS good, to_regclass('half') IS NOT NULL AS half",
    );
    expect(tables.rows).toEqual([{ good: true, half: false }]);
    migrations({ '2_bad': 'CREATE TABLE half (n int);' }, dir);
    expect(await migrate(ownerUrl, dir)).toEqual({ applied: ['2_bad'], edited: [] });
  });

  it('keep function bodies whole, semicolons and all', async () => {
    const { ownerUrl } = await emptyDatabase();
    const body = "CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END $$;";
    await migrate(ownerUrl, migrations({ '1_function': body }));
    expect((await testPool(ownerUrl).query('SELECT greet()')).rows).toEqual([{ greet: 'a;b' }]);
  });

  it('report one that was edited after it was applied', async () => {
    const { ownerUrl } = await emptyDatabase();
    const dir = migrations({ '1_first': 'CREATE TABLE t (n int);' });
    await migrate(ownerUrl, dir);
    migrations({ '1_first': 'CREATE TABLE t (n bigint);' }, dir);
    expect(await migrate(ownerUrl, dir)).toEqual({ applied: [], edited: ['1_first'] });
  });

  it("stop at a migration that Prisma's own tool left half done", async () => {
    const { ownerUrl } = await emptyDatabase();
    const dir = migrations({ '1_torn': 'SELECT 1;' });
    await migrate(ownerUrl, dir);
    await testPool(ownerUrl).query('UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(migrate(ownerUrl, dir)).rejects.toThrow('npx prisma migrate resolve --rolled-back 1_torn');
  });
});
