import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { serve } from '../support/api';
import { atEnd } from '../support/at-end';
import { type Browser, openBrowser } from '../support/browser';
import { freshDatabase, testPool } from '../support/database';

describe("the company's own sign-on, against a real OpenID provider", () => {
  let url: string;
  let pool: ReturnType<typeof testPool>;
  const email = 'ada@dealwright.example';

  beforeAll(async () => {
    const database = await freshDatabase();
    pool = testPool(database.apiUrl);
    const { issuer, sendsBackTo } = await provider();
    const company = { issuer, clientId: 'dealwright', clientSecret: 'a secret of both' };
    ({ url } = await serve(pool, newId(), { signInWith: { company } }));
    await sendsBackTo(`${url}/api/v1/sign-in/by/callback/company`);
    await pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada', $2, '{rep}')`, [newId(), email]);
  });

  it('lets in whoever is one of us, without a password', async () => {
    const browser = openBrowser(url);
    const back = await signOn(browser, email);
    expect(back).toBe('/');
    expect((await browser.send('GET', '/me')).body).toMatchObject({ name: 'Ada', email });
    const again = openBrowser(url);
    expect(await signOn(again, email)).toBe('/');
    expect((await again.send('GET', '/me')).status).toBe(200);
  });

  it('lets nobody in whom the company knows and we do not, nor who is no longer here', async () => {
    const stranger = openBrowser(url);
    expect(await signOn(stranger, 'stranger@dealwright.example')).toMatch(/^\/sign-in\?error=/);
    expect((await stranger.send('GET', '/me')).status).toBe(401);
    await pool.query('UPDATE people SET active = false WHERE email = $1', [email]);
    const gone = openBrowser(url);
    expect(await signOn(gone, email)).not.toBe('/');
    expect((await gone.send('GET', '/me')).status).toBe(401);
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM people');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('takes no answer that it did not ask for', async () => {
    const browser = openBrowser(url);
    const forged = await browser.send('GET', '/sign-in/by/callback/company?code=x&state=y');
    expect(forged.status).toBe(302);
    expect(forged.headers.get('location')).toContain('error');
    expect((await browser.send('GET', '/me')).status).toBe(401);
  });
});

/** Goes to the company, says who one is, agrees, and comes back: to which path of ours? */
async function signOn(browser: Browser, who: string): Promise<string> {
  const first = await browser.send('GET', '/sign-in/company');
  let at = first.headers.get('location') ?? '';
  for (let steps = 0; steps < 20; steps++) {
    const page = await browser.send('GET', at);
    const onward = page.headers.get('location');
    if (onward) {
      const next = new URL(onward, at);
      const ours = next.origin === new URL(at).origin && at.includes('/callback/');
      if (ours || !next.pathname.startsWith('/')) return next.pathname + next.search;
      at = next.href;
      continue;
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const prompt = /name="prompt" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const form = new URLSearchParams({ prompt, login: who, password: 'any' });
    const sent = await browser.send('POST', new URL(action, at).href, form);
    at = new URL(sent.headers.get('location') ?? '', at).href;
  }
  throw new Error(`The way back was not found: ${at}`);
}

/** Each has to know the address of the other, and takes a port that is free: the provider hears ours once we listen. */
async function provider(): Promise<{ issuer: string; sendsBackTo(callback: string): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [join(__dirname, '../support/openid-provider.mjs')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  atEnd(() => void child.kill());
  const line = () =>
    new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The provider ended with ${code}`)));
      child.stdout?.once('data', (said: Buffer) => resolve(said.toString().trim()));
    });
  const issuer = await line();
  return {
    issuer,
    async sendsBackTo(callback) {
      child.stdin?.write(`${callback}\n`);
      await line();
    },
  };
}
