import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';
import { ms, ref } from '../crm';
import type { Instant, Kind, Text } from '../process';
import { beginningOf, kindOfNotice, type NoticeKind } from './kinds';

/** A word to one person. */
export interface NoticeCard {
  id: string;
  kind: NoticeKind;
  code: string;
  subject: string;
  /** Said in full, in each language. */
  words: Text;
  at: Instant;
  /** From when on it is shown: later than `at` where it was put off. */
  shownAt: Instant;
  readAt: Instant | null;
  /** How many notices about the same thing it stands for. */
  times: number;
  /** Null for what is about none, and for one outside of its reader's sight. */
  instance: { id: string; kind: Kind; number: number; name: string } | null;
  /** The interaction that a reminder is about. */
  interactionId: string | null;
  /** Whom it is about, where its reader sees them. */
  client: { kind: 'account' | 'contact'; id: string; name: string } | null;
}

/** What a notice's row gives; `task` is what the task is called that it is about. */
export interface NoticeRow extends Omit<NoticeCard, 'kind' | 'words' | 'instance' | 'client'> {
  instanceId: string | null;
  instanceKind: Kind | null;
  number: number | null;
  name: string | null;
  task: Text | null;
  /** Whom it, or its interaction, is with. */
  contact: { id: string; name: string } | null;
  account: { id: string; name: string } | null;
  /** How an installation wants notices to begin, by code. */
  says?: Readonly<Record<string, Text>> | undefined;
}

/** The columns and joins of a notice `n`, with as much of its lead or sale, and of its client, as `sight` sees. */
export const noticeSql = (sight: Sight, bind: Bind): string => `
  SELECT n.id, n.code, n.subject, ${ms('n.at')} AS at, ${ms('n.shown_at')} AS "shownAt", ${ms('n.read_at')} AS "readAt", n.times,
    n.interaction_id AS "interactionId",
    i.id AS "instanceId", i.kind AS "instanceKind", coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name,
    coalesce((v.definition #> ARRAY['stages', t.stage, 'tasks', t.task, 'name'])::jsonb, jsonb_build_object('en', t.title, 'ru', t.title)) AS task,
    ${ref('c')} AS contact, ${ref('a')} AS account
  FROM notifications n
  LEFT JOIN process_instances i ON i.id = n.instance_id AND ${seenSql(sight, 'instance', 'i', bind)}
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  LEFT JOIN tasks t ON t.instance_id = i.id AND t.key = n.subject
  LEFT JOIN process_versions v ON v.id = i.version_id
  LEFT JOIN interactions x ON x.id = n.interaction_id
  LEFT JOIN contacts c ON c.id = coalesce(x.contact_id, n.contact_id) AND ${seenSql(sight, 'contact', 'c', bind)}
  LEFT JOIN accounts a ON a.id = coalesce(x.account_id, n.account_id) AND ${seenSql(sight, 'account', 'a', bind)}`;

/** A notice as its reader sees it. */
export function noticeOf({
  instanceId,
  instanceKind,
  number,
  name,
  task,
  contact,
  account,
  says,
  ...row
}: NoticeRow): NoticeCard {
  const known = instanceId !== null && instanceKind !== null;
  const instance = known ? { id: instanceId, kind: instanceKind, number: number ?? 0, name: name ?? '' } : null;
  const { en, ru } = beginningOf(row, says);
  const client = contact
    ? { kind: 'contact' as const, ...contact }
    : account && { kind: 'account' as const, ...account };
  const words = {
    en: joined(en, [
      task?.en && `“${task.en}”`,
      client?.name,
      instance && `“${instance.name}” (no. ${instance.number})`,
    ]),
    ru: joined(ru, [task?.ru && `«${task.ru}»`, client?.name, instance && `«${instance.name}» (№ ${instance.number})`]),
  };
  return { ...row, kind: kindOfNotice(row.code), words, instance, client };
}

function joined(begins: string, about: readonly (string | null | undefined)[]): string {
  const said = about.filter((one): one is string => Boolean(one));
  return said.length > 0 ? `${begins}: ${said.join(', ')}` : begins;
}

/** How many notices somebody has not read, by kind, and how many are put off. */
export async function countNotices(
  pool: Pool,
  personId: string,
  now: Instant,
): Promise<{ unread: number; byKind: Partial<Record<NoticeKind, number>>; snoozed: number }> {
  const { rows } = await pool.query<{ code: string; shown: number; asleep: number }>(
    `SELECT code, (count(*) FILTER (WHERE shown_at <= $2))::int AS shown, (count(*) FILTER (WHERE shown_at > $2))::int AS asleep
     FROM notifications WHERE person_id = $1 AND read_at IS NULL GROUP BY code`,
    [personId, new Date(now)],
  );
  const byKind: Partial<Record<NoticeKind, number>> = {};
  for (const { code, shown } of rows.filter((row) => row.shown > 0))
    byKind[kindOfNotice(code)] = (byKind[kindOfNotice(code)] ?? 0) + shown;
  const sum = (of: 'shown' | 'asleep') => rows.reduce((all, row) => all + row[of], 0);
  return { unread: sum('shown'), byKind, snoozed: sum('asleep') };
}
