import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { type Narrow, narrowEitherSql } from '../question';

/** By what it came: the telephone system, a call that somebody wrote down, mail, a form, a lead that somebody noted. */
export const CHANNELS = ['call', 'phone', 'e-mail', 'form', 'by hand'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Answered; waiting, since its lead or sale is open or there is none; over without an answer. */
export const ANSWERED = ['answered', 'waiting', 'over'] as const;
export type Answered = (typeof ANSWERED)[number];

/**
 * What came in, each with who answered it first and when, as a table `dealt`, of what `sight` sees. Answered is what somebody
 * of ours did next with the same person, or on the same lead or sale (and the sale that it became): a call or mail of ours, a
 * meeting, a visit. A call that was taken is answered at once; a call that its own owner wrote down too. Where it is narrowed, what
 * belongs to no lead or sale is left out.
 */
export function incomingSql(
  sight: Sight,
  { from, to, narrow = {} }: { from: Instant; to: Instant; narrow?: Narrow | undefined },
  bind: Bind,
): string {
  const span = (column: string) => `${column} >= ${bind(new Date(from))} AND ${column} < ${bind(new Date(to))}`;
  return `
  came AS (
    SELECT x.id, x.at, CASE WHEN x.kind <> 'call' THEN x.kind WHEN x.external_key LIKE 'call %' THEN 'call' ELSE 'phone' END AS channel,
      x.subject, x.result, x.author_id, x.instance_id, x.contact_id, x.account_id
    FROM interactions x WHERE x.direction = 'in' AND x.status = 'held' AND x.kind IN ('call', 'e-mail', 'form') AND ${span('x.at')}
    UNION ALL
    SELECT l.id, l.created_at, 'by hand', l.topic, NULL, NULL, l.id, l.contact_id, l.account_id
    FROM leads l WHERE l.created_by IS NOT NULL AND ${span('l.created_at')}
      AND NOT EXISTS (SELECT 1 FROM interactions x WHERE x.instance_id = l.id AND x.direction = 'in' AND x.status = 'held')
  ), seen AS (
    SELECT came.*, i.kind AS instance_kind, i.open, i.owner_id AS owner, l.sale_id
    FROM came LEFT JOIN process_instances i ON i.id = came.instance_id
      LEFT JOIN leads l ON l.id = i.id LEFT JOIN sales s ON s.id = i.id
      LEFT JOIN contacts c ON c.id = came.contact_id LEFT JOIN accounts a ON a.id = came.account_id
      CROSS JOIN LATERAL (SELECT coalesce(l.created_by, s.created_by) AS created_by) w
    WHERE CASE WHEN i.id IS NOT NULL THEN ${seenSql(sight, 'lead', 'i', bind)}
      WHEN c.id IS NOT NULL THEN ${seenSql(sight, 'contact', 'c', bind)}
      WHEN a.id IS NOT NULL THEN ${seenSql(sight, 'account', 'a', bind)} ELSE true END
      AND ${narrowEitherSql(narrow, bind)}
  ), dealt AS (
    SELECT seen.*, n.at AS answered_at, n.by AS answered_by,
      CASE WHEN n.at IS NOT NULL THEN 'answered' WHEN coalesce(seen.open, true) THEN 'waiting' ELSE 'over' END AS state,
      extract(epoch FROM n.at - seen.at)::float8 AS after_s
    FROM seen LEFT JOIN LATERAL (
      SELECT at, by FROM (
        SELECT seen.at, seen.author_id AS by
          WHERE seen.channel = 'call' AND seen.result = 'answered' OR seen.channel = 'phone' AND seen.author_id = seen.owner
        UNION ALL (SELECT y.at, y.author_id FROM interactions y
          WHERE y.instance_id IN (seen.instance_id, seen.sale_id) AND y.at > seen.at AND y.direction IS DISTINCT FROM 'in' AND y.status = 'held' ORDER BY y.at LIMIT 1)
        UNION ALL (SELECT y.at, y.author_id FROM interactions y
          WHERE y.contact_id = seen.contact_id AND y.at > seen.at AND y.direction IS DISTINCT FROM 'in' AND y.status = 'held' ORDER BY y.at LIMIT 1)
      ) o ORDER BY at LIMIT 1
    ) n ON true
  )`;
}
