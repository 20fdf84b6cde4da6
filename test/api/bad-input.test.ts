import { v7 as newId, v4 as randomKey } from 'uuid';
import type { SendCommand, Sent } from '../../src/commands';
import { serve, type TestApi } from '../support/api';
import { freshDatabase, testPool } from '../support/database';

/** What clients send that they should not: each has its documented answer, and nothing is sent to any instance. */
describe('bad input', () => {
  let api: TestApi;
  const rep = newId();
  const reader = newId();
  const sent: unknown[] = [];
  let next: Sent | Error = { became: 'received' };
  const sendCommand: SendCommand = async (request) => {
    sent.push(request);
    if (next instanceof Error) throw next;
    return next;
  };
  const id = newId();
  const commands = `/sales/${id}/commands`;
  const call = { kind: 'call', subject: 'Hello' };

  beforeAll(async () => {
    const database = await freshDatabase();
    const pool = testPool(database.ownerUrl);
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita', 'rita@example.com', '{rep}'), ($2, 'Rea', 'rea@example.com', '{read-only}')`,
      [rep, reader],
    );
    await pool.query(`SELECT publish_version($1, '{}', 'plain')`, [
      { id: newId(), key: 'plain', kind: 'sale', hash: 'x', author: 'system', approver: 'system', note: 'A test' },
    ]);
    api = await serve(testPool(database.apiUrl), rep, { sendCommand });
  });
  beforeEach(() => {
    sent.length = 0;
    next = { became: 'received' };
  });

  it.each<[name: string, path: string, body: unknown, expected: object]>([
    ['a body that is not JSON', commands, '{"type": ', { status: 400, code: 'MalformedBody' }],
    ['no body', commands, undefined, { status: 400, code: 'BadInput' }],
    ['a body that is no object', commands, '[]', { status: 400, code: 'BadInput' }],
    ['an unknown type of command', commands, { type: 'explode' }, { errors: [{ path: 'body.type' }] }],
    [
      'an unknown field',
      commands,
      { type: 'resume', force: true },
      { errors: [{ path: 'body.force', message: 'Unknown' }] },
    ],
    ['a wrong type', commands, { type: 'move', to: 7 }, { errors: [{ path: 'body.to' }] }],
    [
      'a time without an offset',
      commands,
      { type: 'wait', until: '2030-01-01', reason: 'x' },
      { errors: [{ path: 'body.until' }] },
    ],
    [
      'money as a number',
      '/sales',
      { title: 'x', fields: { amount: { amount: 12.5, currency: 'RUB' } } },
      { status: 400 },
    ],
    [
      'money with too many digits',
      '/sales',
      { title: 'x', fields: { amount: { amount: '1.005', currency: 'RUB' } } },
      { status: 400 },
    ],
    [
      'negative money',
      '/sales',
      { title: 'x', fields: { amount: { amount: '-1', currency: 'RUB' } } },
      { status: 400 },
    ],
    ['a blank title', '/sales', { title: '  ' }, { errors: [{ path: 'body.title' }] }],
    ['a text that no column keeps', '/sales', { title: 'a\u0000b' }, { errors: [{ path: 'body.title' }] }],
    ['half a character', '/sales', '{"title":"a\\ud800"}', { errors: [{ path: 'body.title' }] }],
    [
      'an account that is not there',
      '/sales',
      { title: 'x', process: 'plain', accountId: newId() },
      { errors: [{ path: 'body.accountId' }] },
    ],
    [
      'an owner who is not there',
      '/sales',
      { title: 'x', process: 'plain', ownerId: newId() },
      { errors: [{ path: 'body.ownerId' }] },
    ],
    [
      'a process that is not there',
      '/sales',
      { title: 'x', process: 'nowhere' },
      { errors: [{ path: 'body.process' }] },
    ],
    ["a lead on a sale's process", '/leads', { topic: 'x', process: 'plain' }, { errors: [{ path: 'body.process' }] }],
    ['an e-mail address that is none', '/leads', { topic: 'x', email: 'nobody' }, { errors: [{ path: 'body.email' }] }],
    [
      'an interaction about nothing',
      '/interactions',
      { ...call, instanceId: newId() },
      { status: 404, code: 'NotFound' },
    ],
    ['a task that is not there', `/tasks/${newId()}/complete`, { outcome: 'x' }, { status: 404, code: 'NotFound' }],
    ['an id that is none', '/sales/seven/commands', { type: 'resume' }, { errors: [{ path: 'params.id' }] }],
  ])('%s', async (_name, path, body, expected) => {
    const { status = 400, ...rest } = { ...expected } as { status?: number };
    const answer = await api.post(path, body, body === '[]' ? { headers: { 'content-type': 'application/json' } } : {});
    expect(answer.body).toMatchObject(rest);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(sent).toEqual([]);
  });

  it.each([
    ['/sales?colour=red', 'query.colour'],
    ['/sales?limit=0', 'query.limit'],
    ['/sales?limit=501', 'query.limit'],
    ['/sales?open=maybe', 'query.open'],
    ['/sales?owner=me&owner=you', 'query.owner'],
    ['/sales?cursor=nonsense', 'query.cursor'],
    ['/people?team=x', 'query.team'],
    ['/insight/stalled?pile=all', 'query.pile'],
  ])('%s', async (path, place) => {
    expect(await api.get(path)).toMatchObject({ status: 400, body: { errors: [{ path: place }] } });
  });

  it('a command without a key, or with one that is none', async () => {
    expect(await api.post(commands, { type: 'resume' }, { key: null })).toMatchObject({
      status: 400,
      body: { code: 'IdempotencyKeyMissing' },
    });
    const bad = await api.post(commands, { type: 'resume' }, { key: 'again' });
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ path: 'headers.idempotency-key' }] } });
    expect(sent).toEqual([]);
  });

  it('a body that is too large, or no JSON by its own word', async () => {
    const large = await api.post(commands, { type: 'resume', comment: 'x'.repeat(300_000) });
    expect(large).toMatchObject({ status: 413, body: { code: 'BodyTooLarge' } });
    const form = await api.post(commands, 'type=resume', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form).toMatchObject({ status: 415, body: { code: 'NotJson' } });
  });

  it('nobody, a token that is none, and somebody without the right', async () => {
    expect(await api.get('/sales', { as: null })).toMatchObject({ status: 401, body: { code: 'NotSignedIn' } });
    for (const authorization of ['Bearer dw_wrong', `Bearer dw_${'A'.repeat(43)}`, 'Basic x', 'Bearer'])
      expect(await api.get('/sales', { as: null, headers: { authorization } })).toMatchObject({ status: 401 });
    expect(await api.post('/sales', '{', { as: null })).toMatchObject({ status: 401 });
    expect(await api.get('/sales', { as: reader })).toMatchObject({ status: 200 });
    expect(await api.post('/sales', { title: 'x' }, { as: reader })).toMatchObject({
      status: 403,
      body: { code: 'NotAllowed' },
    });
    expect(sent).toEqual([]);
  });

  it('an address or a method that is not there', async () => {
    expect(await api.get('/nothing')).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    expect(await api.get(commands)).toMatchObject({ status: 405, body: { code: 'MethodNotAllowed' } });
    expect((await api.get(commands)).headers.get('allow')).toBe('POST');
    expect(await api.get(`/sales/${newId()}`)).toMatchObject({ status: 404 });
    expect(await api.get('/sales/%zz')).toMatchObject({ status: 400 });
  });

  it('a write beside commands keeps its answer by its key', async () => {
    const key = randomKey();
    const [first, again] = await Promise.all([
      api.post('/accounts', { name: 'Acme' }, { key }),
      api.post('/accounts', { name: 'Acme' }, { key }),
    ]);
    const third = await api.post('/accounts', { name: 'Acme' }, { key });
    expect([first.status, again.status, third.status]).toEqual([201, 201, 201]);
    expect(third.body).toEqual(first.body);
    expect(again.body.id).toBe(first.body.id);
    expect(await api.post('/accounts', { name: 'Other' }, { key })).toMatchObject({
      status: 422,
      body: { code: 'IdempotencyKeyReused' },
    });
    expect((await api.get('/accounts?name=ac&count=true')).body).toMatchObject({ total: 1 });
  });

  it('what became of a command is told as the contract says', async () => {
    const key = newId();
    const received = await api.post(commands, { type: 'resume' }, { key });
    expect(received).toMatchObject({ status: 202, body: { key, status: 'received' } });
    expect(received.headers.get('location')).toBe(`/api/v1/commands/${key}`);
    next = { became: 'no such instance' };
    expect(await api.post(commands, { type: 'resume' })).toMatchObject({ status: 404 });
    next = { became: 'key reused' };
    expect(await api.post(commands, { type: 'resume' })).toMatchObject({ status: 422 });
    next = { became: 'failed', incident: 'i-7' };
    expect(await api.post(commands, { type: 'resume' })).toMatchObject({
      status: 500,
      body: { code: 'Fault', detail: expect.stringContaining('i-7') },
    });
  });

  it('a fault is told without details', async () => {
    next = new Error('the password is hunter2');
    const answer = await api.post(commands, { type: 'resume' });
    expect(answer).toMatchObject({ status: 500, body: { code: 'Fault' } });
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  });

  it('while the database is away nothing is kept, and that is said', async () => {
    next = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const answer = await api.post(commands, { type: 'resume' });
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'DatabaseAway', title: expect.stringContaining('nothing was kept') },
    });
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('a command goes to its instance as the machine takes it, bound to its address and body', async () => {
    const body = { type: 'reassign', ownerId: reader, comment: 'On leave', expectedSeq: 4 };
    await api.post(commands, body);
    expect(sent).toMatchObject([
      {
        kind: 'sale',
        instanceId: id,
        act: { type: 'reassign', owner: reader },
        expectedSeq: 4,
        record: { comment: 'On leave' },
        actor: { id: rep, roles: ['rep'] },
        route: `POST /api/v1${commands}`,
        body,
      },
    ]);
  });
});

describe('a database that is not there', () => {
  it('answers 503 to everything but the pages that need none', async () => {
    const { createPool } = await import('../../src/platform/database');
    const database = await freshDatabase();
    const owner = testPool(database.ownerUrl);
    const person = newId();
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita', 'rita@example.com', '{rep}')`, [
      person,
    ]);
    const gone = new URL(database.apiUrl);
    gone.port = '1';
    const pool = createPool(gone.toString());
    const api = await serve(pool, person, {});
    const headers = { authorization: `Bearer dw_${'A'.repeat(43)}` };
    const read = await api.get('/sales', { as: null, headers });
    expect(read).toMatchObject({ status: 503, body: { code: 'DatabaseAway' } });
    expect(await api.get('/healthz', { as: null })).toMatchObject({ status: 200 });
    expect(await api.get('/readyz', { as: null })).toMatchObject({
      status: 503,
      body: { database: 'away', temporal: 'up' },
    });
    expect(await api.get('/metrics', { as: null })).toMatchObject({ status: 200 });
    await pool.end();
  });
});
