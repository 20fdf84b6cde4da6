import type { ClientBase } from 'pg';
import type { Changes } from './batch';
import { type Columns, isSame } from './card-fields';
import { type AddressRow, type PointRow, setAddresses } from './card-parts';
import { columnsIn, setColumns } from './cards';
import type { Membership } from './memberships';
import type { BackResult, DoneRow } from './revert';

type Entity = 'account' | 'contact';
const TABLE = { account: 'accounts', contact: 'contacts' } as const;

interface Hands {
  client: ClientBase;
  by: string;
}

/** Takes cards back to before an import: updated ones to their earlier values, made ones away. */
export async function takeBackCards(hands: Hands, entity: Entity, rows: readonly DoneRow[]): Promise<BackResult[]> {
  const made = rows.filter(({ result }) => result === 'imported');
  const updated = rows.filter(({ result }) => result === 'updated');
  const results = [...(await restore(hands, entity, updated)), ...(await remove(hands, entity, made))];
  await removeMadeAccounts(hands, rows);
  return results;
}

/** What would be lost with a card, or would point at nothing. */
const HANGS: Readonly<Record<Entity, string>> = {
  account: `t.revision > 1 OR EXISTS (SELECT 1 FROM sales x WHERE x.account_id = t.id) OR EXISTS (SELECT 1 FROM leads x WHERE x.account_id = t.id)
    OR EXISTS (SELECT 1 FROM interactions x WHERE x.account_id = t.id) OR EXISTS (SELECT 1 FROM accounts x WHERE (x.holding_id = t.id AND NOT x.id = ANY($1)) OR x.merged_into = t.id)
    OR EXISTS (SELECT 1 FROM account_contacts x WHERE x.account_id = t.id) OR EXISTS (SELECT 1 FROM touches x WHERE x.account_id = t.id)`,
  contact: `t.revision > 1 OR EXISTS (SELECT 1 FROM sales x WHERE x.contact_id = t.id) OR EXISTS (SELECT 1 FROM leads x WHERE x.contact_id = t.id)
    OR EXISTS (SELECT 1 FROM interactions x WHERE x.contact_id = t.id) OR EXISTS (SELECT 1 FROM contacts x WHERE x.merged_into = t.id)
    OR EXISTS (SELECT 1 FROM touches x WHERE x.contact_id = t.id) OR (SELECT count(*) FROM account_contacts x WHERE x.contact_id = t.id) > 1`,
};

async function remove({ client }: Hands, entity: Entity, rows: readonly DoneRow[]): Promise<BackResult[]> {
  const ids = rows.map(({ entityId }) => entityId);
  const { rows: free } = await client.query<{ id: string }>(
    `SELECT id FROM ${TABLE[entity]} t WHERE id = ANY($1) AND NOT (${HANGS[entity]}) FOR UPDATE`,
    [ids],
  );
  const going = free.map(({ id }) => id);
  if (entity === 'account') await client.query('UPDATE accounts SET holding_id = NULL WHERE id = ANY($1)', [going]);
  await client.query(`DELETE FROM ${TABLE[entity]} WHERE id = ANY($1)`, [going]);
  const gone = new Set(going);
  return rows.map(({ row, entityId }) =>
    gone.has(entityId)
      ? { row, back: 'taken back', why: [] }
      : { row, back: 'in use', why: ['something hangs on it, or it was changed since'] },
  );
}

/** Organisations that were made for the contacts go with them, where nobody else belongs to them by now. */
async function removeMadeAccounts({ client }: Hands, rows: readonly DoneRow[]): Promise<void> {
  const ids = rows.flatMap(({ changes }) =>
    changes?.madeAccount ? [(changes.madeAccount.to as { id: string }).id] : [],
  );
  if (ids.length > 0) await client.query(`DELETE FROM accounts t WHERE id = ANY($1) AND NOT (${HANGS.account})`, [ids]);
}

async function restore(hands: Hands, entity: Entity, rows: readonly DoneRow[]): Promise<BackResult[]> {
  const { client } = hands;
  const { rows: now } = await client.query<{ id: string; row: Columns }>(
    `SELECT id, to_jsonb(t) AS row FROM ${TABLE[entity]} t WHERE id = ANY($1) FOR UPDATE`,
    [rows.map(({ entityId }) => entityId)],
  );
  const current = new Map(now.map(({ id, row }) => [id, row]));
  const writes = [];
  const results: BackResult[] = [];
  for (const { row, entityId, changes } of rows) {
    const card = current.get(entityId);
    if (!card) {
      results.push({ row, back: 'stays', why: ['it is not there'] });
      continue;
    }
    const all = changes ?? {};
    const kept = Object.entries(columnsIn(all, 'to'))
      .filter(([column, to]) => !isSame(card[column] ?? null, to))
      .map(([column]) => column);
    const columns = Object.fromEntries(
      Object.entries(columnsIn(all, 'from')).filter(([column]) => !kept.includes(column)),
    );
    const was = Object.fromEntries(Object.keys(columns).map((column) => [column, card[column] ?? null]));
    if (Object.keys(columns).length > 0) writes.push({ id: entityId, columns, was, revision: Number(card.revision) });
    kept.push(...(await restoreParts(hands, entity, entityId, all)));
    results.push({ row, back: kept.length > 0 ? 'changed since' : 'taken back', why: kept });
  }
  await setColumns(hands, entity, writes, 'import taken back');
  return results;
}

/** Phones and addresses that were added go, changed ones come back. Gives which parts stay, being somebody else's now. */
async function restoreParts({ client }: Hands, entity: Entity, cardId: string, changes: Changes): Promise<string[]> {
  const kept: string[] = [];
  const points = (changes.points?.to ?? []) as PointRow[];
  await client.query('DELETE FROM contact_points WHERE id = ANY($1)', [points.map(({ id }) => id)]);
  if (changes.address) {
    const to = changes.address.to as AddressRow;
    const { rows } = await client.query<AddressRow>(
      'SELECT id, country, region, city, postcode, line FROM addresses WHERE id = $1 FOR UPDATE',
      [to.id],
    );
    if (!isSame(rows[0] ?? null, to)) kept.push('address');
    else if (changes.address.from === null) await client.query('DELETE FROM addresses WHERE id = $1', [to.id]);
    else await setAddresses({ client }, [changes.address.from as AddressRow]);
  }
  if (
    changes.account &&
    entity === 'contact' &&
    !(await restoreMembership(client, cardId, changes.account as { from: Membership | null; to: Membership }))
  )
    kept.push('account');
  return kept;
}

async function restoreMembership(
  client: ClientBase,
  contactId: string,
  { from, to }: { from: Membership | null; to: Membership },
): Promise<boolean> {
  const where =
    'WHERE contact_id = $1 AND account_id = $2 AND post IS NOT DISTINCT FROM $3 AND decision_role IS NOT DISTINCT FROM $4';
  const values = [contactId, to.account_id, to.post, to.decision_role];
  const { rowCount } = from
    ? await client.query(`UPDATE account_contacts SET post = $5, decision_role = $6 ${where}`, [
        ...values,
        from.post,
        from.decision_role,
      ])
    : await client.query(`DELETE FROM account_contacts ${where}`, values);
  return (rowCount ?? 0) > 0;
}
