import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readConfig } from '../../src/platform/config';
import { isAlive } from '../../src/platform/server-process';
import { isServing, startTemporal } from '../../src/platform/temporal';
import { findTemporal, isOlder, serverVersion } from '../../src/platform/temporal-binary';
import { atEnd } from '../support/at-end';
import { scratchDir } from '../support/scratch';
import { temporalAddress } from '../support/temporal';

/** An environment in which only these folders are searched for programs. */
const searching = (...dirs: string[]) => ({ PATH: dirs.join(delimiter) });

/** A folder with a program of this name that prints this. */
function program(dir: string, name: string, prints: string): string {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(join(dir, name), 0o755);
  return dir;
}

const said: string[] = [];
const say = (line: string) => void said.push(line);
beforeEach(() => {
  said.length = 0;
});

describe('a Temporal server is found', () => {
  it('on the PATH when it is new enough', async () => {
    const dir = program(scratchDir(), 'temporal', 'temporal version 1.7.2 (Server 1.31.2, UI 2.49.1)');
    const found = await findTemporal(scratchDir(), say, searching('/nowhere', dir));
    expect(found).toEqual({ path: join(dir, 'temporal'), server: '1.31.2', found: 'path' });
    expect(said).toEqual(['Temporal: server 1.31.2 from the PATH']);
  });

  it('where it was set up before, when the one on the PATH is too old', async () => {
    const dir = program(scratchDir(), 'temporal', 'temporal version 1.5.1 (Server 1.29.1, UI 2.40.0)');
    const cacheDir = scratchDir();
    program(join(cacheDir, 'temporal-1.9.1'), 'temporal', 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)');
    expect((await findTemporal(cacheDir, say, searching(dir))).found).toBe('cache');
    expect(said[0]).toContain('has server 1.29.1; 1.31.2 or newer is needed');
  });

  it('nowhere, and then the choices are told', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    const failure = await findTemporal(scratchDir(), say, searching()).catch((error: Error) => error.message);
    expect(failure).toContain('the official download site does not answer');
    expect(failure).toContain('neither pip nor uv is here');
    for (const choice of ['on the PATH', 'TEMPORAL_ADDRESS=', 'pip', 'docker compose up'])
      expect(failure).toContain(choice);
    fetch.mockRestore();
  });

  it('by the version it prints', () => {
    expect(serverVersion('temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)')).toBe('1.32.0');
    expect(serverVersion('something else')).toBeUndefined();
    expect([isOlder('1.9.0', '1.31.2'), isOlder('1.31.2', '1.31.2'), isOlder('1.32.0', '1.31.2')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the embedded Temporal', () => {
  const { cacheDir } = readConfig();

  it('keeps its store and its port, and is taken over when a start was killed', async () => {
    const dataDir = scratchDir();
    const options = { dataDir, cacheDir, port: 0, headless: true };
    const left = await startTemporal(options); // not tethered: what a start killed with -9 leaves behind
    atEnd(() => left.stop());
    expect(existsSync(join(dataDir, 'temporal.db'))).toBe(true);
    const taken = await startTemporal(options);
    expect([taken.how, taken.pid, taken.address]).toEqual(['adopted', left.pid, left.address]);
    await taken.stop();
    expect(isAlive(left.pid)).toBe(false);
    const again = await startTemporal({ ...options, tethered: true });
    expect([again.how, again.address]).toEqual(['started', left.address]);
    await again.stop();
    rmSync(join(dataDir, 'temporal.db'));
  });

  it('is serving only once its namespace is there', async () => {
    expect(await isServing(temporalAddress())).toBe(true);
    expect(await isServing(temporalAddress(), 'no-such-namespace')).toBe(false);
    expect(await isServing('127.0.0.1:1')).toBe(false);
  });
});
