import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({ owner: z.string(), api: z.string(), worker: z.string() });

/** Passwords of the embedded PostgreSQL's three logins. */
export type Secrets = z.infer<typeof Secrets>;

const FILE = 'secrets.json';

/** The passwords under `dataDir`, made at random the first time; only the file's owner may read it. */
export function secretsIn(dataDir: string): Secrets {
  const file = join(dataDir, FILE);
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = { owner: aPassword(), api: aPassword(), worker: aPassword() };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file); // whole or not at all, should we be killed here
  return made;
}

const aPassword = () => randomBytes(18).toString('base64url');
