import { connect } from 'node:net';
import pino from 'pino';
import { Registry } from 'prom-client';
import { v7 as newId } from 'uuid';
import { createToken } from '../../src/access';
import { type ApiDeps, startApi } from '../../src/api';
import { createReadCommand } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { createPrisma, type Pool } from '../../src/platform/database';
import { freshDatabase, testPool } from '../support/database';

describe('the API as it is started', () => {
  let pool: Pool;
  const lines: Record<string, unknown>[] = [];
  const person = newId();
  const deps = (): ApiDeps => ({
    apiPool: pool,
    prisma: createPrisma(pool),
    sendCommand: () => Promise.reject(new Error('duplicate key: Anna Petrova')),
    readCommand: createReadCommand({ pool }),
    clock: systemClock,
    log: pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line)) }),
    metrics: new Registry(),
    migrations: { begin: () => Promise.reject(), steer: () => Promise.reject() },
    temporalHealth: () => new Promise(() => undefined),
    config: { api: { host: '127.0.0.1', port: 0 }, outbound: { webhooksTo: 'public' } },
  });

  beforeAll(async () => {
    pool = testPool((await freshDatabase()).apiUrl);
    await pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita', 'rita@example.com', '{rep}')`, [
      person,
    ]);
  });

  it('listens on loopback, and stops at once although somebody reads the stream of events', async () => {
    const api = await startApi(deps());
    expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const authorization = `Bearer ${await createToken(pool, { personId: person, label: 'test' })}`;
    const stream = await fetch(`${api.url}/api/v1/events`, { headers: { authorization } });
    const reader = stream.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(': connected\n\n');
    const began = Date.now();
    await api.stop();
    // Requests that run on are waited for five seconds long.
    expect(Date.now() - began).toBeLessThan(4500);
    expect(await reader?.read()).toMatchObject({ done: true });
    await expect(fetch(`${api.url}/healthz`)).rejects.toThrow();
  });

  it('is not ready while Temporal does not answer', async () => {
    const api = await startApi(deps());
    const ready = await fetch(`${api.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { database: 'up', temporal: 'away' }]);
    await api.stop();
  });

  it('what is no request, or has a head of more than 16 KiB, is told so as everything else is', async () => {
    const api = await startApi(deps());
    const long = await fetch(`${api.url}/api/v1/sales?filter=${'x'.repeat(20_000)}`);
    expect([long.status, long.headers.get('content-type'), await long.json()]).toEqual([
      431,
      'application/problem+json; charset=utf-8',
      expect.objectContaining({ code: 'HeadTooLarge', status: 431 }),
    ]);
    const said = await new Promise<string>((resolve) => {
      const parts: string[] = [];
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write('EHLO there\r\n\r\n'));
      socket.on('data', (part) => parts.push(part.toString())).on('close', () => resolve(parts.join('')));
    });
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"NoRequest"/);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    await api.stop();
  });

  it('logs each request by its route, without addresses, words, names and tokens', async () => {
    const api = await startApi(deps());
    const token = await createToken(pool, { personId: person, label: 'test' });
    lines.length = 0;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': newId(),
    };
    const answer = await fetch(`${api.url}/api/v1/leads/${newId()}/commands?note=Anna`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ type: 'resume', comment: 'Call Anna' }),
    });
    await api.stop();
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    expect(lines).toMatchObject([
      { msg: 'request', method: 'POST', path: '/leads/:id/commands', status: 400, personId: person },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Anna|Rita/);
    expect(JSON.stringify(lines)).not.toContain(token);
  });
});
