import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { ms } from '../crm';
import { newSecret } from '../outbound';
import type { Instant } from '../process';
import { type Configured, configured, type Settings, type SourceKind } from './settings';

/** Who may send something in. `secret` leaves the server once, when it is made. */
export type InboundSource = Configured & {
  id: string;
  name: string;
  active: boolean;
  createdAt: Instant;
  /** What came of reading its mailbox last, where it has one. */
  mailbox: { polledAt: Instant; fineAt: Instant | null; trouble: string | null } | null;
};

type Row = Omit<InboundSource, 'settings'> & { settings: unknown; secret: string };

const SELECT = `SELECT s.id, s.name, s.kind, s.settings, s.active, s.secret, ${ms('s.created_at')} AS "createdAt",
  CASE WHEN p.source_id IS NOT NULL THEN jsonb_build_object(
    'polledAt', ${ms('p.polled_at')}, 'fineAt', ${ms('p.fine_at')}, 'trouble', p.trouble) END AS mailbox
  FROM inbound_sources s LEFT JOIN mailbox_polls p ON p.source_id = s.id WHERE s.removed_at IS NULL`;

function sourceOf({ secret: _, kind, settings, ...row }: Row): InboundSource {
  return { ...row, ...configured(kind, settings) } as InboundSource;
}

/** All sources, by name. */
export async function listSources(pool: Pool): Promise<InboundSource[]> {
  const { rows } = await pool.query<Row>(`${SELECT} ORDER BY s.name`);
  return rows.map(sourceOf);
}

/** A source by its name, with what it signs with: for checking what comes in under it, and for nothing else. */
export async function knockedAt(pool: Pool, name: string): Promise<{ source: InboundSource; secret: string } | null> {
  const { rows } = await pool.query<Row>({ name: 'inbound source', text: `${SELECT} AND s.name = $1`, values: [name] });
  return rows[0] ? { source: sourceOf(rows[0]), secret: rows[0].secret } : null;
}

/** A source by its id, removed ones included: what it sent before is still worked on. */
export async function sourceOfId(pool: Pool, id: string): Promise<InboundSource | null> {
  const { rows } = await pool.query<Row>(`${SELECT.replace('s.removed_at IS NULL', 's.id = $1')}`, [id]);
  return rows[0] ? sourceOf(rows[0]) : null;
}

/** Makes a source. Its secret is given here, and never again. null when the name is taken. */
export async function addSource(
  pool: Pool,
  given: { name: string; kind: SourceKind; settings: Settings; by: string },
  now: Instant,
): Promise<{ source: InboundSource; secret: string } | null> {
  const { name, kind, settings, by } = given;
  const secret = newSecret();
  const { rowCount } = await pool.query(
    `INSERT INTO inbound_sources (id, name, kind, secret, settings, created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING`,
    [newId(), name, kind, secret, JSON.stringify(settings), new Date(now), by],
  );
  return rowCount === 1 ? knockedAt(pool, name) : null;
}

/** Changes a source. null when there is none of that name. */
export async function changeSource(
  pool: Pool,
  name: string,
  { settings, active }: { settings?: Settings | undefined; active?: boolean | undefined },
): Promise<InboundSource | null> {
  await pool.query(
    `UPDATE inbound_sources SET settings = coalesce($2, settings), active = coalesce($3, active)
     WHERE name = $1 AND removed_at IS NULL`,
    [name, settings ? JSON.stringify(settings) : null, active ?? null],
  );
  return (await knockedAt(pool, name))?.source ?? null;
}

/** Gives a source another secret; the old one counts no more. */
export async function renewSecret(pool: Pool, name: string): Promise<string | null> {
  const secret = newSecret();
  const { rowCount } = await pool.query(
    'UPDATE inbound_sources SET secret = $2 WHERE name = $1 AND removed_at IS NULL',
    [name, secret],
  );
  return rowCount === 1 ? secret : null;
}

/** Forgets a source: nothing comes in under its name any more, which is free then. What it sent stays. */
export async function removeSource(pool: Pool, name: string, now: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE inbound_sources SET removed_at = $2, active = false, secret = '', name = name || ' ' || $3
     WHERE name = $1 AND removed_at IS NULL`,
    [name, new Date(now), newId()],
  );
  return rowCount === 1;
}
