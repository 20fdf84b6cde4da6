import crypto from 'node:crypto';
import { v7 as newId } from 'uuid';
import { serve, startTestApi } from '../support/api';
import { type Browser, openBrowser } from '../support/browser';
import { freshDatabase, testPool } from '../support/database';
import { oneTimeCode } from '../support/one-time-code';

type Api = Awaited<ReturnType<typeof startTestApi>>;

describe('signing in', () => {
  let api: Api;
  const PASSWORD = 'a long enough password';

  beforeAll(async () => {
    api = await startTestApi({ deps: { setupCode: undefined } });
    await api.engine.pool.query(`UPDATE people SET roles = '{administrator}' WHERE id = $1`, [api.engine.cast.manager]);
  });

  // All of these come from one address.
  beforeEach(() => api.engine.apiPool.query('DELETE FROM sign_in_tries'));

  const admin = () => ({ as: api.engine.cast.manager });

  /** Somebody new, with a password. */
  async function somebody(roles = ['rep']) {
    const email = `${newId().slice(-12)}@dealwright.example`;
    const person = await api.post('/people', { name: 'Ada', email, roles }, admin());
    expect(person.status).toBe(201);
    const { link } = (await api.post(`/people/${person.body.id}/invitation`, undefined, admin())).body;
    const token = new URL(link).searchParams.get('token');
    const set = await openBrowser(api.url).send('POST', '/password/new', { token, password: PASSWORD });
    expect(set.status).toBe(200);
    return { id: person.body.id as string, email };
  }

  async function signedIn(email: string, password = PASSWORD): Promise<Browser> {
    const page = openBrowser(api.url);
    const answer = await page.send('POST', '/sign-in', { email, password });
    expect(answer.status).toBe(200);
    return page;
  }

  it('an invitation lets somebody set a password once, and sign in with it', async () => {
    const { id, email } = await somebody();
    const page = await signedIn(email);
    expect((await page.send('GET', '/me')).body).toMatchObject({ id, email });
    const { link } = (await api.post(`/people/${id}/invitation`, undefined, admin())).body;
    const token = new URL(link).searchParams.get('token');
    const other = { token, password: 'another long password' };
    expect((await page.send('POST', '/password/new', other)).status).toBe(200);
    expect((await page.send('POST', '/password/new', other)).body.code).toBe('LinkEnded');
    expect((await page.send('GET', '/me')).status).toBe(401);
  });

  it('a wrong password, an unknown address and a person without a password are told apart by nobody', async () => {
    const { email } = await somebody();
    const bodies = await Promise.all(
      [
        { email, password: 'not the right password' },
        { email: 'nobody@dealwright.example', password: PASSWORD },
        { email: 'rita@example.com', password: PASSWORD },
      ].map((one) => openBrowser(api.url).send('POST', '/sign-in', one)),
    );
    expect(new Set(bodies.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(bodies[0]).toMatchObject({ status: 401, body: { code: 'SignInRefused' } });
    expect(
      (await openBrowser(api.url).send('POST', '/password/forgotten', { email: 'nobody@dealwright.example' })).status,
    ).toBe(200);
  });

  it('who cannot be looked up, since the database fails, is not told that they are signed out', async () => {
    const page = await signedIn((await somebody()).email);
    const pool = testPool(api.engine.database.ownerUrl);
    await pool.query('REVOKE SELECT ON sessions FROM dealwright_api');
    try {
      expect((await page.send('GET', '/me')).status).toBe(500);
    } finally {
      await pool.query('GRANT SELECT ON sessions TO dealwright_api');
    }
    expect((await page.send('GET', '/me')).status).toBe(200);
  });

  it('an unknown address, a person without a password and a wrong password cost the same: one slow hash each', async () => {
    const { email } = await somebody();
    const slow = jest.spyOn(crypto, 'scrypt');
    const costs: unknown[] = [];
    try {
      for (const one of [email, 'nobody@dealwright.example', 'rita@example.com']) {
        slow.mockClear();
        await openBrowser(api.url).send('POST', '/sign-in', { email: one, password: 'not the right password' });
        // What was hashed and with which salt is all that differs.
        costs.push(slow.mock.calls.map(([, , length, cost]) => [length, cost]));
      }
    } finally {
      slow.mockRestore();
    }
    expect(costs[0]).toEqual([[64, expect.objectContaining({ N: 16384, r: 16, p: 1 })]]);
    expect(costs).toEqual([costs[0], costs[0], costs[0]]);
  });

  it('somebody who guesses is slowed down', async () => {
    const { email } = await somebody();
    const codes: string[] = [];
    for (let n = 0; n < 12; n++)
      codes.push(
        (await openBrowser(api.url).send('POST', '/sign-in', { email, password: `guess number ${n}` })).body.code,
      );
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'SignInRefused'));
    expect(codes.slice(10)).toEqual(['TooOften', 'TooOften']);
  });

  it('who is signed in is not slowed down, however much their page asks', async () => {
    const { email } = await somebody();
    const page = await signedIn(email);
    const all = await Promise.all(Array.from({ length: 80 }, () => page.send('GET', '/me')));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    const { rows } = await api.engine.apiPool.query(`SELECT 1 FROM sign_in_tries WHERE key LIKE '%get-session%'`);
    expect(rows).toEqual([]);
  });

  it('with a cookie only our own page may change something', async () => {
    const { email } = await somebody();
    const page = await signedIn(email);
    const lead = { topic: 'A fair' };
    const key = { 'idempotency-key': newId() };
    const foreign = await page.send('POST', '/leads', lead, { ...key, origin: 'https://elsewhere.example' });
    expect(foreign).toMatchObject({ status: 403, body: { code: 'NotOurPage' } });
    expect((await page.send('POST', '/leads', lead, key)).status).toBe(201);
    expect((await page.send('GET', '/me', undefined, { origin: 'https://elsewhere.example' })).status).toBe(200);
  });

  it('a forged session opens nothing, and a session can be seen and ended elsewhere', async () => {
    const { email } = await somebody();
    const [one, other] = [await signedIn(email), await signedIn(email)];
    const forged = openBrowser(api.url);
    for (const [name, value] of one.cookies(api.url)) forged.cookies(api.url).set(name, value.replace(/^..../, 'AAAA'));
    expect((await forged.send('GET', '/me')).status).toBe(401);
    const { items } = (await one.send('GET', '/me/sessions')).body;
    expect(items.map((item: { current: boolean }) => item.current).sort()).toEqual([false, true]);
    const theirs = items.find((item: { current: boolean }) => !item.current);
    expect((await one.send('DELETE', `/me/sessions/${theirs.id}`)).status).toBe(200);
    expect((await other.send('GET', '/me')).status).toBe(401);
    expect((await one.send('GET', '/me')).status).toBe(200);
    expect((await one.send('POST', '/sign-out')).status).toBe(200);
    expect((await one.send('GET', '/me')).status).toBe(401);
  });

  it('a second factor is asked for once it was confirmed, and a backup code opens once', async () => {
    const { email } = await somebody();
    const page = await signedIn(email);
    const begun = await page.send('POST', '/me/second-factor', { password: PASSWORD });
    const secret = new URL(begun.body.uri).searchParams.get('secret') ?? '';
    const code = () => oneTimeCode(secret);
    expect((await page.send('POST', '/me/second-factor/confirm', { code: '000000' })).body.code).toBe(
      'SecondFactorRefused',
    );
    expect((await page.send('POST', '/me/second-factor/confirm', { code: await code() })).status).toBe(200);

    const next = openBrowser(api.url);
    const half = await next.send('POST', '/sign-in', { email, password: PASSWORD });
    expect(half.body).toEqual({ secondFactor: true });
    expect((await next.send('GET', '/me')).status).toBe(401);
    expect((await next.send('POST', '/sign-in/second-factor', { code: '000000' })).status).toBe(401);
    expect((await next.send('POST', '/sign-in/second-factor', { code: await code() })).status).toBe(200);
    expect((await next.send('GET', '/me')).status).toBe(200);

    const [backupCode] = begun.body.backupCodes;
    for (const expected of [200, 401]) {
      const again = openBrowser(api.url);
      await again.send('POST', '/sign-in', { email, password: PASSWORD });
      expect((await again.send('POST', '/sign-in/second-factor', { backupCode })).status).toBe(expected);
    }
  });

  it('a token is for what it says only, and ends', async () => {
    const { id, email } = await somebody();
    const page = await signedIn(email);
    const soon = new Date(Date.now() + 60_000).toISOString();
    const made = await page.send('POST', '/me/tokens', { label: 'report', scopes: ['lead.read'], expiresAt: soon });
    expect(made.status).toBe(201);
    const by = (method: string, path: string, body?: unknown) =>
      openBrowser(api.url).send(method, path, body, {
        authorization: `Bearer ${made.body.token}`,
        'idempotency-key': newId(),
      });
    expect((await by('GET', '/leads')).status).toBe(200);
    expect((await by('GET', '/sales')).body.code).toBe('NotOfYourToken');
    expect((await by('POST', '/leads', { topic: 'x' })).status).toBe(403);
    expect(
      (await page.send('POST', '/me/tokens', { label: 'x', scopes: ['people.change'], expiresAt: soon })).status,
    ).toBe(400);
    expect((await page.send('POST', '/me/tokens', { label: 'x', expiresAt: '2036-01-01T00:00:00Z' })).status).toBe(400);
    const { rows } = await api.engine.pool.query('SELECT scopes FROM access_tokens WHERE person_id = $1', [id]);
    expect(rows).toEqual([{ scopes: ['lead.read'] }]);
    expect((await page.send('DELETE', `/me/tokens/${made.body.id}`)).status).toBe(200);
    expect((await by('GET', '/leads')).status).toBe(401);
  });

  it('who is made inactive is out at once, by session and by token', async () => {
    const { id, email } = await somebody();
    const page = await signedIn(email);
    const token = await api.token(id);
    const person = { name: 'Ada', email, roles: ['rep'], active: false };
    expect((await api.put(`/people/${id}`, person, admin())).status).toBe(200);
    expect((await page.send('GET', '/me')).status).toBe(401);
    expect(
      (await openBrowser(api.url).send('GET', '/me', undefined, { authorization: `Bearer ${token}` })).status,
    ).toBe(401);
    expect((await openBrowser(api.url).send('POST', '/sign-in', { email, password: PASSWORD })).status).toBe(401);
  });

  it('people are changed by administrators only, with an address of their own and nobody above themselves', async () => {
    const [ada, bob] = [await somebody(), await somebody()];
    expect((await api.post('/people', { name: 'Eve', email: 'eve@dealwright.example' })).status).toBe(403);
    const taken = await api.post('/people', { name: 'Eve', email: ada.email.toUpperCase() }, admin());
    expect(taken).toMatchObject({ status: 409, body: { code: 'AddressTaken' } });
    const under = (person: typeof ada, managerId: string) =>
      api.put(`/people/${person.id}`, { name: 'x', email: person.email, roles: ['rep'], managerId }, admin());
    expect((await under(ada, bob.id)).status).toBe(200);
    expect((await under(bob, ada.id)).status).toBe(400);
    expect((await under(bob, bob.id)).status).toBe(400);
    expect((await under(bob, newId())).status).toBe(400);
    const team = { name: { en: 'North', ru: 'Север' }, members: [ada.id, bob.id] };
    expect((await api.put('/teams/north', team, admin())).body.members).toHaveLength(2);
    expect((await api.put('/teams/north', { ...team, members: [newId()] }, admin())).status).toBe(400);
    expect((await api.put('/teams/north', { ...team, members: [bob.id] }, admin())).body.members).toEqual([
      { id: bob.id, name: 'Ada' },
    ]);
  });
});

describe('an installation where nobody is yet', () => {
  const ada = { name: 'Ada', email: 'Ada@Dealwright.example', password: 'a long enough password' };

  it('makes whoever brings its code the administrator, once', async () => {
    const pool = testPool((await freshDatabase()).apiUrl);
    const { url } = await serve(pool, newId(), { setupCode: 'the code' });
    const wrong = await openBrowser(url).send('POST', '/setup', { ...ada, code: 'another' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'SignInRefused' } });
    const pages = Array.from({ length: 4 }, () => openBrowser(url));
    const all = await Promise.all(pages.map((page) => page.send('POST', '/setup', { ...ada, code: 'the code' })));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const first = pages[all.findIndex(({ status }) => status === 201)];
    expect((await first?.send('GET', '/me'))?.body).toMatchObject({
      email: 'ada@dealwright.example',
      roles: ['administrator'],
    });
    const { rows } = await pool.query(`SELECT count(*)::int AS n FROM people`);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('cannot be set up without a code', async () => {
    const { url } = await serve(testPool((await freshDatabase()).apiUrl), newId(), {});
    expect((await openBrowser(url).send('POST', '/setup', { ...ada, code: '' })).status).toBe(400);
    expect((await openBrowser(url).send('POST', '/setup', { ...ada, code: 'x' })).status).toBe(409);
  });
});

describe('the people of the sample company', () => {
  async function withSample(sample: boolean) {
    const pool = testPool((await freshDatabase()).apiUrl);
    const [theirs, other] = [newId(), newId()];
    await pool.query(
      `INSERT INTO people (id, name, email, roles, external_key) VALUES ($1, 'Sam', 'sam@dealwright.example', '{rep}', 'sample:sam'),
         ($2, 'Ada', 'ada@dealwright.example', '{rep}', NULL)`,
      [theirs, other],
    );
    const { url } = await serve(pool, theirs, { signInWith: { sample } });
    return { url, theirs, other };
  }

  it('come in by a click where the product is reached from its own machine only', async () => {
    const { url, theirs, other } = await withSample(true);
    const page = openBrowser(url);
    expect((await page.send('POST', '/sign-in/sample', { personId: theirs })).status).toBe(200);
    expect((await page.send('GET', '/me')).body).toMatchObject({ id: theirs });
    expect((await openBrowser(url).send('POST', '/sign-in/sample', { personId: other })).status).toBe(401);
  });

  it('come in nowhere else', async () => {
    const { url, theirs } = await withSample(false);
    expect((await openBrowser(url).send('POST', '/sign-in/sample', { personId: theirs })).status).toBe(401);
  });
});
