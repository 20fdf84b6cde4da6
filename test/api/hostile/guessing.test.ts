import { v7 as newId } from 'uuid';
import { createToken } from '../../../src/access';
import { createSettableClock, type SettableClock } from '../../../src/platform/clock';
import type { Pool } from '../../../src/platform/database';
import { serve, type TestApi } from '../../support/api';
import { openBrowser } from '../../support/browser';
import { freshDatabase, testPool } from '../../support/database';

const PASSWORD = 'a long enough password';
const MINUTE_MS = 60_000;
/** So many wrong ones a minute are answered here; the product allows more. */
const GUESSES = 20;

/** Somebody who tries what they do not know, from one address or from many. */
describe('guessing', () => {
  let api: TestApi;
  let pool: Pool;
  let clock: SettableClock;
  const [admin, rep] = [newId(), newId()];

  beforeAll(async () => {
    pool = testPool((await freshDatabase()).apiUrl);
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada', 'ada@a.example', '{administrator}'), ($2, 'Rita', 'rita@a.example', '{rep}')`,
      [admin, rep],
    );
    clock = createSettableClock(Date.now());
    api = await serve(pool, rep, { clock, guessesPerMinute: GUESSES });
  });
  beforeEach(() => pool.query('DELETE FROM sign_in_tries'));
  afterEach(() => clock.set(clock.now() + 20 * MINUTE_MS));

  const from = (n: number) => ({ 'x-forwarded-for': `203.0.113.${n % 250}` });
  const signIn = (email: string, password: string, n: number) =>
    openBrowser(api.url).send('POST', '/sign-in', { email, password }, from(n));
  const asked = (path: string, headers: Record<string, string>) => api.get(path, { as: null, headers });

  async function somebody() {
    const email = `${newId().slice(-12)}@a.example`;
    const { id } = (await api.post('/people', { name: 'Bo', email, roles: ['rep'] }, { as: admin })).body;
    const { link } = (await api.post(`/people/${id}/invitation`, undefined, { as: admin })).body;
    const token = new URL(link).searchParams.get('token');
    expect((await openBrowser(api.url).send('POST', '/password/new', { token, password: PASSWORD })).status).toBe(200);
    return { id: id as string, email };
  }

  it('a password is held up by account, from however many addresses, whether the account is there or not', async () => {
    const { email } = await somebody();
    const told: string[] = [];
    for (const account of [email, 'nobody@a.example']) {
      const codes: string[] = [];
      for (let n = 0; n < 22; n++) codes.push((await signIn(account, `a wrong password ${n}`, n)).body.code);
      told.push(JSON.stringify(codes));
      expect(codes.slice(19)).toEqual(['SignInRefused', 'TooOften', 'TooOften']);
    }
    expect(told[0]).toBe(told[1]);
    const held = await signIn(email.toUpperCase(), PASSWORD, 100);
    expect(held).toMatchObject({ status: 429, body: { code: 'TooOften' } });
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(60);
    clock.set(clock.now() + 16 * MINUTE_MS);
    expect((await signIn(email, PASSWORD, 101)).status).toBe(200);
  });

  it('guesses sent all at once are counted one by one', async () => {
    const { email } = await somebody();
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => signIn(email, `a wrong password ${n}`, n)));
    expect(all.filter(({ body }) => body.code === 'SignInRefused')).toHaveLength(20);
  });

  it('whoever got in has not guessed', async () => {
    const { email } = await somebody();
    for (let n = 0; n < 3; n++) {
      for (let m = 0; m < 9; m++) await signIn(email, 'a wrong password', n * 10 + m);
      expect((await signIn(email, PASSWORD, n * 10 + 9)).status).toBe(200);
    }
  });

  it('letters with a link are not sent to an address without end, whoever asks', async () => {
    const answers = [];
    for (let n = 0; n < 7; n++)
      answers.push(await openBrowser(api.url).send('POST', '/password/forgotten', { email: 'ada@a.example' }, from(n)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('tokens and cookies that open nothing are slowed down by address; a right one opens all the same', async () => {
    const wrong = [
      (n: number) => ({ authorization: `Bearer dw_${String(n).padStart(43, 'A')}` }),
      (n: number) => ({ cookie: `dealwright.session_token=${n}.${'B'.repeat(43)}=` }),
    ];
    for (const [at, shown] of wrong.entries()) {
      const statuses: number[] = [];
      for (let n = 0; n < GUESSES + 2; n++)
        statuses.push((await asked('/me', { ...from(200 + at), ...shown(n) })).status);
      expect(statuses.slice(-3)).toEqual([401, 429, 429]);
      const right = { ...from(200 + at), authorization: `Bearer ${await api.token(rep)}` };
      expect((await asked('/me', right)).status).toBe(200);
      expect((await asked('/me', { ...from(210 + at), ...shown(1) })).status).toBe(401);
    }
  });

  it('ids of nothing are slowed down by person, and nobody else is', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < GUESSES + 1; n++) statuses.push((await api.get(`/accounts/${newId()}`)).status);
    expect(statuses.slice(-2)).toEqual([404, 429]);
    expect(await api.get('/accounts')).toMatchObject({ status: 429, body: { code: 'TooOften' } });
    expect((await api.get('/accounts', { as: admin })).status).toBe(200);
    clock.set(clock.now() + MINUTE_MS);
    expect((await api.get('/accounts')).status).toBe(200);
  });

  it('what has ended, was altered, or is of another installation opens nothing', async () => {
    const { id, email } = await somebody();
    const page = openBrowser(api.url);
    await page.send('POST', '/sign-in', { email, password: PASSWORD });
    const cookie = (jar = page.cookies(api.url)) => ({ cookie: [...jar].map((one) => one.join('=')).join('; ') });
    expect((await asked('/me', cookie())).status).toBe(200);
    const altered = new Map([...page.cookies(api.url)].map(([name, value]) => [name, value.replace(/%3D$|=$/, '')]));
    expect((await asked('/me', cookie(altered))).status).toBe(401);
    const elsewhere = await serve(testPool((await freshDatabase()).apiUrl), rep, {});
    expect((await elsewhere.get('/me', { as: null, headers: cookie() })).status).toBe(401);
    await pool.query("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE person_id = $1", [id]);
    expect((await asked('/me', cookie())).status).toBe(401);

    const expiresAt = new Date(clock.now() - 1);
    const ended = await createToken(pool, { personId: rep, label: 'test', expiresAt });
    const good = await createToken(pool, { personId: rep, label: 'test' });
    for (const token of [ended, `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`, good.slice(0, -1), `${good}A`])
      expect((await asked('/me', { authorization: `Bearer ${token}` })).status).toBe(401);
    const other = { authorization: `Bearer ${good}` };
    expect((await elsewhere.get('/me', { as: null, headers: other })).status).toBe(401);
  });

  it('a page of another site gets nothing done with a cookie, by no route and no trick of its form', async () => {
    const { email } = await somebody();
    const page = openBrowser(api.url);
    const signed = await page.send('POST', '/sign-in', { email, password: PASSWORD });
    for (const set of signed.headers.getSetCookie())
      expect(set).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i);
    const cookie = [...page.cookies(api.url)].map((one) => one.join('=')).join('; ');
    const body = JSON.stringify({ name: 'Forged' });
    const forms: Record<string, string>[] = [
      { origin: 'https://elsewhere.example', 'content-type': 'application/json' },
      { origin: 'null', 'content-type': 'application/json' },
      { origin: `${api.url}.elsewhere.example`, 'content-type': 'application/json' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'text/plain', 'sec-fetch-site': 'same-site' },
      { 'content-type': 'application/x-www-form-urlencoded', referer: api.url },
    ];
    for (const headers of forms) {
      const sent = await fetch(`${api.url}/api/v1/accounts`, { method: 'POST', headers: { ...headers, cookie }, body });
      expect([headers, sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([headers, 403, null]);
    }
    expect((await api.get('/accounts?name=Forged', { as: admin })).body.items).toEqual([]);
  });
});
