import { v7 as newId } from 'uuid';
import { copyRows } from '../../bulk/copy-rows';
import type { Changes, FileBatch } from './batch';
import { lookUp, type Names } from './lookups';
import { type RowValues, textOf } from './read-row';

/** That a contact belongs to an organisation. */
export interface Membership {
  account_id: string;
  post: string | null;
  decision_role: string | null;
}

/** The organisations that rows of contacts name; those that are not there are made, once each. */
export interface Employers {
  names: Names;
  made: Map<string, { id: string; name: string }>;
  /** Memberships there are, by contact. */
  had: Map<string, Membership[]>;
}

export async function readEmployers(
  batch: FileBatch,
  rows: readonly RowValues[],
  contactIds: readonly string[],
): Promise<Employers> {
  const names = await lookUp(batch, 'accounts', rows, 'account');
  const { rows: known } = await batch.client.query<Membership & { contact_id: string }>(
    'SELECT account_id, contact_id, post, decision_role FROM account_contacts WHERE contact_id = ANY($1)',
    [contactIds],
  );
  const had = new Map<string, Membership[]>();
  for (const { contact_id, ...one } of known) had.set(contact_id, [...(had.get(contact_id) ?? []), one]);
  return { names, made: new Map(), had };
}

/** What a row says of where a contact works, and which organisation is made for that. */
export function membershipChanges(
  row: RowValues,
  contactId: string | null,
  { names, made, had }: Employers,
  batch: FileBatch,
): Changes {
  const name = textOf(row, 'account');
  if (name === '') return {};
  const found = names.of(name);
  if (found === 'several') {
    row.notes.push({ code: 'NameAmbiguous', field: 'account', value: name, done: 'left empty' });
    return {};
  }
  const fresh = found ? undefined : employerMade(row, name, made, batch);
  const id = found?.id ?? fresh?.id;
  if (id === undefined) return {};
  const before = (contactId === null ? [] : (had.get(contactId) ?? [])).find((one) => one.account_id === id) ?? null;
  const after: Membership = {
    account_id: id,
    post: textOf(row, 'post') || (before?.post ?? null),
    decision_role: roleOf(row, batch) ?? before?.decision_role ?? null,
  };
  const same = before && before.post === after.post && before.decision_role === after.decision_role;
  return {
    ...(fresh?.isFirst && { madeAccount: { from: null, to: { id, name } } }),
    ...(!same && { account: { from: before, to: after } }),
  };
}

function employerMade(
  row: RowValues,
  name: string,
  made: Employers['made'],
  { plan }: FileBatch,
): { id: string; isFirst: boolean } | undefined {
  if (plan.missingAccounts === 'leave out') {
    row.notes.push({ code: 'AccountUnknown', field: 'account', value: name, done: 'left empty' });
    return undefined;
  }
  const known = made.get(name.toLowerCase());
  if (known) return { id: known.id, isFirst: false };
  const one = { id: newId(), name };
  made.set(name.toLowerCase(), one);
  row.notes.push({ code: 'AccountMade', field: 'account', value: name, done: 'made' });
  return { id: one.id, isFirst: true };
}

function roleOf(row: RowValues, { catalogues }: FileBatch): string | null {
  const said = textOf(row, 'decisionRole');
  if (said === '') return null;
  const key = catalogues.get('decision-role')?.get(said.toLowerCase());
  if (key === undefined)
    row.notes.push({ code: 'ValueUnknown', field: 'decisionRole', value: said, done: 'left empty' });
  return key ?? null;
}

/** Writes the organisations that are made, and who belongs where. */
export async function writeMemberships(
  batch: FileBatch,
  employers: Employers,
  writes: readonly { contactId: string; changes: Changes }[],
): Promise<void> {
  const { client, importAt, by } = batch;
  const at = new Date(importAt);
  const needed = new Set(
    writes.flatMap(({ changes }) => (changes.account ? [(changes.account.to as Membership).account_id] : [])),
  );
  const made = [...employers.made.values()].filter(({ id }) => needed.has(id));
  await copyRows(
    client,
    'accounts',
    ['id', 'name', 'created_at', 'updated_at', 'updated_by'],
    made.map(({ id, name }) => [id, name, at, at, by]),
  );
  const rows = writes.flatMap(({ contactId, changes }) =>
    changes.account ? [{ ...(changes.account.to as Membership), contact_id: contactId }] : [],
  );
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO account_contacts (account_id, contact_id, post, decision_role)
     SELECT account_id, contact_id, post, decision_role FROM jsonb_populate_recordset(NULL::account_contacts, $1)
     ON CONFLICT (account_id, contact_id) DO UPDATE SET post = excluded.post, decision_role = excluded.decision_role`,
    [JSON.stringify(rows)],
  );
}
