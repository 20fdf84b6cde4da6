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
  /** The newest version of a process, which new instances run on; null when there is none. */
  newest(key: string): Promise<Version | null>;
}

const COLUMNS = `id, key, version, kind, hash, definition, published_at AS "publishedAt"`;

export function createVersions(pool: Pool): Versions {
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
    newest: async (key) => {
      const sql = 'SELECT id FROM process_versions WHERE key = $1 ORDER BY version DESC LIMIT 1';
      const { rows } = await pool.query<{ id: string }>({ name: 'newest-version', text: sql, values: [key] });
      const [row] = rows;
      return row ? ((await all([row.id])).get(row.id) ?? null) : null;
    },
  };
}

/** The processes in their newest version, or all versions of one. */
export async function listVersions(pool: Pool, key?: string): Promise<Version[]> {
  const newest = `SELECT DISTINCT ON (key) ${COLUMNS} FROM process_versions ORDER BY key, version DESC`;
  const ofKey = `SELECT ${COLUMNS} FROM process_versions WHERE key = $1 ORDER BY version DESC`;
  const { rows } = await (key === undefined ? pool.query<Version>(newest) : pool.query<Version>(ofKey, [key]));
  return rows;
}

/** One version with its text; null when there is none. */
export async function readVersion(pool: Pool, key: string, version: number): Promise<VersionText | null> {
  const sql = `SELECT ${COLUMNS}, source FROM process_versions WHERE key = $1 AND version = $2`;
  const { rows } = await pool.query<VersionText>(sql, [key, version]);
  return rows[0] ?? null;
}
