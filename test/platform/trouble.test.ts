import { once } from 'node:events';
import { createServer } from 'node:net';
import { readConfig } from '../../src/platform/config';
import { freePort, isFree, PortBusyError } from '../../src/platform/ports';
import { ServerStartError } from '../../src/platform/server-process';
import { locateDatabase, locateTemporal } from '../../src/platform/servers';
import { explain, Trouble } from '../../src/platform/trouble';
import { scratchDir } from '../support/scratch';

const full = 'The disk with /data is full: free some space and start again.';

describe('what a person is told of trouble', () => {
  it.each([
    ["Node's own error", Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', path: '/data' })],
    ["PostgreSQL's", Object.assign(new Error('could not extend file'), { code: '53100' })],
    ["initdb's", Object.assign(new Error('failed'), { stderr: 'initdb: error: No space left on device' })],
    ["a server's last words", new ServerStartError('PostgreSQL ended', 'FATAL: No space left on device')],
    ['one wrapped in ours', new Trouble('The migration failed', 3, { cause: { code: '53100' } })],
  ])('a full disk, by %s', (_, error) => {
    expect(explain(error, '/data')).toEqual({ message: full, exitCode: 3 });
  });

  it('a folder that is not theirs', () => {
    const error = Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/data/x' });
    expect(explain(error, '/data').message).toBe(
      'This user may not write /data/x: give it to them, or set DEALWRIGHT_STATE to another folder.',
    );
  });

  it('a busy port, and a command that mends it', () => {
    const { message, exitCode } = explain(new PortBusyError(8410, 'the API', 'DEALWRIGHT_PORT'), '/data');
    expect(message).toContain('for example DEALWRIGHT_PORT=8510 npm start');
    expect(exitCode).toBe(3);
  });

  it('a server that is away', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
    expect(explain(error, '/data')).toEqual({
      message: 'A server is away (connect ECONNREFUSED 10.0.0.1:5432). What is missing: dealwright doctor',
      exitCode: 3,
    });
  });

  it('a bug, with its stack', () => {
    const error = new TypeError('x is not a function');
    expect(explain(error, '/data')).toEqual({ message: error.stack, exitCode: 1 });
  });
});

describe('ports', () => {
  it('that are taken are passed over', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    expect(await isFree(port)).toBe(false);
    expect(await freePort(port)).toBeGreaterThan(port);
    holder.close();
  });

  it('that no server was made here yet is a server that is away, and no wrong use', () => {
    const config = readConfig({ DEALWRIGHT_STATE: scratchDir() });
    for (const locate of [locateDatabase, locateTemporal]) {
      let told: unknown;
      try {
        locate(config);
      } catch (error) {
        told = explain(error, '/data');
      }
      expect(told).toEqual({ exitCode: 3, message: expect.stringMatching(/^There is no .* yet: run npm start/) });
    }
  });
});
