import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiPart, Installation, Parts } from '../../src/cli/parts';
import { up } from '../../src/cli/up';
import { type Config, readConfig } from '../../src/platform/config';
import { createPool } from '../../src/platform/database';
import { freePort } from '../../src/platform/ports';
import { isServing } from '../../src/platform/temporal';
import { scratchDir } from '../support/scratch';

const lines: string[] = [];
const say = (line: string) => void lines.push(...line.split('\n').filter(Boolean));
let config: Config;

/** Parts of which only their order matters; what they were handed is kept. */
function fakeParts(onReady: (on: Installation) => void | Promise<void> = () => undefined): Parts {
  return {
    startWorker: async () => ({ stop: async () => say('(worker ends)') }),
    startApi: async (on): Promise<ApiPart> => {
      await onReady(on);
      return { url: 'http://127.0.0.1:1', stop: async () => say('(API ends)') };
    },
    makeSampleCompany: async () => ({ made: true, tokens: [{ person: 'Anna', role: 'rep', token: 'dw_1' }] }),
  };
}

beforeAll(async () => {
  const env = { ...process.env, DATABASE_URL: '', TEMPORAL_ADDRESS: '', DEALWRIGHT_LOG: 'silent' };
  const own = { DEALWRIGHT_STATE: join(scratchDir(), 'state'), DEALWRIGHT_PORT: String(await freePort(0)) };
  config = readConfig({ ...env, ...own });
});

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(50);
}

beforeEach(() => {
  lines.length = 0;
});

describe('dealwright up', () => {
  it('says each step, where things are, and stops everything in order', async () => {
    const stopping = new AbortController();
    let temporal = '';
    const parts = fakeParts(async (on) => {
      temporal = on.temporal.address;
      expect(await isServing(temporal)).toBe(true);
      const pool = createPool(on.urls.api);
      expect((await pool.query('SELECT count(*)::int AS n FROM process_instances')).rows).toEqual([{ n: 0 }]);
      await pool.end();
      setTimeout(() => stopping.abort(), 50);
    });
    await up(config, parts, say, stopping.signal);
    const steps = [
      'PostgreSQL: made',
      'Temporal: started',
      'Tables: ',
      'Workflows: ',
      'Sample company: made',
      'Dealwright is ready',
    ];
    const seen = steps.map((step) => lines.findIndex((line) => line.startsWith(step)));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen).not.toContain(-1);
    expect(lines).toContain('  Anna (rep)  dw_1');
    expect(lines.slice(-6)).toEqual([
      '(API ends)',
      'API: stopped',
      '(worker ends)',
      'worker: stopped',
      'Temporal: stopped',
      'PostgreSQL: stopped',
    ]);
    expect(await isServing(temporal)).toBe(false);
  }, 180_000);

  it('is ready within seconds the second time: nothing is made anew', async () => {
    const stopping = new AbortController();
    const startedAt = Date.now();
    let readyMs = 0;
    const parts = fakeParts(() => {
      readyMs = Date.now() - startedAt;
      stopping.abort();
    });
    await up(config, parts, say, stopping.signal);
    expect(lines).toEqual(expect.arrayContaining(['Tables: up to date', 'Workflows: bundled before']));
    expect(lines.join()).not.toContain('making a new database');
    // Two or three where nothing else runs; the first time takes several times as long.
    expect(readyMs).toBeLessThan(30_000);
  }, 180_000);

  it('stops what it had started when it is asked to in the middle of the start', async () => {
    const stopping = new AbortController();
    const parts = fakeParts();
    const interrupting = (line: string) => {
      say(line);
      if (line.startsWith('Temporal: started')) stopping.abort();
    };
    await up(config, parts, interrupting, stopping.signal);
    expect(lines.slice(-2)).toEqual(['Temporal: stopped', 'PostgreSQL: stopped']);
    expect(lines.join()).not.toContain('Tables');
  }, 180_000);

  it('stops what it had started when a part does not start', async () => {
    const failing = fakeParts(() => Promise.reject(new Error('no API today')));
    await expect(up(config, failing, say, new AbortController().signal)).rejects.toThrow('no API today');
    expect(lines.slice(-3)).toEqual(['worker: stopped', 'Temporal: stopped', 'PostgreSQL: stopped']);
  }, 180_000);

  it('stops the servers even when a part does not stop in good order', async () => {
    const stopping = new AbortController();
    const parts = {
      ...fakeParts(() => stopping.abort()),
      startWorker: async () => ({ stop: () => Promise.reject(new Error('stuck')) }),
    };
    await up(config, parts, say, stopping.signal);
    expect(lines.slice(-3)).toEqual([
      'worker: did not stop in good order (stuck)',
      'Temporal: stopped',
      'PostgreSQL: stopped',
    ]);
  }, 180_000);

  it('is refused while another one runs on the same data, and leaves that one alone', async () => {
    const stopping = new AbortController();
    const parts = fakeParts(async (on) => {
      await expect(up(config, fakeParts(), say, stopping.signal)).rejects.toThrow(
        /already runs on .* stop it with: kill/,
      );
      expect(await isServing(on.temporal.address)).toBe(true);
      stopping.abort();
    });
    await up(config, parts, say, stopping.signal);
  }, 180_000);

  it('starts a server again that dies, on the same port', async () => {
    const stopping = new AbortController();
    const parts = fakeParts(async (on) => {
      const pool = createPool(on.urls.owner ?? '');
      const { rows } = await pool.query<{ file: string }>("SELECT pg_read_file('postmaster.pid') AS file");
      await pool.end();
      process.kill(Number(rows[0]?.file.split('\n')[0]), 'SIGKILL');
      await waitFor(() => lines.includes('PostgreSQL runs again'));
      const again = createPool(on.urls.owner ?? '');
      expect((await again.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await again.end();
      stopping.abort();
    });
    await up(config, parts, say, stopping.signal);
    expect(lines).toContain('PostgreSQL ended unexpectedly: starting it again');
  }, 180_000);

  it('says which port is busy before it starts anything', async () => {
    const holder = createServer().listen(config.api.port, '127.0.0.1');
    await once(holder, 'listening');
    const busy = up(config, fakeParts(), say, new AbortController().signal);
    await expect(busy).rejects.toThrow(`Port ${config.api.port}, where the API should listen, is taken`);
    expect(lines).toEqual([]);
    holder.close();
  });
});
