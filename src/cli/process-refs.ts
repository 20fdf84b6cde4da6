import { existsSync } from 'node:fs';
import { createVersions, readVersion, type VersionText } from '../crm';
import type { Config } from '../platform/config';
import { createPool, type Pool } from '../platform/database';
import { locateDatabase } from '../platform/servers';
import { Trouble } from '../platform/trouble';

/** A version as people write it: `standard-sale@2`, or `standard-sale` for the one in force. */
export interface Ref {
  key: string;
  version: number | null;
}

const REF = /^([a-z][a-z0-9-]*)(?:@([1-9][0-9]{0,8}))?$/;

/** @throws Trouble for what names no version */
export function refOf(text: string): Ref {
  const found = REF.exec(text);
  if (!found?.[1]) throw new Trouble(`"${text}" names no process: write one as standard-sale, or standard-sale@2.`, 2);
  return { key: found[1], version: found[2] === undefined ? null : Number(found[2]) };
}

/** Whether an argument means a file, and not a version: it is there, or it cannot be a version's name. */
export const isFile = (text: string): boolean => text === '-' || existsSync(text) || !REF.test(text);

/** Reads a version with its text. @throws Trouble when there is none */
export async function readRef(pool: Pool, { key, version }: Ref): Promise<VersionText> {
  const number = version ?? (await createVersions(pool).current(key))?.version;
  const found = number === undefined ? null : await readVersion(pool, key, number);
  if (found) return found;
  throw new Trouble(
    version === null
      ? `No process "${key}" is published. What there is: dealwright process list`
      : `"${key}" has no version ${version}. What there is: dealwright process show ${key}`,
    1,
  );
}

/** Hands on connections to the database of this installation, with the workers' login. */
export async function withDatabase<T>(config: Config, act: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(locateDatabase(config).worker, { max: 2 });
  try {
    return await act(pool);
  } finally {
    await pool.end();
  }
}
