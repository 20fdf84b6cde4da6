import type { Pool } from 'pg';
import type { MigrationStatus } from '../../workflows/messages';
import { ms, type Page, type PageRequest, pageOf, startOf } from '../crm';
import type { InstancePlan, Instant, Kind } from '../process';
import type { DealPreview } from '../process/migration/preview';
import type { Planned } from './plan';

/** A migration with how far it has come. */
export interface MigrationCard {
  id: string;
  process: string;
  to: number;
  status: MigrationStatus;
  /** By the number of the version that deals leave. */
  plans: Readonly<Record<string, InstancePlan>>;
  batchSize: number;
  perSecond: number | null;
  batches: number;
  createdBy: { id: string; name: string } | null;
  createdAt: Instant;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  /** Deals by what the preview says, by what became of them (`waiting` until something has), and of those that went back. */
  previewed: Readonly<Record<string, number>>;
  results: Readonly<Record<string, number>>;
  back: Readonly<Record<string, number>>;
}

/** One deal of a migration. */
export interface MigratedDeal {
  instanceId: string;
  kind: Kind;
  number: number | null;
  name: string | null;
  from: number;
  seq: number;
  batch: number | null;
  preview: DealPreview;
  result: string | null;
  reason: unknown;
  migratedSeq: number | null;
  at: Instant | null;
  back: string | null;
  backReason: unknown;
}

/** What a migration is made with beside its plan. */
export interface NewMigration {
  id: string;
  process: string;
  runs: boolean;
  batchSize: number;
  perSecond: number | null;
  createdBy: string | null;
  at: Instant;
}

/** Keeps a migration that is to be previewed; the same id again does nothing. */
export async function keepMigration(pool: Pool, made: NewMigration, { toVersionId, from }: Planned): Promise<void> {
  const plans = Object.fromEntries(from.map(({ versionId, plan }) => [versionId, plan]));
  await pool.query(
    `INSERT INTO deal_migrations (id, process, to_version_id, plans, status, runs, batch_size, per_second, created_by, created_at)
     VALUES ($1, $2, $3, $4, 'previewing', $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      ...[made.id, made.process, toVersionId, JSON.stringify(plans), made.runs, made.batchSize],
      ...[made.perSecond, made.createdBy, new Date(made.at)],
    ],
  );
}

/** null when there is no such migration. */
export async function readMigration(pool: Pool, id: string): Promise<MigrationCard | null> {
  const { rows } = await pool.query<MigrationCard>(cardSql('m.id = $1'), [id]);
  return rows[0] ?? null;
}

const NEWEST = 50;

/** The migrations of a process, the newest first. */
export async function listMigrations(pool: Pool, process: string): Promise<MigrationCard[]> {
  const { rows } = await pool.query<MigrationCard>(
    `${cardSql('m.process = $1')} ORDER BY m.created_at DESC, m.id LIMIT ${NEWEST}`,
    [process],
  );
  return rows;
}

const counts = (what: string, of: string): string =>
  `(SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (
     SELECT ${what} AS k, count(*)::int AS n FROM deal_migration_rows r WHERE r.migration_id = m.id AND ${of} GROUP BY 1) c)`;

const cardSql = (condition: string): string => `
  SELECT m.id, m.process, t.version AS "to", m.status, m.batch_size AS "batchSize", m.per_second AS "perSecond",
    (SELECT jsonb_object_agg(f.version, p.value) FROM jsonb_each(m.plans) p JOIN process_versions f ON f.id = p.key::uuid) AS plans,
    (SELECT coalesce(max(batch), 0) FROM deal_migration_rows r WHERE r.migration_id = m.id) AS batches,
    CASE WHEN w.id IS NOT NULL THEN jsonb_build_object('id', w.id, 'name', w.name) END AS "createdBy",
    ${ms('m.created_at')} AS "createdAt", ${ms('m.started_at')} AS "startedAt", ${ms('m.finished_at')} AS "finishedAt",
    ${counts(`r.preview ->> 'becomes'`, 'true')} AS previewed,
    ${counts(`coalesce(r.result, 'waiting')`, 'true')} AS results,
    ${counts('r.back', 'r.back IS NOT NULL')} AS back
  FROM deal_migrations m JOIN process_versions t ON t.id = m.to_version_id LEFT JOIN people w ON w.id = m.created_by
  WHERE ${condition}`;

/** Which deals of a migration are asked for. */
export interface DealFilter {
  becomes?: string;
  /** `waiting`: none yet. */
  result?: string;
  back?: string;
  batch?: number;
}

/** The deals of a migration with their previews and results. */
export async function listMigratedDeals(
  pool: Pool,
  id: string,
  filter: DealFilter,
  page: PageRequest,
  now: Instant,
): Promise<Page<MigratedDeal>> {
  const question = { id, ...filter };
  const start = startOf(page, question, now);
  const { becomes = null, result = null, back = null, batch = null } = filter;
  const [after = '00000000-0000-0000-0000-000000000000'] = start.after;
  const { rows } = await pool.query<MigratedDeal>(DEALS, [id, becomes, result, back, batch, after, page.limit + 1]);
  return pageOf(rows, page, start.asOf, question, (row) => [row.instanceId]);
}

const DEALS = `
  SELECT r.instance_id AS "instanceId", r.kind, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name, f.version AS "from",
    r.seq, r.batch, r.preview, r.result, r.reason, r.migrated_seq AS "migratedSeq", ${ms('r.at')} AS at, r.back, r.back_reason AS "backReason"
  FROM deal_migration_rows r JOIN process_versions f ON f.id = r.from_version_id
  LEFT JOIN sales s ON s.id = r.instance_id LEFT JOIN leads l ON l.id = r.instance_id
  WHERE r.migration_id = $1 AND ($2::text IS NULL OR r.preview ->> 'becomes' = $2)
    AND ($3::text IS NULL OR coalesce(r.result, 'waiting') = $3) AND ($4::text IS NULL OR r.back = $4)
    AND ($5::int IS NULL OR r.batch = $5) AND r.instance_id > $6
  ORDER BY r.instance_id LIMIT $7`;
