import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { SignIn } from '../../activities/sample/make-sample';
import { authenticate, createToken } from '../access';
import type { Installation, SampleCompany } from './parts';

const FILE = 'sample-tokens.json';
const Kept = z.array(z.object({ personId: z.string(), token: z.string() }));

/**
 * A token for each of the sample people: the tables hold hashes only, so the texts are kept in a file that only its
 * owner may read, and given again on later starts. Whoever has none there that still opens gets a new one.
 */
export async function tokensOf(
  pool: Pool,
  people: readonly SignIn[],
  dataDir: string,
  now: number,
): Promise<SampleCompany['tokens']> {
  const file = join(dataDir, FILE);
  const kept = new Map(read(file).map((one) => [one.personId, one.token]));
  const tokens: { personId: string; person: string; role: string; token: string }[] = [];
  for (const { personId, name, role } of people) {
    const known = kept.get(personId);
    const opens = known !== undefined && (await authenticate(pool, known, now))?.id === personId;
    const token = opens ? known : await createToken(pool, { personId, label: 'sample company' });
    tokens.push({ personId, person: name, role, token });
  }
  if (tokens.some((one) => kept.get(one.personId) !== one.token)) keep(file, tokens);
  return tokens.map(({ person, role, token }) => ({ person, role, token }));
}

/** What an earlier start kept; a torn or foreign file counts as none. */
function read(file: string): z.infer<typeof Kept> {
  if (!existsSync(file)) return [];
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

function keep(file: string, tokens: z.infer<typeof Kept>): void {
  const text = `${JSON.stringify(
    tokens.map(({ personId, token }) => ({ personId, token })),
    null,
    2,
  )}\n`;
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file); // whole or not at all, should we be killed here
}

/** Whether API, database and engine are reached from this machine only: tokens that are shown are for nobody else. */
export function isOnLoopback({ config, urls, temporal }: Pick<Installation, 'config' | 'urls' | 'temporal'>): boolean {
  const hosts = [config.api.host, new URL(urls.worker || urls.api).hostname, temporal.address.replace(/:\d+$/, '')];
  return hosts.every((host) => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host));
}
