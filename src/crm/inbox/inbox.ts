import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant, Kind, Snapshot } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref, ref } from '../instance-sql';
import type { Version, Versions } from '../versions';
import { type InboxFilter, mineSql, URGENCIES, type Urgency, type Worker } from './mine-sql';
import { workingLeft } from './working-left';

/** Whom a deal is about, as far as a name and an address are known. */
export interface CustomerContact {
  /** null: it is only written on a lead. */
  id: string | null;
  name: string | null;
  phone: string | null;
  email: string | null;
}

/** A task in somebody's inbox, with what they need to do it. */
export interface InboxRow {
  id: string;
  key: string;
  /** Of a task that was added by hand. */
  title: string | null;
  urgency: Urgency;
  assignee: Ref | null;
  queue: { role: string } | { team: string } | null;
  openedAt: Instant;
  dueAt: Instant | null;
  /** A task without a limit of its own is due when its stage is. */
  dueOf: 'task' | 'stage' | null;
  /** Until it is due, in the calendar that the process counts in; negative once it is late. null: not due at all. */
  workingMsLeft: number | null;
  snoozedUntil: Instant | null;
  comments: number;
  instance: {
    id: string;
    kind: Kind;
    number: number;
    name: string;
    owner: Ref | null;
    seq: number;
    rating: string | null;
  };
  account: Ref | null;
  /** Not told of a deal that somebody could claim and does not see. */
  contact: CustomerContact | null;
  /** Whether the worker is above the owner. */
  manages: boolean;
  snapshot: Snapshot;
  version: Version;
}

type Read = Omit<InboxRow, 'urgency' | 'queue' | 'workingMsLeft' | 'instance' | 'contact' | 'version'> & {
  urgency: number;
  queueRole: string | null;
  queueTeam: string | null;
  instanceId: string;
  kind: Kind;
  number: number;
  name: string;
  owner: Ref | null;
  seq: number;
  rating: string | null;
  versionId: string;
  ownersCalendar: string;
  contactId: string | null;
  contactName: string | null;
  phone: string | null;
  email: string | null;
  seen: boolean;
  sortKey: (string | number)[];
};

/**
 * What the process wants from somebody: escalated and overdue first, then due soon, then by the due instant; of those, the larger
 * deal, the better rating, the older task. Nothing leaves it by age. Whatever somebody's sight, their own tasks and those that
 * they may claim are in it.
 */
export async function readInbox(
  { pool, versions }: { pool: Pool; versions: Versions },
  asked: { worker: Worker; sight: Sight; filter: InboxFilter; page: PageRequest },
  now: Instant,
): Promise<Page<InboxRow>> {
  const { worker, sight, filter, page } = asked;
  const question = { worker: worker.id, ...filter };
  const start = startOf(page, question, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const after = start.first
    ? ''
    : ` AND ${ORDER} > (${start.after.map((one, n) => bind(one) + (TYPES[n] ?? '')).join(', ')})`;
  const mine = mineSql(worker, filter, start.asOf, bind) + after;
  const sql = detailsSql(mine, {
    me: bind(worker.id),
    seen: seenSql(sight, 'instance', 'i', bind),
    limit: bind(page.limit + 1),
  });
  const { rows } = await pool.query<Read>(sql, values);
  const read = pageOf(rows, page, start.asOf, question, (row) => row.sortKey);
  const total = page.count ? await count(pool, worker, filter, start.asOf) : undefined;
  const known = await versions.all(read.items.map((row) => row.versionId));
  const left = await workingLeft(pool, start.asOf);
  const items = read.items.flatMap((row) => itemOf(row, known.get(row.versionId), left));
  return { ...read, items, ...(total === undefined ? {} : { total }) };
}

async function count(pool: Pool, worker: Worker, filter: InboxFilter, asOf: Instant): Promise<number> {
  const values: unknown[] = [];
  const mine = mineSql(worker, filter, asOf, (value) => `$${values.push(value)}`);
  return (await pool.query<{ total: number }>(`SELECT count(*)::int AS total ${mine}`, values)).rows[0]?.total ?? 0;
}

function itemOf(row: Read, version: Version | undefined, left: Awaited<ReturnType<typeof workingLeft>>): InboxRow[] {
  if (!version) return [];
  const {
    instanceId,
    kind,
    number,
    name,
    owner,
    seq,
    rating,
    queueRole,
    queueTeam,
    contactId,
    contactName,
    phone,
    email,
    ...rest
  } = row;
  const { versionId: _version, ownersCalendar, seen, sortKey: _key, urgency, ...task } = rest;
  const known = contactId !== null || contactName !== null || phone !== null || email !== null;
  const told = task.assignee !== null || seen;
  return [
    {
      ...task,
      urgency: URGENCIES[urgency] ?? 'on time',
      queue: queueRole !== null ? { role: queueRole } : queueTeam !== null ? { team: queueTeam } : null,
      workingMsLeft: task.dueAt === null ? null : left(version.definition, ownersCalendar, task.dueAt),
      instance: { id: instanceId, kind, number, name, owner, seq, rating },
      contact: known && told ? { id: contactId, name: contactName, phone, email } : null,
      version,
    },
  ];
}

const ORDER = '(u.urgency, u.due, u.money, u.rating, t.opened_at, t.id)';
const TYPES = ['::int', '::timestamptz', '::bigint', '::int', '::timestamptz', '::uuid'];

/** The page is cut before anything large is read. */
const detailsSql = (mine: string, { me, seen, limit }: { me: string; seen: string; limit: string }): string => `
  WITH page AS (
    SELECT t.id, d.due, u.urgency, z.until, row_number() OVER (ORDER BY ${ORDER}) AS n,
      jsonb_build_array(u.urgency, u.due::text, u.money::text, u.rating, t.opened_at::text, t.id) AS "sortKey"
    ${mine} ORDER BY ${ORDER} LIMIT ${limit})
  SELECT t.id, t.key, t.title, page.urgency, ${ref('o')} AS assignee, t.queue_role AS "queueRole", t.queue_team AS "queueTeam",
    ${ms('t.opened_at')} AS "openedAt", ${ms('page.due')} AS "dueAt",
    CASE WHEN page.due IS NULL THEN NULL WHEN t.due_at IS NULL THEN 'stage' ELSE 'task' END AS "dueOf",
    ${ms('page.until')} AS "snoozedUntil", (SELECT count(*)::int FROM task_comments k WHERE k.task_id = t.id) AS comments,
    i.id AS "instanceId", i.kind, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name, ${ref('w')} AS owner,
    i.seq, i.rating, i.version_id AS "versionId", calendar_of(i.owner_id) AS "ownersCalendar", i.snapshot, ${ref('a')} AS account,
    c.id AS "contactId", coalesce(l.person_name, c.name) AS "contactName", coalesce(l.phone, c.phone) AS phone,
    coalesce(l.email, c.email) AS email, ${seen} AS seen, is_above(${me}::uuid, i.owner_id) AS manages, page."sortKey"
  FROM page JOIN tasks t ON t.id = page.id JOIN process_instances i ON i.id = t.instance_id
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  LEFT JOIN accounts a ON a.id = coalesce(s.account_id, l.account_id)
  LEFT JOIN contacts c ON c.id = coalesce(s.contact_id, l.contact_id)
  LEFT JOIN people o ON o.id = t.assignee_id LEFT JOIN people w ON w.id = i.owner_id
  ORDER BY page.n`;
