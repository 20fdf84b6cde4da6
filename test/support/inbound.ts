import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { ApiDeps } from '../../src/api';
import { signatureHeaders } from '../../src/outbound';
import { type Answer, startTestApi, type TestApi } from './api';
import type { Engine, EngineOptions } from './engine';

/** A source that a test sends in by. */
export interface TestSource {
  name: string;
  secret: string;
  /** Posts what it signs; `sending` changes that. */
  send(body: unknown, sending?: { headers?: Record<string, string>; type?: string; id?: string }): Promise<Answer>;
}

/** The API, an administrator, and what a test of intake asks. */
export interface Inbound {
  api: TestApi & { engine: Engine };
  admin: string;
  source(kind: 'form' | 'mail' | 'call', settings?: Record<string, unknown>): Promise<TestSource>;
  /** Works on what came in, as a worker does that heard of it. */
  work(): Promise<number>;
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
}

export async function startInbound(options: EngineOptions & { deps?: Partial<ApiDeps> } = {}): Promise<Inbound> {
  const api = await startTestApi(options);
  const { engine } = api;
  const admin = newId();
  await engine.pool.query(
    `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada Admin', 'ada@ours.example', '{administrator}')`,
    [admin],
  );
  const post = async (name: string, body: unknown, headers: Record<string, string>) => {
    const answer = await fetch(`${api.url}/api/v1/inbound/${name}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  };
  return {
    api,
    admin,
    async source(kind, settings = {}) {
      const name = `s-${randomUUID()}`;
      const given = { ownerId: engine.cast.rep, ...settings };
      const made = await api.post('/inbound-sources', { name, kind, settings: given }, { as: admin });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      const { secret } = made.body;
      const usual = kind === 'mail' ? 'message/rfc822' : 'application/json';
      return {
        name,
        secret,
        send: (body, { headers, type = usual, id = randomUUID() } = {}) => {
          const text = typeof body === 'string' ? body : JSON.stringify(body);
          const signed = signatureHeaders(secret, id, Date.now(), text);
          return post(name, text, headers ?? { ...signed, 'content-type': type });
        },
      };
    },
    work: () => engine.activities.takeInMessages(),
    rows: async <T>(sql: string, values: unknown[] = []) => (await engine.pool.query(sql, values)).rows as T[],
  };
}

/** A mail as it goes over the wire. */
export function mailOf(headers: Record<string, string>, text = 'Good day, what does a floor cost?'): string {
  const all = {
    From: 'Nina New <nina@buyer.example>',
    To: 'sales@ours.example',
    Subject: 'A floor',
    'Message-ID': `<${randomUUID()}@buyer.example>`,
    Date: new Date().toUTCString(),
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  return `${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\r\n')}\r\n\r\n${text}\r\n`;
}
