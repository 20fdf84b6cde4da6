import type { Pool } from 'pg';
import type { Instant, Kind } from '../process';
import type { DeadlineKind } from '../process/snapshot';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { ms, type Ref, ref } from './instance-sql';

/** What will happen by itself, and to whom. */
export interface ComingDeadline {
  key: string;
  subject: string;
  kind: DeadlineKind;
  at: Instant;
  instance: { id: string; kind: Kind; number: number; name: string };
  owner: Ref | null;
}

/** The deadlines that fall due up to an instant, the earliest first; those that are late already come first of all. */
export async function comingDeadlines(
  pool: Pool,
  asked: { within: number; owner?: string; page: PageRequest },
  now: Instant,
): Promise<Page<ComingDeadline>> {
  const { within, owner, page } = asked;
  const question = { within, owner: owner ?? null };
  const start = startOf(page, question, now);
  const [at = 0, instance = '00000000-0000-0000-0000-000000000000', key = ''] = start.after;
  const values = [new Date(start.asOf + within), owner ?? null, new Date(Number(at)), instance, key, page.limit + 1];
  const { rows } = await pool.query<Read>(SQL, values);
  const items = rows.map(({ instanceId, instanceKind, number, name, ...deadline }) => ({
    ...deadline,
    instance: { id: instanceId, kind: instanceKind, number, name },
  }));
  return pageOf(items, page, start.asOf, question, (row) => [row.at, row.instance.id, row.key]);
}

type Read = Omit<ComingDeadline, 'instance'> & { instanceId: string; instanceKind: Kind; number: number; name: string };

const SQL = `
  SELECT d.key, d.subject, d.kind, ${ms('d.at')} AS at, ${ref('o')} AS owner, i.id AS "instanceId",
    i.kind AS "instanceKind", coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name
  FROM deadlines d JOIN process_instances i ON i.id = d.instance_id
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  LEFT JOIN people o ON o.id = i.owner_id
  WHERE i.open AND d.at <= $1 AND ($2::uuid IS NULL OR i.owner_id = $2) AND (d.at, d.instance_id, d.key) > ($3, $4::uuid, $5)
  ORDER BY d.at, d.instance_id, d.key LIMIT $6`;
