import type { Pool } from 'pg';
import { type LineRule, type Person, REACHES, type Reach } from './person';

/** What has an owner, and is seen by whom the owner's records are seen. */
export type SeenKind = 'lead' | 'sale' | 'instance' | 'account' | 'contact';

/** Takes a value of a statement and gives its place in the text, such as `$3`. */
export type Bind = (value: unknown) => string;

/** Records that were shared with somebody, by id: leads and sales, accounts, contacts. */
export interface Shared {
  instances: readonly string[];
  accounts: readonly string[];
  contacts: readonly string[];
}

/** What somebody sees by line of business, beside what they see of any line. */
export interface ByLine {
  /** Whose: null is everybody's. */
  owners: readonly string[] | null;
  /** Whether records of no line are among them. */
  none: boolean;
}

/** Whose records somebody sees. */
export interface Sight {
  personId: string;
  /** Of whatever line; null: everybody's, and nothing else matters. */
  owners: readonly string[] | null;
  /** The lines of business that somebody works in. */
  lines?: readonly string[];
  byLine?: readonly ByLine[];
  /** Whether clients that nobody owns are seen whatever line their leads and sales are of; left out: they are. */
  unowned?: boolean;
  shared?: Shared;
  /** Which of these are to be read only. */
  toRead?: Shared;
}

/** For what the product itself does, on nobody's behalf. */
export const SEES_ALL: Sight = { personId: '00000000-0000-0000-0000-000000000000', owners: null };

/** What a role lets its holder see. */
export interface RoleSight {
  reach: Reach;
  lines: LineRule;
}

/** What somebody's roles let them see, each role for itself; one that is as it ships lets them see all. */
export function roleSights({ roles, ownRoles }: Pick<Person, 'roles' | 'ownRoles'>): RoleSight[] {
  return roles.map((role) => ({ reach: ownRoles?.[role]?.sight ?? 'all', lines: ownRoles?.[role]?.lines ?? 'any' }));
}

/** Whom a sight is made of: how far it goes whatever the line, and how far within one's lines. */
export interface Extent {
  reach: Reach;
  /** Narrowed to one's lines; null: nothing beside `reach`. */
  within: Reach | null;
  /** All records of one's lines. */
  also: boolean;
  /** Every role is narrowed: clients that nobody owns are seen by line as well. */
  narrowed: boolean;
}

/** What several roles come to: all that any of them lets one see, so that the widest counts. One's own is always seen. */
export function extentOf(sights: readonly RoleSight[]): Extent {
  const widest = (of: readonly RoleSight[]) => REACHES.findLast((reach) => of.some((one) => one.reach === reach));
  const narrow = sights.filter(({ lines }) => lines === 'only');
  const plain = sights.filter(({ lines }) => lines !== 'only');
  return {
    reach: widest(plain) ?? 'own',
    within: widest(narrow) ?? null,
    also: sights.some(({ lines }) => lines === 'also'),
    narrowed: narrow.length > 0 && plain.length === 0,
  };
}

const SQL = `
  SELECT seen_owners($1, 'team') AS team, (SELECT lines FROM people WHERE id = $1) AS lines,
    array_agg(s.instance_id) FILTER (WHERE s.instance_id IS NOT NULL) AS instances,
    array_agg(s.account_id) FILTER (WHERE s.account_id IS NOT NULL) AS accounts,
    array_agg(s.contact_id) FILTER (WHERE s.contact_id IS NOT NULL) AS contacts,
    array_agg(s.instance_id) FILTER (WHERE s.instance_id IS NOT NULL AND NOT s.work) AS "readInstances",
    array_agg(s.account_id) FILTER (WHERE s.account_id IS NOT NULL AND NOT s.work) AS "readAccounts",
    array_agg(s.contact_id) FILTER (WHERE s.contact_id IS NOT NULL AND NOT s.work) AS "readContacts"
  FROM shared_with($1) s`;

type Ids = string[] | null;
interface Row {
  team: string[];
  lines: Ids;
  instances: Ids;
  accounts: Ids;
  contacts: Ids;
  readInstances: Ids;
  readAccounts: Ids;
  readContacts: Ids;
}

/** What somebody sees, by the widest of their roles and by what is shared with them: one round trip for who does not see all. */
export async function sightOf(pool: Pool, person: Pick<Person, 'id' | 'roles' | 'ownRoles'>): Promise<Sight> {
  const { id } = person;
  const extent = extentOf(roleSights(person));
  if (extent.reach === 'all') return { personId: id, owners: null };
  const { rows } = await pool.query<Row>({ name: 'sight', text: SQL, values: [id] });
  const row = rows[0];
  const whose = { own: [id], team: row?.team ?? [id], all: null };
  return {
    personId: id,
    owners: whose[extent.reach],
    lines: row?.lines ?? [],
    byLine: [
      ...(extent.also ? [{ owners: null, none: false }] : []),
      // One's own is seen anyhow.
      ...(extent.within === null || extent.within === 'own' ? [] : [{ owners: whose[extent.within], none: true }]),
    ],
    unowned: !extent.narrowed,
    shared: { instances: row?.instances ?? [], accounts: row?.accounts ?? [], contacts: row?.contacts ?? [] },
    toRead: {
      instances: row?.readInstances ?? [],
      accounts: row?.readAccounts ?? [],
      contacts: row?.readContacts ?? [],
    },
  };
}

const without = (some: readonly string[], others: readonly string[]) => some.filter((one) => !others.includes(one));

/** A sight without what was shared to be read only: on whose records somebody may work. */
export function toWorkOn({ shared, toRead, ...sight }: Sight): Sight {
  if (!shared || !toRead) return { ...sight, ...(shared && { shared }) };
  return {
    ...sight,
    shared: {
      instances: without(shared.instances, toRead.instances),
      accounts: without(shared.accounts, toRead.accounts),
      contacts: without(shared.contacts, toRead.contacts),
    },
  };
}
