import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { changeInteraction } from './change';
import type { Invitation } from './invitation';
import { recordInteraction } from './record';

/** Who takes an invitation in, and what it is about beside the people that it names. */
export interface Taking {
  id: string;
  by: string;
  sight: Sight;
  now: Instant;
  instanceId?: string;
  accountId?: string;
  contactId?: string;
}

/** `known`: this or a later SEQUENCE was taken in before, or what was planned by it has ended since; nothing was changed. */
export type Taken = { became: 'planned' | 'changed' | 'cancelled' | 'known'; id: string } | { became: 'nothing' };

/**
 * Plans the meeting of an invitation, or changes or cancels what an earlier SEQUENCE of it planned: one interaction for each UID
 * and each of us. Organiser and guests who are known take part: contacts whom whoever takes it in sees, and colleagues. Also
 * when two take the same in at once. `nothing`: it cancels what was never planned.
 */
export async function takeInvitation(pool: Pool, taking: Taking, invitation: Invitation): Promise<Taken> {
  const externalKey = `ical ${taking.by} ${invitation.uid}`;
  const known = await readKnown(pool, externalKey);
  if (known) return follow(pool, taking, invitation, known);
  if (invitation.cancelled) return { became: 'nothing' };
  const { contacts, colleagues } = await peopleNamed(pool, taking, invitation.emails);
  const [first, ...others] = contacts;
  await insert(pool, taking, {
    kind: 'meeting',
    status: 'planned',
    ...wordsOf(invitation),
    plannedFor: invitation.start,
    ...(invitation.end !== null && { plannedUntil: invitation.end }),
    contactId: taking.contactId ?? first,
    contactIds: taking.contactId ? contacts.filter((id) => id !== taking.contactId) : others,
    colleagueIds: colleagues,
    externalKey,
    icalSequence: invitation.sequence,
    // What is over already is no longer reminded of.
    ...(invitation.start <= taking.now && { remindAt: null }),
  });
  const made = await readKnown(pool, externalKey);
  if (!made) throw new Error('The invitation was taken in and cannot be read.');
  return made.id === taking.id ? { became: 'planned', id: made.id } : follow(pool, taking, invitation, made);
}

type Planned = Omit<Parameters<typeof recordInteraction>[1], 'id' | 'authorId' | 'now'>;

/** Another one of the same UID that came first is left as it is; this id is then not there. */
async function insert(pool: Pool, { id, by, now, instanceId, accountId }: Taking, planned: Planned): Promise<void> {
  const given = { ...planned, id, authorId: by, now, instanceId, accountId };
  await recordInteraction(pool, given).catch(async (error: unknown) => {
    if (!(await readKnown(pool, String(planned.externalKey)))) throw error;
  });
}

interface Known {
  id: string;
  status: string;
  sequence: number;
}

async function readKnown(pool: Pool, externalKey: string): Promise<Known | null> {
  const { rows } = await pool.query<Known>(
    'SELECT id, status, coalesce(ical_sequence, 0) AS sequence FROM interactions WHERE external_key = $1',
    [externalKey],
  );
  return rows[0] ?? null;
}

const wordsOf = ({ subject, place, body }: Invitation) => ({
  subject,
  ...(place !== null && { place }),
  ...(body !== null && { body }),
});

async function follow(pool: Pool, { by, now }: Taking, invitation: Invitation, known: Known): Promise<Taken> {
  const { sequence, cancelled, start, end } = invitation;
  const { id } = known;
  // A cancellation need not count up.
  const isNew = sequence > known.sequence || (cancelled && sequence >= known.sequence);
  if (!isNew || known.status !== 'planned') return { became: 'known', id };
  const asked = { id, by, now, revision: null };
  const changed = cancelled
    ? await changeInteraction(pool, { ...asked, act: 'cancel' }, { icalSequence: sequence })
    : await changeInteraction(
        pool,
        { ...asked, act: 'move' },
        {
          ...wordsOf(invitation),
          plannedFor: start,
          plannedUntil: end,
          icalSequence: sequence,
          remindAt: start > now ? start : null,
        },
      );
  if (changed.became !== 'changed') return { became: 'known', id };
  return { became: cancelled ? 'cancelled' : 'changed', id };
}

/** Who of those named is known: of contacts with the same address the first that was there. */
async function peopleNamed(
  pool: Pool,
  { by, sight }: Taking,
  emails: readonly string[],
): Promise<{ contacts: string[]; colleagues: string[] }> {
  if (emails.length === 0) return { contacts: [], colleagues: [] };
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const named = bind(emails);
  const { rows } = await pool.query<{ contacts: string[]; colleagues: string[] }>(
    `SELECT ARRAY(SELECT id FROM (
         SELECT DISTINCT ON (p.normal) c.id, c.created_at FROM contact_points p JOIN contacts c ON c.id = p.contact_id
         WHERE p.kind = 'e-mail' AND p.normal = ANY(${named}::text[]) AND c.merged_into IS NULL AND c.erased_at IS NULL
           AND ${seenSql(sight, 'contact', 'c', bind)}
         ORDER BY p.normal, c.created_at, c.id) one ORDER BY created_at, id) AS contacts,
       ARRAY(SELECT id FROM people WHERE lower(email) = ANY(${named}::text[]) AND active AND id <> ${bind(by)}::uuid ORDER BY id) AS colleagues`,
    values,
  );
  const [{ contacts, colleagues } = { contacts: [], colleagues: [] }] = rows;
  return { contacts: [...new Set(contacts)], colleagues };
}
