import { mkdtempSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate } from '../../src/access';
import type { Installation } from '../../src/cli/parts';
import { makeSampleCompany } from '../../src/cli/sample-company';
import { systemClock } from '../../src/platform/clock';
import { readConfig } from '../../src/platform/config';
import { createLog } from '../../src/platform/log';
import { atEnd } from '../support/at-end';
import { freshDatabase, testPool } from '../support/database';

async function anInstallation(env: NodeJS.ProcessEnv = {}): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealwright-sample-'));
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }));
  const config = readConfig({ ...env, DEALWRIGHT_STATE: dataDir, DEALWRIGHT_LOG: 'silent' });
  const { apiUrl, workerUrl } = await freshDatabase();
  const temporal = { address: '127.0.0.1:7233', namespace: 'default' };
  return { config, urls: { api: apiUrl, worker: workerUrl }, temporal, clock: systemClock, log: createLog(config) };
}

describe('the first start', () => {
  it('makes the sample company, and a token for each who signs in', async () => {
    const on = await anInstallation();
    const { made, tokens } = await makeSampleCompany(on);
    expect(made).toBe(true);
    expect(tokens.map(({ role }) => role)).toContain('manager');
    const pool = testPool(on.urls.api);
    for (const { person, token } of tokens) expect((await authenticate(pool, token, Date.now()))?.name).toBe(person);
    expect(statSync(join(on.config.dataDir, 'sample-tokens.json')).mode & 0o777).toBe(0o600);
  });

  it('is followed by starts that make nothing and give the same tokens', async () => {
    const on = await anInstallation();
    const first = await makeSampleCompany(on);
    expect(await makeSampleCompany(on)).toEqual({ made: false, tokens: first.tokens });
  });

  it('gives new tokens where the file with them is gone, as after a start that was killed', async () => {
    const on = await anInstallation();
    const first = await makeSampleCompany(on);
    unlinkSync(join(on.config.dataDir, 'sample-tokens.json'));
    const { tokens } = await makeSampleCompany(on);
    expect(tokens).toHaveLength(first.tokens.length);
    expect(await authenticate(testPool(on.urls.api), tokens[0]?.token ?? '', Date.now())).not.toBeNull();
  });

  it('gives no tokens where the API listens to others', async () => {
    const on = await anInstallation({ DEALWRIGHT_HOST: '0.0.0.0' });
    expect(await makeSampleCompany(on)).toEqual({ made: true, tokens: [] });
  });
});
