import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';

/** An answer of the API, read whole. */
export interface HttpAnswer {
  status: number;
  body: unknown;
}

/** Asks the API as one person, over connections that stay open. */
export interface Http {
  get(path: string): Promise<HttpAnswer>;
  /** With a fresh Idempotency-Key. */
  post(path: string, body: unknown): Promise<HttpAnswer>;
  close(): void;
}

/** Node's own client instead of `fetch`, which costs the shared processors more than what it asks. */
export function createHttp(url: string, token: string): Http {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(url);
  const ask = (method: string, path: string, text: string | undefined, extra: Record<string, string>) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...extra };
      const asking = request({ agent, hostname, port, method, path: `/api/v1${path}`, headers }, resolve);
      asking.once('error', reject);
      asking.end(text);
    }).then(readWhole);
  return {
    get: (path) => ask('GET', path, undefined, {}),
    post: (path, body) => {
      const text = JSON.stringify(body);
      return ask('POST', path, text, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
        'idempotency-key': randomUUID(),
      });
    },
    close: () => agent.destroy(),
  };
}

async function readWhole(answer: IncomingMessage): Promise<HttpAnswer> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return { status: answer.statusCode ?? 0, body: text ? JSON.parse(text) : null };
}

/** An answer that the workload cannot go on from. */
export class UnexpectedAnswer extends Error {
  constructor(what: string, { status, body }: HttpAnswer) {
    super(`${what} was answered with ${status}: ${JSON.stringify(body).slice(0, 500)}`);
  }
}
