import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestApi } from '../support/api';

describe('the page as the API serves it', () => {
  const HTML = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
  let url: string;

  beforeAll(async () => {
    const page = mkdtempSync(join(tmpdir(), 'dealwright-page-'));
    mkdirSync(join(page, 'assets'));
    writeFileSync(join(page, 'index.html'), '<meta property="csp-nonce" nonce="__NONCE__"><script src="/assets/a.js">');
    writeFileSync(join(page, 'assets', 'a.js'), 'run()');
    ({ url } = await startTestApi({ deps: { page }, workerless: true }));
  });

  it('is there at each address that a browser opens, under a policy that runs nothing but its own files', async () => {
    for (const path of ['/', '/inbox', '/sales/01a1cfbe-5600-7521-867f-d31677c80c54', '/sign-in?error=refused']) {
      const answer = await fetch(`${url}${path}`, HTML);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none';script-src 'self';style-src 'self' 'nonce-[^']{20,}';/);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('has a nonce of its own in each answer, and the policy names it', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const answer = await fetch(url, HTML);
      const [, nonce = ''] = /nonce="([^"]+)"/.exec(await answer.text()) ?? [];
      expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('keeps its files for a year, since their names change with what they hold', async () => {
    const answer = await fetch(`${url}/assets/a.js`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await fetch(`${url}/assets/gone.js`, HTML)).status).toBe(404);
  });

  it('leaves the API as it was: programs that misspell an address get a problem, and no page', async () => {
    expect((await fetch(`${url}/inbox`)).headers.get('content-type')).toContain('application/problem+json');
    for (const path of ['/api/v1/nothing', '/api/v2/inbox']) {
      const answer = await fetch(`${url}${path}`, HTML);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await fetch(`${url}/healthz`, HTML)).headers.get('content-type')).toContain('json');
    expect((await fetch(`${url}/docs/`, HTML)).status).toBe(200);
  });
});

describe('ways to come in', () => {
  it('are told to nobody in particular: the sample company only where its people may be chosen', async () => {
    const closed = await startTestApi({ workerless: true });
    await closed.engine.pool.query(`UPDATE people SET external_key = 'sample:' || id`);
    const asked = await closed.get('/sign-in', { as: null });
    expect(asked).toMatchObject({ status: 200, body: { sample: [], company: false, setup: false } });
  });
});
