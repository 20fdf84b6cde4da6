import type { ClientBase, Pool } from 'pg';
import { patternOf } from './marks';

/** A person as far as our tables know them: their records, and what else is theirs because of what was typed there. */
export interface Subject {
  /** The contact, and the doubles that were merged into it. */
  contacts: string[];
  /** Their leads: linked to them, or with an e-mail address or phone of theirs. They are about nobody else. */
  leads: string[];
  /** Sales and other people's leads in which they take part. */
  deals: string[];
  /** Finds them in a text. */
  pattern: string;
}

interface Known {
  contacts: string[];
  names: string[];
  emails: string[];
  phones: string[];
}

const KNOWN = `
  WITH them AS (SELECT * FROM contacts WHERE id = $1 OR merged_into = $1)
  SELECT (SELECT array_agg(id) FROM them) AS contacts,
    ARRAY(SELECT DISTINCT name FROM them) AS names,
    ARRAY(SELECT lower(email) FROM them WHERE email IS NOT NULL
      UNION SELECT lower(value) FROM contact_points WHERE kind = 'e-mail' AND contact_id IN (SELECT id FROM them)) AS emails,
    ARRAY(SELECT phone FROM them WHERE phone IS NOT NULL
      UNION SELECT value FROM contact_points WHERE kind = 'phone' AND contact_id IN (SELECT id FROM them)) AS phones`;

const LEADS = `
  SELECT id, person_name AS name FROM leads
  WHERE contact_id = ANY($1) OR lower(email) = ANY($2)
    OR (phone IS NOT NULL AND phone_digits(phone) = ANY($3))`;

/** Deals with them, and those whose words name them: their own sales, their organisations', and commands on the way. */
const DEALS = `
  SELECT id FROM sales WHERE contact_id = ANY($1) OR title ~* $2
  UNION SELECT id FROM leads WHERE topic ~* $2 OR need ~* $2 OR plans ~* $2
  UNION SELECT c.instance_id FROM commands c WHERE c.record::text ~* $2 OR c.command::text ~* $2`;

/** Everything by which a contact's data is found; the id is that of a living contact. */
export async function findSubject(db: ClientBase | Pool, contactId: string): Promise<Subject> {
  const known = (await db.query<Known>(KNOWN, [contactId])).rows[0];
  const { contacts, names, emails, phones } = known ?? { contacts: [], names: [], emails: [], phones: [] };
  const digits = phones.map((phone) => phone.replace(/\D/g, '').slice(-10)).filter((one) => one.length >= 7);
  const found = await db.query<{ id: string; name: string | null }>(LEADS, [contacts ?? [contactId], emails, digits]);
  const typed = found.rows.flatMap(({ name }) => (name === null ? [] : [name]));
  const pattern = patternOf({ names: [...names, ...typed], emails, phones });
  const leads = found.rows.map(({ id }) => id);
  const deals = await db.query<{ id: string }>(DEALS, [contacts ?? [contactId], pattern]);
  const others = deals.rows.map(({ id }) => id).filter((id) => !leads.includes(id));
  return { contacts: contacts ?? [contactId], leads, deals: others, pattern };
}
