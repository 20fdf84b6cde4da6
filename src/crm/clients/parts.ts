import type { ClientBase } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { normalPoint } from './normal-point';
import type { ChangedEntity } from './record-changes';
import { CARD_TABLES } from './seen';

export const POINT_KINDS = ['phone', 'e-mail', 'site', 'messenger'] as const;
export type PointKind = (typeof POINT_KINDS)[number];

/** A phone, e-mail address, site or messenger. The first of a kind is the card's. */
export interface Point {
  kind: PointKind;
  value: string;
  label: string | null;
}

export const ADDRESS_KINDS = ['legal', 'actual', 'postal', 'delivery'] as const;

export interface Address {
  kind: (typeof ADDRESS_KINDS)[number];
  country: string | null;
  region: string | null;
  city: string | null;
  postcode: string | null;
  line: string | null;
}

/** Bank and registration data, by which a client is invoiced. */
export interface Requisites {
  name: string;
  registration: string | null;
  bank: string | null;
  bankCode: string | null;
  bankAccount: string | null;
  correspondentAccount: string | null;
}

/** Where a person works: an account's id, the post there, and a key of the catalogue `decision-role`. */
export interface Membership {
  id: string;
  post: string | null;
  decisionRole: string | null;
}

/** What a card has in tables beside its own, each whole and in its order. */
export interface Parts {
  points: readonly Point[];
  addresses: readonly Address[];
  requisites: readonly Requisites[];
  /** Keys of options by keys of properties. */
  properties: Readonly<Record<string, string>>;
  categories: readonly string[];
  /** Of a contact only. */
  accounts: readonly Membership[];
}

export type PartName = keyof Parts;

interface Kept {
  table: string;
  /** As JSON, for a row of the card under the alias `x`. */
  read: (key: string) => string;
}

const list = (table: string, item: string, order: string) => (key: string) =>
  `(SELECT coalesce(jsonb_agg(${item} ORDER BY ${order}), '[]') FROM ${table} p WHERE p.${key} = x.id)`;

const item = (...fields: readonly (readonly [name: string, column: string])[]): string =>
  `jsonb_build_object(${fields.map(([name, column]) => `'${name}', p.${column}`).join(', ')})`;

const same = (...names: string[]) => names.map((name) => [name, name] as const);

const KEPT: Readonly<Record<PartName, Kept>> = {
  points: {
    table: 'contact_points',
    read: list('contact_points', item(...same('kind', 'value', 'label')), 'p.position, p.id'),
  },
  addresses: {
    table: 'addresses',
    read: list('addresses', item(...same('kind', 'country', 'region', 'city', 'postcode', 'line')), 'p.position, p.id'),
  },
  requisites: {
    table: 'requisites',
    read: list(
      'requisites',
      item(
        ...same('name', 'registration', 'bank'),
        ['bankCode', 'bank_code'],
        ['bankAccount', 'bank_account'],
        ['correspondentAccount', 'correspondent_account'],
      ),
      'p.position, p.id',
    ),
  },
  properties: {
    table: 'record_properties',
    read: (key) =>
      `(SELECT coalesce(jsonb_object_agg(p.property, p.value), '{}') FROM record_properties p WHERE p.${key} = x.id)`,
  },
  categories: { table: 'record_categories', read: list('record_categories', 'p.category', 'p.category') },
  accounts: {
    table: 'account_contacts',
    read: list(
      'account_contacts',
      item(['id', 'account_id'], ['post', 'post'], ['decisionRole', 'decision_role']),
      'p.account_id',
    ),
  },
};

/** Which parts each kind of card has. */
export const PARTS_OF: Readonly<Record<ChangedEntity, readonly PartName[]>> = {
  account: ['points', 'addresses', 'requisites', 'properties', 'categories'],
  contact: ['points', 'addresses', 'properties', 'categories', 'accounts'],
};

/** The parts of the row under the alias `x`, as members of a JSON object. */
export const partsSql = (entity: ChangedEntity, names: readonly PartName[] = PARTS_OF[entity]): string =>
  names.map((name) => `'${name}', ${KEPT[name].read(CARD_TABLES[entity].key)}`).join(', ');

/** Puts a part in place of what there was. A row that says the same as before keeps its id: a merge may remember it. */
export async function writePart(
  client: ClientBase,
  of: { entity: ChangedEntity; id: string; country: string | null },
  name: PartName,
  part: Parts[PartName],
): Promise<void> {
  const { table } = KEPT[name];
  const { key } = CARD_TABLES[of.entity];
  const { rows } = await client.query<{ row: Record<string, unknown> }>(
    `DELETE FROM ${table} t WHERE ${key} = $1 RETURNING to_jsonb(t) AS row`,
    [of.id],
  );
  const old = rows.map(({ row }) => row);
  const fresh = rowsOf(name, part, of.country).map((row) => {
    const kin = old.find((one) => Object.entries(row).every(([k, v]) => k === 'position' || one[k] === v));
    const id = table === 'account_contacts' ? {} : { id: kin?.id ?? uuidv7() };
    return { ...row, ...id, [key]: of.id };
  });
  if (fresh.length === 0) return;
  const columns = Object.keys(fresh[0] ?? {}).join(', ');
  await client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
    [JSON.stringify(fresh)],
  );
}

function rowsOf(name: PartName, part: Parts[PartName], country: string | null): Record<string, unknown>[] {
  switch (name) {
    case 'points':
      return (part as Parts['points']).map(({ kind, value, label }, position) => {
        return { kind, value, label, normal: normalPoint(kind, value, country), position };
      });
    case 'addresses':
      return (part as Parts['addresses']).map((address, position) => ({ ...address, position }));
    case 'requisites':
      return (part as Parts['requisites']).map(
        ({ name, registration, bank, bankCode, bankAccount, correspondentAccount }, position) => ({
          ...{ name, registration, bank, bank_code: bankCode, bank_account: bankAccount },
          ...{ correspondent_account: correspondentAccount, position },
        }),
      );
    case 'properties':
      return Object.entries(part as Parts['properties']).map(([property, value]) => ({ property, value }));
    case 'categories':
      return (part as Parts['categories']).map((category) => ({ category }));
    case 'accounts':
      return (part as Parts['accounts']).map(({ id, post, decisionRole }) => {
        return { account_id: id, post, decision_role: decisionRole };
      });
  }
}
