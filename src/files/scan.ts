import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** What a scanner says of a file. `away`: it could not be asked, or did not say; such a file is not given out. */
export type Verdict = { was: 'clean' } | { was: 'found'; what: string } | { was: 'away'; why: string };

export type Scan = (content: Readable) => Promise<Verdict>;

/** From one word of the scanner or one piece that it takes to the next. */
const SILENT_MS = 60_000;
const PIECE_HEAD_BYTES = 4;
const ANSWER_BYTES = 4096;

/** Where a scanner listens: `clamd://host:3310`, or `clamd:///run/clamav/clamd.ctl` for a socket of this machine. */
export function scannerAt(address: string): NetConnectOpts {
  const url = new URL(address);
  if (url.hostname === '') return { path: decodeURIComponent(url.pathname) };
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 3310) };
}

/** Asks a scanner that speaks as ClamAV's daemon does: the bytes go over the line (INSTREAM), so that it need not see our disk. */
export const createScan =
  (at: NetConnectOpts, silentMs = SILENT_MS): Scan =>
  async (content) => {
    const socket = connect(at);
    socket.setTimeout(silentMs, () => socket.destroy(new Error('it says nothing')));
    try {
      const answer = answerOf(socket);
      answer.catch(() => undefined); // told below, or by what failed before it
      await Promise.race([send(socket, content), answer]);
      return verdictIn(await answer);
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      return { was: 'away', why: code ?? message ?? 'error' };
    } finally {
      content.destroy();
      socket.destroy();
    }
  };

async function send(socket: Socket, content: Readable): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'));
  for await (const piece of content as AsyncIterable<Buffer>) {
    const head = Buffer.alloc(PIECE_HEAD_BYTES);
    head.writeUInt32BE(piece.length);
    await write(socket, head);
    await write(socket, piece);
  }
  await write(socket, Buffer.alloc(PIECE_HEAD_BYTES));
}

const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });

const answerOf = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    socket.on('data', (piece: Buffer) => {
      said += piece.toString('latin1');
      if (said.includes('\0') || said.length > ANSWER_BYTES) resolve(said.split('\0')[0] ?? '');
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('it hung up')));
  });

/** Clean is one answer and no other. */
function verdictIn(said: string): Verdict {
  if (said === 'stream: OK') return { was: 'clean' };
  const found = /^stream: (.{1,200}) FOUND$/.exec(said)?.[1];
  if (found !== undefined) return { was: 'found', what: found };
  if (/size limit exceeded/i.test(said)) return { was: 'found', what: 'more than the scanner looks at' };
  return { was: 'away', why: 'it answered neither OK nor FOUND' };
}
