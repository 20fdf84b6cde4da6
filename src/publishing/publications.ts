import type { Pool } from 'pg';
import { SEES_ALL, type Sight, seenSql } from '../access';
import type { Kind, Text } from '../process';

/** Somebody of the log: a person, the product (`system`) or the `command line`. */
export interface Publisher {
  id: string;
  name: string;
}

/** One line of the log: a version was put in force. */
export interface Publication {
  version: number;
  at: Date;
  author: Publisher;
  approver: Publisher;
  note: string;
  /** The version that was in force before. */
  replaced: number | null;
  how: 'published' | 'brought back';
}

/** A process as it is in force; its open deals are those of all versions. */
export interface ProcessCard {
  key: string;
  version: number;
  kind: Kind;
  name: Text;
  hash: string;
  publishedAt: Date;
  openDeals: number;
}

/** A version, and how many run on it. */
export interface VersionCard extends ProcessCard {
  sourceHash: string;
  current: boolean;
}

/** The processes, by key; of their open deals those that are seen are counted. */
export async function listProcesses(pool: Pool, sight: Sight = SEES_ALL): Promise<ProcessCard[]> {
  const values: unknown[] = [];
  const seen = seenSql(sight, 'instance', 'i', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<ProcessCard>(
    `SELECT v.key, v.version, v.kind, v.definition -> 'name' AS name, v.hash, v.published_at AS "publishedAt",
       (SELECT count(*)::int FROM process_instances i JOIN process_versions o ON o.id = i.version_id
        WHERE o.key = v.key AND i.open AND ${seen}) AS "openDeals"
     FROM current_versions c JOIN process_versions v ON v.id = c.version_id ORDER BY v.key`,
    values,
  );
  return rows;
}

/** The versions of a process, the newest first; none when nothing was published under the key. */
export async function readVersions(pool: Pool, key: string, sight: Sight = SEES_ALL): Promise<VersionCard[]> {
  const values: unknown[] = [key];
  const seen = seenSql(sight, 'instance', 'i', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<VersionCard>(
    `SELECT v.key, v.version, v.kind, v.definition -> 'name' AS name, v.hash, v.source_hash AS "sourceHash",
       v.published_at AS "publishedAt", v.id IS NOT DISTINCT FROM (SELECT version_id FROM current_versions c WHERE c.key = v.key) AS current,
       (SELECT count(*)::int FROM process_instances i WHERE i.version_id = v.id AND i.open AND ${seen}) AS "openDeals"
     FROM process_versions v WHERE v.key = $1 ORDER BY v.version DESC`,
    values,
  );
  return rows;
}

/** Far more often than anybody publishes; what is older is in the table. */
const MOST = 500;

const who = (column: string) =>
  `jsonb_build_object('id', ${column}, 'name', coalesce((SELECT name FROM people WHERE id::text = ${column}), ''))`;

/** What was put in force under a key, the last first. */
export async function publicationsOf(pool: Pool, key: string): Promise<Publication[]> {
  const { rows } = await pool.query<Publication>(
    `SELECT v.version, p.at, ${who('p.author')} AS author, ${who('p.approver')} AS approver, p.note, p.replaced, p.how
     FROM publications p JOIN process_versions v ON v.id = p.version_id
     WHERE p.key = $1 ORDER BY p.n DESC LIMIT ${MOST}`,
    [key],
  );
  return rows;
}
