import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { readConfig } from '../../src/platform/config';
import { atEnd } from './at-end';
import { scratchDir } from './scratch';

/** An S3-compatible server that keeps objects in a folder (Apache 2.0, in Go). It is built from its module once, in some minutes. */
const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const BINARY = join(readConfig().cacheDir, 'versitygw-1.8.0', 'versitygw');
const hasGo = spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;

/** Skips by a name that says what to install; `.ci/run` takes no skipped test. */
export const describeWithS3 =
  existsSync(BINARY) || hasGo
    ? describe
    : (name: string, body: () => void) =>
        describe.skip(`${name} (needs Go, to build an S3 server: https://go.dev/dl)`, body);

/** So long the first test may take that builds it. */
export const BUILD_MS = 15 * 60_000;

/** A bucket on a server of the test's own. */
export interface S3Server {
  endpoint: string;
  bucket: string;
  /** Names of what lies in the bucket. */
  objects(): string[];
  /** Ends it, with all connections. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts one with an empty bucket, and lets this process in by the usual variables. */
export async function startS3Server(): Promise<S3Server> {
  build();
  const [accessKeyId, secretAccessKey, dir] = ['deals', randomUUID(), scratchDir()];
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  mkdirSync(join(dir, 'data'));
  let running: ChildProcess | undefined;
  const stop = async () => {
    const ending = running;
    running = undefined;
    if (!ending || ending.exitCode !== null) return;
    const over = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await over;
  };
  atEnd(stop);
  const start = async () => {
    const given = ['--access', accessKeyId, '--secret', secretAccessKey, '--port', `127.0.0.1:${port}`, '--quiet'];
    running = spawn(BINARY, [...given, 'posix', '--sidecar', sidecarOf(dir), join(dir, 'data')], { stdio: 'ignore' });
    for (const end = Date.now() + 30_000; ; await pause(50)) {
      if (
        await fetch(endpoint).then(
          () => true,
          () => false,
        )
      )
        return;
      if (Date.now() > end) throw new Error('The S3 server did not start.');
    }
  };
  await start();
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: 'deals' }));
  client.destroy();
  const objects = () =>
    readdirSync(join(dir, 'data', 'deals'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(dir, 'data', 'deals', name)).isFile(),
    );
  return { endpoint, bucket: 'deals', objects, stop, start };
}

/** What it knows of objects beside their bytes lies there: not each folder can keep attributes of files. */
function sidecarOf(dir: string): string {
  const sidecar = join(dir, 'sidecar');
  mkdirSync(sidecar, { recursive: true });
  return sidecar;
}

/** Whole or not at all, should somebody else build it too. */
function build(): void {
  if (existsSync(BINARY)) return;
  const into = `${BINARY}-${randomUUID()}`;
  mkdirSync(into, { recursive: true });
  try {
    execFileSync('go', ['install', '-trimpath', MODULE], {
      env: { ...process.env, GOBIN: into },
      stdio: 'ignore',
      timeout: BUILD_MS,
    });
    renameSync(join(into, 'versitygw'), BINARY);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
