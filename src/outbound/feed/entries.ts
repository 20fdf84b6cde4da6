import type { Pool } from 'pg';
import type { Instant, Kind, Text } from '../../process';

/** The lead or sale that something in a calendar belongs to. Its name is null where the reader does not see it. */
export interface FeedDeal {
  kind: Kind;
  number: number;
  name: string | null;
}

/** A task that is due, or a contact that is planned or was held as planned. */
export type FeedEntry =
  | { what: 'task'; id: string; name: Text | string; dueAt: Instant; madeAt: Instant; deal: FeedDeal }
  | {
      what: 'contact';
      id: string;
      kind: string;
      subject: string;
      from: Instant;
      until: Instant | null;
      place: string | null;
      revision: number;
      changedAt: Instant;
      deal: FeedDeal | null;
      contact: string | null;
    };

/** Whose entries, and which leads and sales `i` they see, as SQL. */
export interface FeedReader {
  personId: string;
  seen: (bind: (value: unknown) => string) => string;
}

/** So much of each a calendar can hold: what is due last goes first. */
const MOST = 2000;
/** Contacts that were held stay so long. */
const PAST_MS = 30 * 24 * 60 * 60 * 1000;

/** What belongs into somebody's calendar, by time: their open tasks that are due, and contacts that they hold or take part in. */
export async function feedEntries(pool: Pool, reader: FeedReader, now: Instant): Promise<FeedEntry[]> {
  const [tasks, contacts] = await Promise.all([tasksOf(pool, reader), contactsOf(pool, reader, now)]);
  return [...tasks, ...contacts];
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

const DEALS = `LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id`;

const dealSql = (seen: string) =>
  `jsonb_build_object('kind', i.kind, 'number', coalesce(s.number, l.number),
    'name', CASE WHEN ${seen} THEN coalesce(s.title, l.topic) END)`;

async function tasksOf(pool: Pool, { personId, seen }: FeedReader): Promise<FeedEntry[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<FeedEntry>(
    `SELECT 'task' AS what, t.id, ${ms('t.due_at')} AS "dueAt", ${ms('t.opened_at')} AS "madeAt", ${dealSql(seen(bind))} AS deal,
       coalesce((v.definition::jsonb #> ARRAY['stages', t.stage, 'tasks', t.task, 'name']), to_jsonb(coalesce(t.title, t.key))) AS name
     FROM tasks t JOIN process_instances i ON i.id = t.instance_id JOIN process_versions v ON v.id = i.version_id ${DEALS}
     WHERE t.assignee_id = ${bind(personId)} AND t.status = 'open' AND t.due_at IS NOT NULL
     ORDER BY t.due_at DESC, t.id LIMIT ${MOST}`,
    values,
  );
  return rows.reverse();
}

async function contactsOf(pool: Pool, { personId, seen }: FeedReader, now: Instant): Promise<FeedEntry[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const me = bind(personId);
  const { rows } = await pool.query<FeedEntry>(
    `SELECT 'contact' AS what, x.id, x.kind, x.subject, x.place, x.revision, c.name AS contact,
       ${ms("CASE x.status WHEN 'held' THEN x.at ELSE x.planned_for END")} AS "from",
       ${ms("CASE x.status WHEN 'held' THEN x.at + (x.planned_until - x.planned_for) ELSE x.planned_until END")} AS until,
       ${ms('coalesce(x.updated_at, x.created_at)')} AS "changedAt",
       CASE WHEN i.id IS NOT NULL THEN ${dealSql(seen(bind))} END AS deal
     FROM interactions x LEFT JOIN process_instances i ON i.id = x.instance_id ${DEALS} LEFT JOIN contacts c ON c.id = x.contact_id
     WHERE (x.status = 'planned' OR (x.status = 'held' AND x.planned_for IS NOT NULL AND x.at > ${bind(new Date(now - PAST_MS))}))
       AND (coalesce(x.responsible_id, x.author_id) = ${me}
         OR EXISTS (SELECT 1 FROM interaction_participants p WHERE p.interaction_id = x.id AND p.person_id = ${me}))
     ORDER BY x.planned_for DESC, x.id LIMIT ${MOST}`,
    values,
  );
  return rows.reverse();
}
