import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startPostgres } from '../../src/platform/postgres';
import { assertReachable } from '../../src/platform/postgres-files';
import { isAlive } from '../../src/platform/server-process';
import { atEnd } from '../support/at-end';
import { runScript, scratchDir } from '../support/scratch';

/** Starts one that goes with the test. */
async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ dataDir, port: 0, tethered: true });
  atEnd(() => server.stop());
  return server;
}

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('listens on loopback only, runs in UTC, and sorts and folds the same on every system', async () => {
    const server = await start(scratchDir());
    expect(server.how).toBe('made');
    const settings = `SELECT current_setting('listen_addresses'), current_setting('TimeZone'), lower('ЁЛКА'), datlocale
      FROM pg_database WHERE datname = current_database()`;
    expect(await query(server.url('owner'), settings)).toEqual([['127.0.0.1', 'UTC', 'ёлка', 'C.UTF-8']]);
  });

  it('keeps its passwords where only the owner of the installation can read them', async () => {
    const dataDir = scratchDir();
    await start(dataDir);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.password'))).toEqual([]);
  });

  it('starts a second time with the same data on the same port', async () => {
    const dataDir = scratchDir();
    const first = await start(dataDir);
    await query(first.url('owner'), 'CREATE TABLE kept (n int)');
    await first.stop();
    const second = await start(dataDir);
    expect([second.how, second.port]).toEqual(['started', first.port]);
    expect(await query(second.url('owner'), 'SELECT count(*)::int FROM kept')).toEqual([[0]]);
  });

  it('takes over the server that a start killed with -9 left behind', async () => {
    const dataDir = scratchDir();
    const killed = runScript(join(__dirname, 'start-postgres.script.ts'), [dataDir]);
    await killed.says('runs as');
    const pid = Number(/runs as (\d+)/.exec(killed.output())?.[1]);
    await killed.kill('SIGKILL');
    expect(isAlive(pid)).toBe(true);
    const server = await start(dataDir);
    expect([server.how, server.pid]).toEqual(['adopted', pid]);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('does not mistake another program for it, when the process id was given out again', async () => {
    const dataDir = scratchDir();
    const first = await start(dataDir);
    await first.stop();
    const stale = [process.pid, join(dataDir, 'postgres'), 1, first.port, '', '127.0.0.1', '', 'ready'].join('\n');
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), stale);
    expect((await start(dataDir)).how).toBe('started');
  });

  it('makes the cluster anew when its making was interrupted', async () => {
    const dataDir = scratchDir();
    for (const torso of ['postgres', 'postgres.making-4711']) {
      mkdirSync(join(dataDir, torso, 'base'), { recursive: true });
    }
    const server = await start(dataDir);
    expect(server.how).toBe('made');
    expect(existsSync(join(dataDir, 'postgres.making-4711'))).toBe(false);
  });

  it('says so when its passwords were lost, instead of waiting', async () => {
    const dataDir = scratchDir();
    await (await start(dataDir)).stop();
    rmSync(join(dataDir, 'secrets.json'));
    await expect(startPostgres({ dataDir, tethered: true })).rejects.toThrow(/put back the secrets.json/);
  });

  it('says which folder its user may not enter, and what to do', () => {
    const closed = join(scratchDir(), 'closed');
    mkdirSync(join(closed, 'data'), { recursive: true });
    chmodSync(closed, 0o700);
    const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };
    expect(() => assertReachable(join(closed, 'data'), stranger, 'choose another')).toThrow(
      `PostgreSQL runs as the user "stranger", who may not enter ${closed}: choose another`,
    );
    expect(() => assertReachable(join(closed, 'data'), undefined, '')).not.toThrow();
  });

  it('says in its own log why it does not start', async () => {
    const dataDir = scratchDir();
    const settings = ['shared_buffers=nonsense'];
    await expect(startPostgres({ dataDir, port: 0, settings, tethered: true })).rejects.toThrow(/shared_buffers/);
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('nonsense');
  });
});
