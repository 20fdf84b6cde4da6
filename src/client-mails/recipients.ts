import type { Pool } from 'pg';
import { mayContact, normalEmail, readPreferences } from '../crm';
import { isMailAddress } from '../outbound';
import type { Instant } from '../process';

/** To whom a letter is wished: somebody by their card, at one of their addresses. */
export interface WishedFor {
  contactId: string;
  address?: string | undefined;
}

/** What a letter is about. */
export interface LetterAbout {
  instanceId: string | null;
  accountId: string | null;
  contactId: string | null;
}

/** Somebody a letter is for. */
export interface Recipient {
  /** Null: an organisation, or whoever a lead names and who has no card yet. */
  contactId: string | null;
  name: string;
  /** Null: none is known. */
  address: string | null;
  language: string | null;
  organisation: string | null;
}

/** Why somebody may not be written to. `refused` alone may be overridden, where the rules allow that. */
export interface Hindrance {
  code: 'no address' | 'not theirs' | 'refused' | 'erased';
  says: string;
}

/** The people that are named; whoever the lead or sale is with, the contact or the organisation, where none is. */
export async function recipientsOf(pool: Pool, about: LetterAbout, to?: readonly WishedFor[]): Promise<Recipient[]> {
  if (to) return Promise.all(to.map((one) => ofContact(pool, one)));
  if (about.contactId !== null) return [await ofContact(pool, { contactId: about.contactId })];
  if (about.instanceId !== null) return ofInstance(pool, about.instanceId);
  return about.accountId === null ? [] : ofAccount(pool, about.accountId);
}

const POINTS = (of: string) =>
  `ARRAY(SELECT p.value FROM contact_points p WHERE p.${of}_id = t.id AND p.kind = 'e-mail' ORDER BY p.position, p.id)`;
const ONLY_HOUSE = `(SELECT CASE WHEN count(*) = 1 THEN min(a.name) END FROM account_contacts ac JOIN accounts a ON a.id = ac.account_id
  WHERE ac.contact_id = t.id AND a.merged_into IS NULL)`;

async function ofContact(pool: Pool, { contactId, address }: WishedFor): Promise<Recipient> {
  const { rows } = await pool.query<Omit<Recipient, 'address'> & { addresses: string[] }>(
    `SELECT t.id AS "contactId", t.name, t.language, ${ONLY_HOUSE} AS organisation,
       ${POINTS('contact')} || CASE WHEN t.email IS NULL THEN '{}' ELSE ARRAY[t.email] END AS addresses
     FROM contacts t WHERE t.id = lives_on('contact', $1)`,
    [contactId],
  );
  const [found] = rows;
  if (!found) return { contactId, name: '', address: null, language: null, organisation: null };
  const { addresses, ...rest } = found;
  const normal = addresses.map((one) => normalEmail(one)).filter((one) => one !== null);
  if (address === undefined) return { ...rest, address: normal[0] ?? null };
  const wished = normalEmail(address);
  return { ...rest, address: wished !== null && normal.includes(wished) ? wished : '' };
}

async function ofInstance(pool: Pool, id: string): Promise<Recipient[]> {
  const { rows } = await pool.query<{ contactId: string | null; name: string | null; email: string | null } & Lead>(
    `SELECT coalesce(s.contact_id, l.contact_id) AS "contactId", l.person_name AS name, l.email, l.language, l.organisation
     FROM process_instances i LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id WHERE i.id = $1`,
    [id],
  );
  const [found] = rows;
  if (!found) return [];
  const { contactId, name, email, language, organisation } = found;
  if (contactId !== null) return [await ofContact(pool, { contactId })];
  if (name === null && email === null) return [];
  const address = normalEmail(email ?? '');
  return [{ contactId: null, name: name ?? address ?? '', address, language, organisation }];
}

type Lead = Pick<Recipient, 'language' | 'organisation'>;

async function ofAccount(pool: Pool, id: string): Promise<Recipient[]> {
  const { rows } = await pool.query<{ name: string; addresses: string[] }>(
    `SELECT t.name, ${POINTS('account')} AS addresses FROM accounts t WHERE t.id = lives_on('account', $1)`,
    [id],
  );
  return rows.map(({ name, addresses }) => {
    const address = addresses.map((one) => normalEmail(one)).find((one) => one !== null) ?? null;
    return { contactId: null, name, address, language: null, organisation: name };
  });
}

/** Why a letter may not go to somebody; null: it may. What they said last holds, under whichever of their cards. */
export async function hindranceOf(pool: Pool, to: Recipient, now: Instant): Promise<Hindrance | null> {
  if (to.address === '') return { code: 'not theirs', says: 'This address does not stand on their card' };
  const known = to.contactId === null ? await contactsAt(pool, to.address) : [to.contactId];
  for (const id of known) {
    const { why, may } = await mayContact(pool, id, 'e-mail', 'deal', now);
    if (why === 'erased') return { code: 'erased', says: 'They asked to be forgotten' };
    if (!may) return { code: 'refused', says: 'They do not want to be written to by e-mail' };
  }
  if (to.address === null || !isMailAddress(to.address))
    return { code: 'no address', says: `No usable e-mail address of ${to.name || 'theirs'} is known` };
  return null;
}

/** Whoever a lead names may have said something elsewhere. */
async function contactsAt(pool: Pool, address: string | null): Promise<string[]> {
  if (address === null) return [];
  const { rows } = await pool.query<{ id: string }>(
    `SELECT contact_id AS id FROM contact_points WHERE kind = 'e-mail' AND normal = $1 AND contact_id IS NOT NULL
     UNION SELECT id FROM contacts WHERE lower(email) = $1 LIMIT 20`,
    [address],
  );
  return rows.map(({ id }) => id);
}

/** What is worth knowing before a letter goes to somebody, as sentences. */
export async function warningsOf(pool: Pool, to: Recipient): Promise<string[]> {
  const said: string[] = [];
  const wants = to.contactId === null ? null : await readPreferences(pool, to.contactId);
  if (wants?.channel && wants.channel !== 'e-mail') said.push(`They would rather be reached by ${wants.channel}`);
  const { rows } = await pool.query<{ bounced: boolean }>(
    `SELECT status = 'bounced' AS bounced FROM client_mail_letters WHERE address = $1 AND status IN ('sent', 'bounced')
     ORDER BY sent_at DESC NULLS LAST LIMIT 1`,
    [to.address],
  );
  if (rows[0]?.bounced) said.push('The last mail to this address came back');
  return said;
}
