import { join } from 'node:path';
import { readConfig } from '../../src/platform/config';
import { examine, type Finding, verdict } from '../../src/platform/doctor';
import { freePort } from '../../src/platform/ports';
import { emptyDatabase, freshDatabase } from '../support/database';
import { scratchDir } from '../support/scratch';
import { temporalAddress } from '../support/temporal';

/** What doctor says of one thing. */
const about = (findings: readonly Finding[], what: string) => findings.find((finding) => finding.what === what);

async function doctor(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const DEALWRIGHT_PORT = String(await freePort(0));
  return examine(readConfig({ DEALWRIGHT_STATE: join(scratchDir(), 'state'), DEALWRIGHT_PORT, ...env }));
}

describe('doctor', () => {
  it('tells somebody who has done nothing yet to start', async () => {
    const findings = await doctor({});
    expect(about(findings, 'data folder')?.says).toContain('made by the first start');
    expect(about(findings, 'PostgreSQL')).toMatchObject({ state: 'missing', advice: 'npm start' });
    expect(about(findings, 'Temporal')).toMatchObject({ state: 'missing', advice: 'npm start' });
  });

  it('finds nothing wrong with servers that are there and tables that are up to date', async () => {
    const { ownerUrl, apiUrl, workerUrl } = await freshDatabase();
    const findings = await doctor({
      DATABASE_URL: ownerUrl,
      DATABASE_URL_API: apiUrl,
      DATABASE_URL_WORKER: workerUrl,
      TEMPORAL_ADDRESS: temporalAddress(),
    });
    expect(findings.filter((finding) => finding.state !== 'ok').map((finding) => finding.what)).toEqual(['API']);
    expect(about(findings, 'PostgreSQL')?.says).not.toContain(new URL(ownerUrl).password);
  });

  it('says how to make a login that does not get in', async () => {
    const { ownerUrl, apiUrl, workerUrl } = await freshDatabase();
    const wrong = apiUrl.replace(/:[^:@]+@/, ':wrong@');
    const findings = await doctor({ DATABASE_URL: ownerUrl, DATABASE_URL_API: wrong, DATABASE_URL_WORKER: workerUrl });
    const login = about(findings, 'login dealwright_api');
    expect(login?.state).toBe('missing');
    expect(login?.advice).toContain("CREATE ROLE dealwright_api LOGIN PASSWORD 'CHOOSE-ONE'; and set DATABASE_URL_API");
  });

  it('counts the migrations that a database lacks', async () => {
    const { ownerUrl } = await emptyDatabase();
    expect(about(await doctor({ DATABASE_URL: ownerUrl }), 'tables')).toMatchObject({ state: 'missing' });
  });

  it('says which server is away', async () => {
    const findings = await doctor({ DATABASE_URL: 'postgresql://o:p@127.0.0.1:1/x', TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(about(findings, 'PostgreSQL')).toMatchObject({ state: 'away', advice: 'start it, or mend DATABASE_URL' });
    expect(about(findings, 'Temporal')).toMatchObject({ state: 'away', advice: 'start it, or mend TEMPORAL_ADDRESS' });
    expect(verdict(findings)).toBe(3);
  });

  it('ends with 1 when something is missing, and with 0 when all is well', () => {
    const finding = (state: Finding['state']): Finding => ({ what: 'x', state, says: '' });
    expect(verdict([finding('ok'), finding('missing')])).toBe(1);
    expect(verdict([finding('ok')])).toBe(0);
  });
});
