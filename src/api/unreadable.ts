import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, type ProblemKind } from './problem';

const KINDS: Readonly<Record<string, ProblemKind>> = {
  HPE_HEADER_OVERFLOW: 'HeadTooLarge',
  ERR_HTTP_REQUEST_TIMEOUT: 'BodyTooSlow',
};
/** Whoever is still sending gets so long to hear the answer: a connection that is cut at once takes it with it. */
const HEARD_MS = 2_000;

/**
 * Answers what never becomes a request, such as an address of many kilobytes, in the shape of all other problems; then the
 * connection ends.
 */
export function answerUnreadable(server: Server): Server {
  const answered = new WeakSet<Socket>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (answered.has(socket)) return;
    answered.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    socket.on('error', () => socket.destroy());
    socket.end(answerOf(new Problem(KINDS[error.code ?? ''] ?? 'NoRequest')));
    socket.resume();
    setTimeout(() => socket.destroy(), HEARD_MS).unref();
  });
  return server;
}

/** Whether the answer to a request has begun on it: another head in its middle would be read as part of it. */
const isAnswering = (socket: Socket): boolean =>
  (socket as Socket & { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent === true;

function answerOf(problem: Problem): string {
  const { status } = problem;
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
