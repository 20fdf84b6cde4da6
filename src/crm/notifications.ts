import type { Pool } from 'pg';
import type { Instant, Kind } from '../process';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { ms } from './instance-sql';

/** A word to one person. Screens word its code in their language. */
export interface NotificationCard {
  id: string;
  code: string;
  subject: string;
  at: Instant;
  readAt: Instant | null;
  instance: { id: string; kind: Kind; number: number; name: string };
}

/** One person's notifications, the newest first. */
export async function listNotifications(
  pool: Pool,
  asked: { personId: string; unread: boolean; page: PageRequest },
  now: Instant,
): Promise<Page<NotificationCard>> {
  const { personId, unread, page } = asked;
  const question = { personId, unread };
  const start = startOf(page, question, now);
  const [at, id] = start.after;
  const values = [personId, new Date(start.asOf), unread, start.first ? null : new Date(Number(at)), id ?? null];
  const { rows } = await pool.query<Read>(SQL, [...values, page.limit + 1]);
  const items = rows.map(({ instanceId, kind, number, name, ...one }) => ({
    ...one,
    instance: { id: instanceId, kind, number, name },
  }));
  return pageOf(items, page, start.asOf, question, (row) => [row.at, row.id]);
}

type Read = Omit<NotificationCard, 'instance'> & { instanceId: string; kind: Kind; number: number; name: string };

const SQL = `
  SELECT n.id, n.code, n.subject, ${ms('n.at')} AS at, ${ms('n.read_at')} AS "readAt", i.id AS "instanceId", i.kind,
    coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name
  FROM notifications n JOIN process_instances i ON i.id = n.instance_id
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  WHERE n.person_id = $1 AND n.at <= $2 AND (NOT $3 OR n.read_at IS NULL)
    AND ($4::timestamptz IS NULL OR (n.at, n.id) < ($4, $5::uuid))
  ORDER BY n.at DESC, n.id DESC LIMIT $6`;

/** Marks one person's notifications as read, those given or all up to now. Gives how many were not read before. */
export async function markRead(
  pool: Pool,
  { personId, ids }: { personId: string; ids?: readonly string[] },
  now: Instant,
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE notifications SET read_at = $2
     WHERE person_id = $1 AND read_at IS NULL AND at <= $2 AND ($3::uuid[] IS NULL OR id = ANY($3))`,
    [personId, new Date(now), ids ?? null],
  );
  return rowCount ?? 0;
}
