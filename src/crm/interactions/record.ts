import type { Pool } from 'pg';
import type { Instant } from '../../process';
import type { InteractionDetail } from './card';
import { writtenInteraction } from './list';

/** What somebody writes down: something that took place, or something planned. */
export interface NewInteraction {
  kind: string;
  direction?: string;
  /** When it took place; of what is planned, `plannedFor` counts. */
  at?: Instant;
  subject: string;
  result?: string;
  instanceId?: string;
  accountId?: string;
  contactId?: string;
  status?: 'planned' | 'held';
  plannedFor?: Instant;
  plannedUntil?: Instant;
  place?: string;
  body?: string;
  durationS?: number;
  responsibleId?: string;
  /** When its reminder is due; when it is planned for unless told. Null: none is wanted. */
  remindAt?: Instant | null;
  followsId?: string;
  contactIds?: readonly string[];
  colleagueIds?: readonly string[];
  externalKey?: string;
  /** Of a conversation by mail: the Message-ID that it began with. */
  thread?: string;
  icalSequence?: number;
}

export type Written = NewInteraction & { id: string; authorId: string; now: Instant };

/** Writes an interaction down, once for each id; its client is that of the lead or sale unless another is given. */
export async function recordInteraction(pool: Pool, given: Written): Promise<InteractionDetail> {
  await pool.query(INSERT, valuesOf(given));
  return writtenInteraction(pool, given.id);
}

const date = (at: Instant | null | undefined): Date | null => (at == null ? null : new Date(at));

function valuesOf(given: Written): unknown[] {
  const { status = 'held', now } = given;
  const planned = status === 'planned';
  const at = planned ? given.plannedFor : (given.at ?? now);
  const remindAt = planned && given.remindAt === undefined ? given.plannedFor : given.remindAt;
  return [
    given.id,
    given.kind,
    given.direction ?? null,
    date(at),
    given.subject,
    given.result ?? null,
    given.instanceId ?? null,
    given.accountId ?? null,
    given.contactId ?? null,
    given.authorId,
    new Date(now),
    status,
    date(given.plannedFor),
    date(given.plannedUntil),
    given.place ?? null,
    given.body ?? null,
    given.durationS ?? null,
    given.responsibleId ?? given.authorId,
    planned ? date(remindAt) : null,
    given.followsId ?? null,
    given.externalKey ?? null,
    given.icalSequence ?? null,
    given.contactIds ?? [],
    given.colleagueIds ?? [],
    given.thread ?? null,
  ];
}

const INSERT = `
  WITH put AS (
    INSERT INTO interactions (id, kind, direction, at, subject, result, instance_id, account_id, contact_id, author_id, created_at, status,
      planned_for, planned_until, place, body, duration_s, responsible_id, remind_at, follows_id, external_key, ical_sequence, thread)
    SELECT $1, $2, $3, $4, $5, $6, $7,
      coalesce($8::uuid, (SELECT account_id FROM sales WHERE id = $7), (SELECT account_id FROM leads WHERE id = $7)),
      coalesce($9::uuid, (SELECT contact_id FROM sales WHERE id = $7), (SELECT contact_id FROM leads WHERE id = $7)), $10, $11, $12,
      $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $25
    ON CONFLICT DO NOTHING RETURNING id)
  INSERT INTO interaction_participants (id, interaction_id, contact_id, person_id)
  SELECT gen_random_uuid(), put.id, w.contact, w.person
  FROM put, (SELECT c AS contact, NULL::uuid AS person FROM unnest($23::uuid[]) c UNION SELECT NULL, p FROM unnest($24::uuid[]) p) w
  ON CONFLICT DO NOTHING`;
