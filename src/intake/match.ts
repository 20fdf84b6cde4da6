import type { Pool } from 'pg';
import { normalEmail, normalPhone } from '../crm';
import type { Kind } from '../process';

/** By what somebody is known again: addresses in their normal forms, and the conversation that a mail belongs to. */
export interface Marks {
  email: string | null;
  phone: string | null;
  /** Message-IDs of its conversation, or the key of its call. */
  answers: readonly string[];
}

/** Whom a message is from, as far as they are known, and what of theirs is open. */
export interface Known {
  contactId: string | null;
  accountId: string | null;
  open: { id: string; kind: Kind } | null;
  /** Whether the message answers one of ours. */
  answersOurs: boolean;
}

/** The marks of what was written; a phone number without a country code is one of `country`. */
export const marksOf = (
  written: { email?: string | undefined; phone?: string | undefined },
  country: string | undefined,
  answers: readonly string[] = [],
): Marks => ({
  email: normalEmail(written.email ?? ''),
  phone: normalPhone(written.phone ?? '', country),
  answers,
});

/** Looks for the person, and for their open lead or sale: the conversation's own first, then the newest. Three look-ups by index. */
export async function match(pool: Pool, marks: Marks): Promise<Known> {
  const thread = await threadOf(pool, marks.answers);
  const person = await personOf(pool, marks);
  const contactId = person.contactId ?? thread?.contactId ?? null;
  const accountId = person.accountId ?? thread?.accountId ?? null;
  const open = await openOf(pool, marks, { contactId, accountId, instanceId: thread?.instanceId ?? null });
  return { contactId, accountId, open, answersOurs: thread?.ours ?? false };
}

interface Thread {
  instanceId: string | null;
  contactId: string | null;
  accountId: string | null;
  ours: boolean;
}

/** What is known of the conversation: the newest interaction of it. */
async function threadOf(pool: Pool, answers: readonly string[]): Promise<Thread | null> {
  if (answers.length === 0) return null;
  const { rows } = await pool.query<Thread>({ name: 'inbound thread', text: THREAD, values: [answers] });
  return rows[0] ?? null;
}

// A letter of ours says who of several has answered.
const THREAD = `
  WITH told AS (
    SELECT instance_id, contact_id, account_id, direction, at, 1 AS rank FROM interactions WHERE external_key = ANY($1)
    UNION ALL SELECT instance_id, contact_id, account_id, direction, at, 1 FROM interactions WHERE thread = ANY($1)
    UNION ALL SELECT m.instance_id, l.contact_id, m.account_id, 'out', m.created_at, 0
      FROM client_mail_letters l JOIN client_mails m ON m.id = l.mail_id WHERE l.message_id = ANY($1)
  )
  SELECT instance_id AS "instanceId", contact_id AS "contactId", account_id AS "accountId",
    EXISTS (SELECT 1 FROM told WHERE direction = 'out') AS ours
  FROM told ORDER BY instance_id IS NULL, rank, at DESC LIMIT 1`;

/** Of several with the same address the one that was there first; what was merged is where it lives on. */
async function personOf(
  pool: Pool,
  { email, phone }: Marks,
): Promise<{ contactId: string | null; accountId: string | null }> {
  if (email === null && phone === null) return { contactId: null, accountId: null };
  const { rows } = await pool.query<{ contactId: string | null; accountId: string | null }>({
    name: 'inbound person',
    text: PERSON,
    values: [email, phone, tailOf(phone), spellingsOf(phone)],
  });
  return rows[0] ?? { contactId: null, accountId: null };
}

const PERSON = `
  WITH RECURSIVE found AS (
    SELECT contact_id AS id, 0 AS rank FROM contact_points WHERE kind = 'e-mail' AND normal = $1 AND contact_id IS NOT NULL
    UNION ALL SELECT id, 0 FROM contacts WHERE lower(email) = $1
    UNION ALL SELECT contact_id, 1 FROM contact_points WHERE kind = 'phone' AND normal = $2 AND contact_id IS NOT NULL
    UNION ALL SELECT id, 1 FROM contacts WHERE phone IS NOT NULL AND phone_digits(phone) = $3
      AND regexp_replace(phone, '\\D', '', 'g') = ANY($4)
  ), living AS (
    SELECT id, rank, 0 AS depth FROM found
    UNION SELECT c.merged_into, rank, depth + 1 FROM living l JOIN contacts c ON c.id = l.id WHERE c.merged_into IS NOT NULL AND depth < 20
  ), person AS (
    SELECT c.id FROM living l JOIN contacts c ON c.id = l.id WHERE c.merged_into IS NULL AND c.erased_at IS NULL
    ORDER BY l.rank, c.created_at, c.id LIMIT 1
  ), house AS (
    SELECT account_id AS id, 0 AS depth FROM account_contacts WHERE contact_id = (SELECT id FROM person)
    UNION SELECT account_id, 0 FROM contact_points
      WHERE account_id IS NOT NULL AND (kind = 'e-mail' AND normal = $1 OR kind = 'phone' AND normal = $2) AND NOT EXISTS (SELECT 1 FROM person)
    UNION SELECT a.merged_into, depth + 1 FROM house h JOIN accounts a ON a.id = h.id WHERE a.merged_into IS NOT NULL AND depth < 20
  ), houses AS (SELECT DISTINCT a.id FROM house h JOIN accounts a ON a.id = h.id WHERE a.merged_into IS NULL)
  SELECT (SELECT id FROM person) AS "contactId",
    CASE WHEN (SELECT count(*) FROM houses) = 1 THEN (SELECT id FROM houses) END AS "accountId"`;

/** What the index over phone numbers holds of one: its last ten digits. */
const tailOf = (phone: string | null): string | null => phone?.replace(/\D/g, '').slice(-10) ?? null;

/** How a number may stand on a card, by its digits: in full, with another prefix, and without its country. */
function spellingsOf(phone: string | null): string[] {
  const digits = phone?.replace(/\D/g, '') ?? '';
  const national = digits.slice(-10);
  return [digits, `00${digits}`, national, `8${national}`, `0${national}`];
}

async function openOf(
  pool: Pool,
  { email, phone }: Marks,
  known: { contactId: string | null; accountId: string | null; instanceId: string | null },
): Promise<Known['open']> {
  const { contactId, accountId, instanceId } = known;
  const { rows } = await pool.query<{ id: string; kind: Kind }>({
    name: 'inbound open',
    text: OPEN,
    values: [instanceId, contactId, contactId === null ? accountId : null, email, tailOf(phone), spellingsOf(phone)],
  });
  return rows[0] ?? null;
}

// A lead that was qualified lives on in its sale. The organisation counts where no person is known, and it has one deal alone.
const OPEN = `
  WITH found AS (
    SELECT $1::uuid AS id, 0 AS rank
    UNION ALL SELECT sale_id, 0 FROM leads WHERE id = $1::uuid
    UNION ALL SELECT id, 1 FROM sales WHERE contact_id = $2::uuid
    UNION ALL SELECT id, 1 FROM leads WHERE contact_id = $2::uuid
    UNION ALL SELECT id, 1 FROM leads WHERE lower(email) = $4
    UNION ALL SELECT id, 1 FROM leads WHERE phone IS NOT NULL AND phone_digits(phone) = $5 AND regexp_replace(phone, '\\D', '', 'g') = ANY($6)
    UNION ALL SELECT (array_agg(s.id))[1], 2 FROM sales s JOIN process_instances i ON i.id = s.id AND i.open
      WHERE s.account_id = $3::uuid HAVING count(*) = 1
  )
  SELECT i.id, i.kind FROM found f JOIN process_instances i ON i.id = f.id AND i.open
  ORDER BY f.rank, i.started_at DESC, i.id DESC LIMIT 1`;
