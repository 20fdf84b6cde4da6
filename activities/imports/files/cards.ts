import { v7 as newId } from 'uuid';
import { type Cell, copyRows } from '../../bulk/copy-rows';
import { rejection } from '../note';
import type { Changes, FileBatch, RowPlan, StagedRow } from './batch';
import { type Columns, columnsOf, differing } from './card-fields';
import { partChanges, readParts, writeParts } from './card-parts';
import { type Doubles, findDoubles, leftOut, rejectSecond, takenFor } from './doubles';
import { lookUp, namedId } from './lookups';
import { type Match, matchCards, refusedMatch } from './match';
import { type Employers, membershipChanges, readEmployers, writeMemberships } from './memberships';
import { composeName, type RowValues, readRow, requireAll } from './read-row';

type Entity = 'account' | 'contact';
const TABLE = { account: 'accounts', contact: 'contacts' } as const;
/** What stands in other tables, or was made beside: no columns of the card. */
const BESIDE = new Set(['points', 'address', 'account', 'madeAccount']);

/** What rows would do to the accounts or contacts that are there, and with `preview` unset does it. */
export async function importCards(batch: FileBatch, entity: Entity, rows: readonly StagedRow[]): Promise<RowPlan[]> {
  // Two imports at once would each make what both bring.
  if (!batch.preview) await batch.client.query(`SELECT pg_advisory_xact_lock(hashtext('imports of cards'))`);
  const read = rows.map((row) => {
    const values = readRow(row, batch);
    composeName(values, 'name');
    return values;
  });
  const { matches, doubles } = await findKnown(batch, entity, read);
  const ids = [...matches.values()].flatMap((match) => (match && 'id' in match ? [match.id] : []));
  const current = await readCurrent(batch, entity, ids);
  const parts = await readParts(batch, entity, ids);
  const owners = await lookUp(batch, 'people', read, 'owner');
  const holdings = entity === 'account' ? await lookUp(batch, 'accounts', read, 'holding') : null;
  const employers = entity === 'contact' ? await readEmployers(batch, read, ids) : null;

  const changed = new Map<string, number>();
  const plans = read.map((row): RowPlan => {
    if (row.rejected) return rejectedPlan(row);
    const match = matches.get(row.row.row) ?? null;
    if (match && 'refused' in match) {
      row.notes.push(refusedMatch(row, match.refused));
      return rejectedPlan(row);
    }
    const out = leftOut(row, doubles.get(row.row.row), batch);
    if (out) return out;
    const known = match ? (current.get(match.id) ?? null) : null;
    const { mode } = batch.plan;
    if (known === null && mode === 'update') row.notes.push(rejection('NothingToUpdate', 'key', row.row.key));
    if (known === null && mode !== 'update') requireAll(row, batch);
    if (row.notes.some(({ done }) => done === 'rejected')) return rejectedPlan(row);
    if (match && known && mode === 'create')
      return { row: row.row.row, action: 'present', entityId: match.id, changes: {}, notes: row.notes };
    const wanted = columnsOf(entity, row, batch, known);
    const owner = namedId(row, owners, 'owner', 'OwnerUnknown') ?? (known ? null : defaultOwner(batch));
    if (owner !== null) wanted.owner_id = owner;
    const holding = holdings && namedId(row, holdings, 'holding', 'HoldingUnknown');
    if (holding && holding !== match?.id) wanted.holding_id = holding;
    const beside = {
      ...partChanges(entity, row, match ? parts.get(match.id) : undefined, batch.plan.country),
      ...(employers && membershipChanges(row, match?.id ?? null, employers, batch)),
    };
    const changes: Changes = { ...differing(known ?? {}, wanted), ...beside };
    if (!known) return { row: row.row.row, action: 'create', entityId: newId(), changes, notes: row.notes };
    const action = Object.keys(changes).length > 0 ? 'update' : 'present';
    if (match && action === 'update' && rejectSecond(row, match.id, changed)) return rejectedPlan(row);
    return { row: row.row.row, action, entityId: match?.id ?? null, changes, notes: row.notes };
  });
  if (!batch.preview)
    await write(batch, entity, { plans, keys: new Map(rows.map(({ row, key }) => [row, key])), current, employers });
  return plans;
}

/** The records that rows are about: found by a key, or, where none fits, by being very like. */
async function findKnown(batch: FileBatch, entity: Entity, rows: readonly RowValues[]) {
  const good = rows.filter(({ rejected }) => !rejected);
  const matches: Map<number, Match> = await matchCards(batch, entity, good);
  const doubles: Doubles = await findDoubles(
    batch,
    entity,
    good.filter(({ row }) => !matches.get(row.row)),
  );
  for (const [row, double] of doubles) matches.set(row, takenFor(batch, double));
  return { matches, doubles };
}

const rejectedPlan = ({ row, notes }: RowValues): RowPlan => ({
  row: row.row,
  action: 'rejected',
  entityId: null,
  changes: {},
  notes,
});

/** Cards need no owner: without a word of the mapping they are everybody's. */
const defaultOwner = ({ plan, by }: FileBatch): string | null => {
  if (plan.owner === 'me') return by;
  return typeof plan.owner === 'object' ? plan.owner.personId : null;
};

async function readCurrent(
  { client, preview }: FileBatch,
  entity: Entity,
  ids: readonly string[],
): Promise<Map<string, Columns>> {
  const { rows } = await client.query<{ id: string; row: Columns }>(
    `SELECT id, to_jsonb(t) AS row FROM ${TABLE[entity]} t WHERE id = ANY($1) ORDER BY id ${preview ? '' : 'FOR UPDATE'}`,
    [ids],
  );
  return new Map(rows.map(({ id, row }) => [id, row]));
}

interface Writing {
  plans: readonly RowPlan[];
  keys: ReadonlyMap<number, string>;
  current: ReadonlyMap<string, Columns>;
  employers: Employers | null;
}

async function write(batch: FileBatch, entity: Entity, { plans, keys, current, employers }: Writing): Promise<void> {
  const created = plans.filter(({ action }) => action === 'create');
  const updated = plans.filter(({ action }) => action === 'update');
  await insert(batch, entity, created, keys);
  await update(batch, entity, updated, current);
  const written = [...created, ...updated].flatMap(({ entityId, changes }) =>
    entityId === null ? [] : [{ cardId: entityId, contactId: entityId, changes }],
  );
  await writeParts(batch, entity, written);
  if (employers) await writeMemberships(batch, employers, written);
}

/** The columns that a change is of. */
export const columnsIn = (changes: Changes, side: 'from' | 'to'): Columns =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([column, change]) => (BESIDE.has(column) ? [] : [[column, change[side]]])),
  );

const NOT_EMPTY: Readonly<Record<Entity, Columns>> = {
  account: { activities: [], custom: {} },
  contact: { custom: {} },
};

async function insert(
  { client, importAt, by }: FileBatch,
  entity: Entity,
  created: readonly RowPlan[],
  keys: ReadonlyMap<number, string>,
): Promise<void> {
  const at = new Date(importAt);
  const rows = created.map(({ row, entityId, changes }) => ({
    ...NOT_EMPTY[entity],
    ...columnsIn(changes, 'to'),
    id: entityId,
    external_key: keys.get(row) ?? null,
  }));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => cellOf((row as Columns)[column])));
  await copyRows(
    client,
    TABLE[entity],
    [...columns, 'created_at', 'updated_at', 'updated_by'],
    cells.map((row) => [...row, at, at, by]),
  );
}

/** COPY takes a list of texts as PostgreSQL writes it. */
const cellOf = (value: unknown): Cell =>
  Array.isArray(value)
    ? `{${value.map((one) => `"${String(one).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
    : (value as Cell);

/** Sets columns of cards, each row its own ones, counts the change, and keeps what it was in the history of cards. */
async function update(
  batch: FileBatch,
  entity: Entity,
  plans: readonly RowPlan[],
  current: ReadonlyMap<string, Columns>,
): Promise<void> {
  await setColumns(
    batch,
    entity,
    plans.flatMap(({ entityId, changes }) =>
      entityId === null
        ? []
        : [
            {
              id: entityId,
              columns: columnsIn(changes, 'to'),
              was: columnsIn(changes, 'from'),
              revision: Number(current.get(entityId)?.revision ?? 0),
            },
          ],
    ),
    'import',
  );
}

export interface ColumnWrite {
  id: string;
  columns: Columns;
  was: Columns;
  /** As it was read. */
  revision: number;
}

/** Sets columns of cards, each its own ones; every card's revision goes up by one, and its history says what was and what is. */
export async function setColumns(
  { client, by }: Pick<FileBatch, 'client' | 'by'>,
  entity: Entity,
  writes: readonly ColumnWrite[],
  how: string,
): Promise<void> {
  if (writes.length === 0) return;
  const names = [...new Set(writes.flatMap(({ columns }) => Object.keys(columns)))];
  const set = names
    .map((name) => `${name} = CASE WHEN d.patch ? '${name}' THEN n.${name} ELSE t.${name} END, `)
    .join('');
  await client.query(
    `UPDATE ${TABLE[entity]} t SET ${set} revision = t.revision + 1, updated_at = now(), updated_by = $2
     FROM jsonb_to_recordset($1) AS d(id uuid, patch jsonb), LATERAL jsonb_populate_record(NULL::${TABLE[entity]}, d.patch) n WHERE t.id = d.id`,
    [JSON.stringify(writes.map(({ id, columns }) => ({ id, patch: columns }))), by],
  );
  await client.query(
    `INSERT INTO record_changes (entity, entity_id, revision, at, by, how, before, after)
     SELECT $2, d.id, d.revision, now(), $3, $4, d.before, d.after FROM jsonb_to_recordset($1) AS d(id uuid, revision int, before jsonb, after jsonb)`,
    [
      JSON.stringify(
        writes.map(({ id, revision, was, columns }) => ({ id, revision: revision + 1, before: was, after: columns })),
      ),
      entity,
      by,
      how,
    ],
  );
}

/** Holdings that stood further down in the file are linked once all of it is in; their notes go. */
export async function linkLateHoldings(client: FileBatch['client'], importId: string): Promise<void> {
  await client.query(
    `WITH missed AS (
       SELECT r.row, r.entity_id, note ->> 'value' AS name FROM import_rows r, jsonb_array_elements(r.notes) note
       WHERE r.import_id = $1 AND r.result IN ('imported', 'updated') AND note ->> 'code' = 'HoldingUnknown'
     ), found AS (
       SELECT m.row, m.entity_id, min(a.id::text)::uuid AS holding FROM missed m JOIN accounts a ON lower(a.name) = lower(m.name) AND a.merged_into IS NULL
       WHERE a.id <> m.entity_id AND a.holding_id IS DISTINCT FROM m.entity_id GROUP BY 1, 2 HAVING count(*) = 1
     ), linked AS (
       UPDATE accounts a SET holding_id = f.holding FROM found f WHERE a.id = f.entity_id RETURNING a.id
     )
     UPDATE import_rows r SET notes = (SELECT coalesce(jsonb_agg(n), '[]') FROM jsonb_array_elements(r.notes) n WHERE n ->> 'code' <> 'HoldingUnknown')
     FROM found f WHERE r.import_id = $1 AND r.row = f.row`,
    [importId],
  );
}
