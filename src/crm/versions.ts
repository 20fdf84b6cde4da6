import type { Pool } from 'pg';
import type { Definition, Kind } from '../process';

/** A published version of a process. It never changes, so it may be kept. */
export interface Version {
  id: string;
  key: string;
  version: number;
  kind: Kind;
  hash: string;
  definition: Definition;
  publishedAt: Date;
}

/** A version with the text that it was published from. */
export type VersionText = Version & { source: string };

/** The published versions, kept in memory once they were read. */
export interface Versions {
  /** @throws Error for an id that no instance can have. */
  get(id: string): Promise<Version>;
  all(ids: readonly string[]): Promise<ReadonlyMap<string, Version>>;
  /** The version of a process that new instances run on; null when there is none. */
  current(key: string): Promise<Version | null>;
}

const COLUMNS = `id, key, version, kind, hash, definition, published_at AS "publishedAt"`;

/**
 * The id of the version that new instances of a process run on: that of its last publication, which need not be the
 * newest one. Null when nothing is published under the key. Everybody who starts instances asks here.
 */
export async function currentVersionId(db: Pick<Pool, 'query'>, key: string): Promise<string | null> {
  const text = 'SELECT version_id AS id FROM current_versions WHERE key = $1';
  const { rows } = await db.query<{ id: string }>({ name: 'current-version', text, values: [key] });
  return rows[0]?.id ?? null;
}

export function createVersions(pool: Pick<Pool, 'query'>): Versions {
  const known = new Map<string, Version>();
  const keep = (version: Version) => {
    known.set(version.id, version);
    return version;
  };
  const all = async (ids: readonly string[]) => {
    const missing = [...new Set(ids)].filter((id) => !known.has(id));
    if (missing.length > 0) {
      const sql = `SELECT ${COLUMNS} FROM process_versions WHERE id = ANY($1)`;
      (await pool.query<Version>(sql, [missing])).rows.forEach(keep);
    }
    return known;
  };
  return {
    all,
    get: async (id) => {
      const version = (await all([id])).get(id);
      if (!version) throw new Error(`There is no process version ${id}.`);
      return version;
    },
    current: async (key) => {
      const id = await currentVersionId(pool, key);
      return id === null ? null : ((await all([id])).get(id) ?? null);
    },
  };
}

/** One version with its text; null when there is none. */
export async function readVersion(pool: Pool, key: string, version: number): Promise<VersionText | null> {
  const sql = `SELECT ${COLUMNS}, source FROM process_versions WHERE key = $1 AND version = $2`;
  const { rows } = await pool.query<VersionText>(sql, [key, version]);
  return rows[0] ?? null;
}
