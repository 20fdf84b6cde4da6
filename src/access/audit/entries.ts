import type { Pool } from 'pg';

/** What an entry is of. */
export const AUDIT_ACTS = ['change', 'read', 'refusal'] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

/** What is written down. */
export interface AuditNote {
  /** Epoch milliseconds. */
  at: number;
  /** A person's id; empty for somebody unknown. */
  actor: string;
  act: AuditAct;
  /** Method and address without ids: POST /leads/:id/qualify */
  route: string;
  status: number;
  requestId: string;
  /** Ids, what was asked for, how many were read. It may be about persons, and can be erased. */
  content: Readonly<Record<string, unknown>>;
}

/** Writes an entry. One of a read does not wait for the disk. */
export async function audit(
  pool: Pool,
  { at, actor, act, route, status, requestId, content }: AuditNote,
): Promise<void> {
  await pool.query({
    name: 'audit',
    text: 'SELECT audit($1, $2, $3, $4, $5, $6, $7)',
    values: [new Date(at), actor, act, route, status, requestId, JSON.stringify(content)],
  });
}

/** Chains what is not chained yet; gives the last link and its seal, by which an outside copy can be held against it. */
export async function sealAudit(pool: Pool): Promise<{ link: number; seal: string } | null> {
  const { rows } = await pool.query<{ link: string; seal: Buffer }>('SELECT link, seal FROM seal_audit()');
  const [last] = rows;
  return last ? { link: Number(last.link), seal: last.seal.toString('hex') } : null;
}

/** An entry as it is read. */
export interface AuditEntry {
  n: number;
  at: Date;
  actor: string;
  act: AuditAct;
  route: string;
  status: number | null;
  requestId: string | null;
  /** null: erased. */
  content: string | null;
  salt: Buffer | null;
  contentDigest: Buffer;
  /** null: not sealed yet. */
  link: number | null;
  seal: Buffer | null;
}

export interface AuditFilter {
  actor?: string;
  act?: AuditAct;
  from?: number;
  to?: number;
}

const COLUMNS = `n::float8 AS n, at, actor, act, route, status, request_id AS "requestId", content, salt,
  content_digest AS "contentDigest", link::float8 AS link, seal`;

/** Entries, the newest first, before one of them. */
export async function listAudit(
  pool: Pool,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<AuditEntry[]> {
  const { rows } = await pool.query<AuditEntry>(
    `SELECT ${COLUMNS} FROM audit_entries
     WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR act = $2) AND ($3::timestamptz IS NULL OR at >= $3)
       AND ($4::timestamptz IS NULL OR at < $4) AND ($5::bigint IS NULL OR n < $5) ORDER BY n DESC LIMIT $6`,
    [filter.actor, filter.act, instant(filter.from), instant(filter.to), before, limit],
  );
  return rows;
}

const instant = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at));

const PAGE = 1000;

/** Every sealed entry in the order of the chain, a page at a time. */
export async function* sealedEntries(
  pool: Pick<Pool, 'query'>,
): AsyncGenerator<AuditEntry & { link: number; seal: Buffer }> {
  for (let last = 0; ; ) {
    const { rows } = await pool.query<AuditEntry & { link: number; seal: Buffer }>(
      `SELECT ${COLUMNS} FROM audit_entries WHERE link > $1 ORDER BY link LIMIT $2`,
      [last, PAGE],
    );
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.link ?? last;
  }
}
