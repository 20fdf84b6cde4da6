import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';

export const INTERACTION_KINDS = ['call', 'e-mail', 'meeting', 'visit', 'message', 'form', 'support'] as const;
export const DIRECTIONS = ['in', 'out'] as const;

/** `missed`: it was planned, and did not come about. */
export const INTERACTION_STATES = ['planned', 'held', 'cancelled', 'missed'] as const;
export type InteractionState = (typeof INTERACTION_STATES)[number];

/** A call, e-mail, meeting, visit or message with a customer, planned or held. */
export interface InteractionCard {
  id: string;
  kind: string;
  direction: string | null;
  status: InteractionState;
  /** When it took place; of what was not held, when it was planned for. */
  at: Instant;
  /** As it was planned, also once it was held. */
  plannedFor: Instant | null;
  plannedUntil: Instant | null;
  place: string | null;
  subject: string;
  result: string | null;
  durationS: number | null;
  instanceId: string | null;
  account: Ref | null;
  contact: Ref | null;
  /** Who takes part beside `contact`, as far as the reader sees them. */
  contacts: Ref[];
  /** Those of us who take part beside whoever is responsible. */
  colleagues: Ref[];
  author: Ref | null;
  /** Who is to hold it, or did. */
  responsible: Ref | null;
  /** The interaction after which it was planned. */
  followsId: string | null;
  revision: number;
  /** Of a mail that was written here: what became of it. */
  delivery: string | null;
  createdAt: Instant;
}

/** What only its own card shows. */
export interface InteractionDetail extends InteractionCard {
  body: string | null;
  remindAt: Instant | null;
  /** Of its lead or sale. */
  dealOwnerId: string | null;
}

/** Who took it down, is to hold it, or takes part. */
export const tookPart = (personId: string): string =>
  `(x.author_id = ${personId}::uuid OR x.responsible_id = ${personId}::uuid
    OR EXISTS (SELECT 1 FROM interaction_participants tp WHERE tp.interaction_id = x.id AND tp.person_id = ${personId}::uuid))`;

const FROM = `FROM interactions x LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN contacts c ON c.id = x.contact_id
  LEFT JOIN people o ON o.id = x.author_id LEFT JOIN people r ON r.id = coalesce(x.responsible_id, x.author_id)`;

const named = (alias: string, condition: string) =>
  `coalesce((SELECT jsonb_agg(jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name) ORDER BY ${alias}.name, ${alias}.id)
     FROM interaction_participants ip JOIN ${condition} WHERE ip.interaction_id = x.id`;

/** How interactions `x` are read for somebody. */
export function interactionSelect(sight: Sight, bind: Bind, more = ''): string {
  const contactSeen =
    sight.owners === null ? 'true' : `(${seenSql(sight, 'contact', 'pc', bind)} OR ${tookPart(bind(sight.personId))})`;
  return `SELECT x.id, x.kind, x.direction, x.status, ${ms('x.at')} AS at, ${ms('x.planned_for')} AS "plannedFor",
    ${ms('x.planned_until')} AS "plannedUntil", x.place, x.subject, x.result, x.duration_s AS "durationS", x.instance_id AS "instanceId",
    ${ref('a')} AS account, ${ref('c')} AS contact,
    ${named('pc', 'contacts pc ON pc.id = ip.contact_id')} AND ${contactSeen}), '[]') AS contacts,
    ${named('pp', 'people pp ON pp.id = ip.person_id')}), '[]') AS colleagues,
    ${ref('o')} AS author, ${ref('r')} AS responsible, x.follows_id AS "followsId", x.revision,
    CASE WHEN x.kind = 'e-mail' THEN client_mail_state(x.id) END AS delivery, ${ms('x.created_at')} AS "createdAt"${more} ${FROM}`;
}

/**
 * An interaction is seen by whoever took part in it, and by whoever sees the lead or sale, the account and the contact it was
 * with. Over the rows of `interactionSelect`.
 */
export function seenInteraction(sight: Sight, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const instance = `EXISTS (SELECT 1 FROM process_instances i WHERE i.id = x.instance_id AND ${seenSql(sight, 'instance', 'i', bind)})`;
  const account = seenSql(sight, 'account', 'a', bind);
  const contact = seenSql(sight, 'contact', 'c', bind);
  return `(${tookPart(bind(sight.personId))} OR ((x.instance_id IS NULL OR ${instance})
    AND (x.account_id IS NULL OR ${account}) AND (x.contact_id IS NULL OR ${contact})))`;
}
