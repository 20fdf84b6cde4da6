import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createScan } from '../../src/files/scan';
import { atEnd } from './at-end';
import { scratchDir } from './scratch';

/** What the scanners of tests find: nothing that harms, and nothing that another scanner looks for. */
export const BAD = 'DEALWRIGHT-TEST-SIGNATURE-7f31c0de';

const CLAMD = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find(existsSync);

export interface Scanner {
  /** As DEALWRIGHT_SCANNER takes it. */
  address: string;
  /** What it does with what it gets. */
  does(what: 'look' | 'nothing' | 'hang up' | 'fault' | 'limit'): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A scanner on this machine that speaks as ClamAV's daemon does, and can be told to fail. */
export async function fakeScanner(): Promise<Scanner> {
  let how: Parameters<Scanner['does']>[0] = 'look';
  let port = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    let got = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      got = Buffer.concat([got, piece]);
      if (how === 'hang up') socket.destroy();
      if (how === 'limit') socket.end('INSTREAM size limit exceeded. ERROR\0');
      const content = streamed(got);
      if (content === null || how === 'nothing') return;
      if (how === 'fault') socket.end('stream: Malformed database ERROR\0');
      if (how === 'look') socket.end(content.includes(BAD) ? 'stream: Test.Signature FOUND\0' : 'stream: OK\0');
    });
  });
  const start = () =>
    new Promise<void>((resolve) =>
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      }),
    );
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  await start();
  atEnd(() => (server.listening ? stop() : undefined));
  return { address: `clamd://127.0.0.1:${port}`, does: (what) => (how = what), stop, start };
}

/** The content of an INSTREAM command; null until its end has come. */
function streamed(got: Buffer): Buffer | null {
  const head = 'zINSTREAM\0';
  if (got.subarray(0, head.length).toString() !== head) return null;
  const pieces: Buffer[] = [];
  for (let at = head.length; at + 4 <= got.length; ) {
    const length = got.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(got.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

/** Skips by a name that says what to install. */
export const describeWithClamd =
  CLAMD !== undefined
    ? describe
    : (name: string, body: () => void) => describe.skip(`${name} (needs ClamAV: apt-get install clamav-daemon)`, body);

/** ClamAV's own daemon, on a socket of the test's own, with one signature: that of `BAD`. Gives its address. */
export async function startClamd(): Promise<string> {
  const dir = scratchDir();
  const [signatures, socket] = [join(dir, 'signatures'), join(dir, 'clamd.sock')];
  mkdirSync(signatures);
  writeFileSync(join(signatures, 'test.ndb'), `Test.Signature:0:*:${Buffer.from(BAD).toString('hex')}\n`);
  const lines = [
    `DatabaseDirectory ${signatures}`,
    `LocalSocket ${socket}`,
    'Foreground yes',
    `TemporaryDirectory ${dir}`,
    'StreamMaxLength 1M',
  ];
  writeFileSync(join(dir, 'clamd.conf'), `${lines.join('\n')}\n`);
  const running: ChildProcess = spawn(CLAMD ?? 'clamd', ['--config-file', join(dir, 'clamd.conf')], {
    stdio: 'ignore',
  });
  atEnd(() => {
    running.kill('SIGKILL');
  });
  const scan = createScan({ path: socket });
  for (const end = Date.now() + 30_000; ; await pause(100)) {
    if ((await scan(Readable.from([Buffer.from('ping')]))).was === 'clean') return `clamd://${socket}`;
    if (Date.now() > end) throw new Error('ClamAV did not start.');
  }
}
