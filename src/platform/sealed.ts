import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble } from './trouble';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed with another key, for somebody else, or changed since. */
export class Unsealable extends Error {
  override readonly name = 'Unsealable';
}

/**
 * Seals a secret of somebody's that has to be used again, such as the password of their calendar (AES-256-GCM). `whose` belongs
 * to it: what was sealed for one is of no use under the name of another.
 */
export function seal(key: Buffer, whose: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(whose));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`;
}

/** @throws Unsealable */
export function unseal(key: Buffer, whose: string, sealed: string): string {
  const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64');
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(whose)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]).toString('utf8');
  } catch {
    throw new Unsealable('It was sealed with another key, or is not whole.');
  }
}

const FILE = 'key';

/**
 * The key that secrets are sealed with: the one that was given, in base64, or the one under `dataDir`, made at random the first
 * time; only the file's owner may read it. Where neither is said there is none: processes on several machines would each make
 * another. @throws Trouble for a key of another length
 */
export function sealingKey({ dataDir, given }: { dataDir?: string; given?: string }): Buffer | undefined {
  const text = given ?? (dataDir === undefined ? undefined : keyIn(dataDir));
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new Trouble(
    `${given === undefined ? `The key under ${dataDir}` : 'DEALWRIGHT_KEY'} must be ${KEY_BYTES} bytes, in base64.`,
    2,
  );
}

function keyIn(dataDir: string): string {
  const file = join(dataDir, FILE);
  if (!existsSync(file)) make(file, dataDir);
  return readFileSync(file, 'utf8');
}

/** Of two that make it at once one comes first, and both go on with that. */
function make(file: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}
