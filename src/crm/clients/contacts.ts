import { SEES_ALL, type Sight, seenSql } from '../../access';
import type { Database, Pool } from '../../platform/database';
import type { Instant, LocalDate } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';
import type { CustomValues } from './custom-fields';
import { type Membership, type Parts, partsSql } from './parts';
import { withColumns } from './write-card';

/** An organisation that somebody belongs to. */
export interface Workplace extends Ref {
  post: string | null;
  /** A key of the catalogue `decision-role`. */
  decisionRole: string | null;
}

/** A person on the client's side, with the organisations they belong to. */
export interface ContactCard extends Omit<Parts, 'accounts' | 'requisites'> {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  language: string | null;
  birthDate: LocalDate | null;
  notes: string | null;
  ownerId: string | null;
  owner: Ref | null;
  custom: CustomValues;
  accounts: readonly Workplace[];
  revision: number;
  createdAt: Instant;
  updatedAt: Instant;
}

const card = (seenPlace: string) => `jsonb_build_object('id', x.id, 'name', x.name, 'email', x.email, 'phone', x.phone,
  'language', x.language, 'birthDate', x.birth_date, 'notes', x.notes, 'ownerId', x.owner_id, 'owner', ${ref('o')},
  'custom', x.custom, 'revision', x.revision, 'createdAt', ${ms('x.created_at')}, 'updatedAt', ${ms('x.updated_at')},
  'accounts', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'post', m.post,
      'decisionRole', m.decision_role) ORDER BY a.name, a.id), '[]')
    FROM account_contacts m JOIN accounts a ON a.id = m.account_id
    WHERE m.contact_id = x.id AND a.merged_into IS NULL AND ${seenPlace}),
  ${partsSql('contact', ['points', 'addresses', 'properties', 'categories'])})`;

/** Cards by their ids, in that order: what a page of a list shows. Organisations out of sight are not named. */
export async function contactCards(
  db: Database,
  ids: readonly string[],
  sight: Sight = SEES_ALL,
): Promise<ContactCard[]> {
  const values: unknown[] = [ids];
  const seen = seenSql(sight, 'account', 'a', (value) => `$${values.push(value)}`);
  const rows = await db.$queryRawUnsafe<{ card: ContactCard }[]>(
    `SELECT ${card(seen)} AS card FROM contacts x LEFT JOIN people o ON o.id = x.owner_id
     WHERE x.id = ANY($1::uuid[])`,
    ...values,
  );
  const cards = new Map(rows.map(({ card }) => [card.id, { ...card, points: pointsOf(card) }]));
  return ids.flatMap((id) => cards.get(id) ?? []);
}

const pointsOf = ({ email, phone, points }: ContactCard) => withColumns('contact', { email, phone }, points);

/** null when there is none. */
export async function readContact(db: Database, id: string, sight: Sight = SEES_ALL): Promise<ContactCard | null> {
  const [card] = await contactCards(db, [id], sight);
  return card ?? null;
}

/** A contact person as their organisation's card shows them. */
export interface ContactPerson extends Workplace {
  email: string | null;
  phone: string | null;
}

/** The people of an organisation, by name, each with their post and role there (ONEC-05). */
export async function contactPersons(db: Database, accountId: string, sight: Sight): Promise<ContactPerson[]> {
  const values: unknown[] = [accountId];
  const seen = seenSql(sight, 'contact', 'c', (value) => `$${values.push(value)}`);
  return db.$queryRawUnsafe<ContactPerson[]>(
    `SELECT c.id, c.name, m.post, m.decision_role AS "decisionRole", c.email, c.phone
     FROM account_contacts m JOIN contacts c ON c.id = m.contact_id
     WHERE m.account_id = $1::uuid AND c.merged_into IS NULL AND c.erased_at IS NULL AND ${seen} ORDER BY c.name, c.id`,
    ...values,
  );
}

/** Where somebody belongs, of what a sight does not reach: a list of places that is sent cannot name these. */
export async function unseenPlaces(pool: Pool, contactId: string, sight: Sight): Promise<Membership[]> {
  if (sight.owners === null) return [];
  const values: unknown[] = [contactId];
  const seen = seenSql(sight, 'account', 'a', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<Membership>(
    `SELECT m.account_id AS id, m.post, m.decision_role AS "decisionRole"
     FROM account_contacts m JOIN accounts a ON a.id = m.account_id WHERE m.contact_id = $1 AND NOT ${seen}`,
    values,
  );
  return rows;
}

/** The organisations that a card is tied to: those a contact belongs to, the one that an account is held by. */
export async function tiedAccounts(pool: Pool, id: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT account_id AS id FROM account_contacts WHERE contact_id = $1
     UNION SELECT holding_id FROM accounts WHERE id = $1 AND holding_id IS NOT NULL`,
    [id],
  );
  return rows.map((row) => row.id);
}
