import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A client that does what no library does: sends half of a request, or never ends one. */
export interface RawClient {
  socket: Socket;
  /** Until the server has taken it, or has hung up. */
  write(text: string | Buffer): Promise<void>;
  /** What has come so far. */
  heard(): string;
  /** The status of the first answer, and what follows it. */
  answer(): Promise<{ status: number; text: string }>;
  /** Until the server has hung up. */
  hungUp(): Promise<void>;
}

export async function rawClient(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let closed = false;
  socket.on('data', (part) => {
    text += part.toString('latin1');
  });
  socket.on('error', () => undefined);
  const close = new Promise<void>((resolve) =>
    socket.on('close', () => {
      closed = true;
      resolve();
    }),
  );
  await Promise.race([once(socket, 'connect').catch(() => undefined), close]);
  return {
    socket,
    heard: () => text,
    async write(part) {
      if (closed) return;
      if (!socket.write(part)) await Promise.race([once(socket, 'drain').catch(() => undefined), close]);
    },
    async answer() {
      while (!closed && !/\r\n\r\n/.test(text)) await pause(5);
      return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text };
    },
    hungUp: () => close,
  };
}

/** The head of a request; `headers` as they are written. */
export const head = (method: string, path: string, headers: Record<string, string | number>): string =>
  [
    `${method} /api/v1${path} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
