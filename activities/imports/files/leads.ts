import { v5 as derivedId, v7 as newId } from 'uuid';
import { chooseOwners, leadFactsOf, type Version } from '../../../src/crm';
import type { Value } from '../../../src/imports';
import { type Definition, type FieldDefinition, type Fields, type FieldValue, SYSTEM } from '../../../src/process';
import { fieldProblem } from '../../../src/process/fields/field-value';
import { createPast, PastRefused } from '../../bulk/past-instance';
import { type MadeHistory, writeHistories } from '../../bulk/write-histories';
import { rejection } from '../note';
import type { FileBatch, RowPlan, StagedRow } from './batch';
import { type Columns, columnsOf, differing } from './card-fields';
import { type Doubles, findDoubles, leftOut, rejectSecond } from './doubles';
import { lookUp, namedId } from './lookups';
import { composeName, type RowValues, readRow, requireAll, textOf } from './read-row';
import { createVersionChoice } from './version-choice';

/** The id of the lead that a row makes: the same however often the row is tried. */
const LEADS = '5e0a6d0e-6b0b-5d8e-9d6b-0c2a8a1f4b57';
export const leadIdOf = (importId: string, row: number): string => derivedId(`${importId} ${row}`, LEADS);

interface NewLead {
  row: RowValues;
  id: string;
  version: Version;
  words: Columns;
  fields: Fields;
  productId: string | null;
  ownerId: string | null;
}

/** What rows would make of leads, and with `preview` unset makes it: open leads, whose workflows start behind them. */
export async function importLeads(batch: FileBatch, rows: readonly StagedRow[]): Promise<RowPlan[]> {
  const choice = await createVersionChoice(batch, 'lead');
  const read = rows.map((row) => {
    const values = readRow(row, batch, choice.fieldTypes);
    composeName(values, 'personName');
    return values;
  });
  const there = await readThere(
    batch,
    'external_key',
    read.map(({ row }) => row.key),
  );
  const doubles = await findDoubles(
    batch,
    'lead',
    read.filter((row) => !row.rejected && !there.has(row.row.key)),
  );
  const alike = await readAlike(batch, doubles);
  const changed = new Map<string, number>();
  const owners = await lookUp(batch, 'people', read, 'owner');
  const products = await lookUp(batch, 'products', read, 'product');
  const fresh: NewLead[] = [];
  const plans: RowPlan[] = [];
  for (const row of read) {
    const double = doubles.get(row.row.row);
    const known = there.get(row.row.key) ?? (double && alike.get(double.id));
    const out = leftOut(row, double, batch);
    const done = out
      ? { row: out }
      : known
        ? planKnown(row, known, batch, changed)
        : await planNew(row, batch, choice.of);
    if (done.row) plans.push(done.row);
    else
      fresh.push({
        ...done.lead,
        productId: namedId(row, products, 'product', 'ProductUnknown'),
        ownerId: namedId(row, owners, 'owner', 'OwnerUnknown'),
      });
  }
  const made = batch.preview ? fresh.map(previewed) : await make(batch, fresh);
  const all = [...plans, ...made].sort((a, b) => a.row - b.row);
  if (!batch.preview)
    await update(
      batch,
      all.filter(({ action }) => action === 'update'),
    );
  return all;
}

type Known = { id: string; row: Columns; seen: boolean };

/** The leads that rows are taken for by likeness, where the mapping wants that, by their ids. */
const readAlike = (batch: FileBatch, doubles: Doubles): Promise<Map<string, Known>> =>
  readThere(batch, 'id', batch.plan.doubles === 'update' ? [...doubles.values()].map(({ id }) => id) : []);

async function readThere(
  { client, sight, preview }: FileBatch,
  by: 'external_key' | 'id',
  keys: readonly string[],
): Promise<Map<string, Known>> {
  const { rows: found } = await client.query<Known & { key: string }>(
    `SELECT w.${by}::text AS key, w.id, to_jsonb(w) AS row, ($2::uuid[] IS NULL OR i.owner_id = ANY($2) OR w.created_by = $3) AS seen
     FROM leads w JOIN process_instances i ON i.id = w.id WHERE w.${by} = ANY($1) ${preview ? '' : 'FOR UPDATE OF w'}`,
    [keys, sight.owners, sight.personId],
  );
  return new Map(found.map((one) => [one.key, one]));
}

type Planned = { row: RowPlan } | { row: null; lead: Omit<NewLead, 'productId' | 'ownerId'> };

function planKnown(
  row: RowValues,
  { id, row: current, seen }: Known,
  batch: FileBatch,
  changed: Map<string, number>,
): { row: RowPlan } {
  const of = (action: RowPlan['action'], changes = {}): { row: RowPlan } => ({
    row: { row: row.row.row, action, entityId: action === 'rejected' ? null : id, changes, notes: row.notes },
  });
  if (!seen) row.notes.push(rejection('NotYours', 'key', row.row.key));
  if (row.rejected || !seen) return of('rejected');
  if (batch.plan.mode === 'create') return of('present');
  const changes = differing(current, columnsOf('lead', row, batch, current));
  if (Object.keys(changes).length === 0) return of('present');
  return rejectSecond(row, id, changed) ? of('rejected') : of('update', changes);
}

async function planNew(
  row: RowValues,
  batch: FileBatch,
  versionOf: (facts: Fields, id: string) => Promise<Version | null>,
): Promise<Planned> {
  if (batch.plan.mode === 'update') row.notes.push(rejection('NothingToUpdate', 'key', row.row.key));
  else requireAll(row, batch);
  const refused = (): Planned => ({
    row: { row: row.row.row, action: 'rejected', entityId: null, changes: {}, notes: row.notes },
  });
  if (row.notes.some(({ done }) => done === 'rejected')) return refused();
  const id = leadIdOf(batch.importId, row.row.row);
  const words = columnsOf('lead', row, batch, null);
  const version = await versionOf({ source: textOf(row, 'source'), lineOfBusiness: textOf(row, 'line') }, id);
  if (version) return { row: null, lead: { row, id, version, words, fields: fieldsOf(row, version.definition) } };
  row.notes.push(rejection('ProcessUnknown', 'process', batch.plan.process ?? ''));
  return refused();
}

const previewed = ({ row, id: _, words, fields, ownerId }: NewLead): RowPlan => ({
  row: row.row.row,
  action: 'create',
  entityId: null,
  changes: differing(
    {},
    {
      ...words,
      ...(ownerId !== null && { owner_id: ownerId }),
      ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [`field.${key}`, value])),
    },
  ),
  notes: row.notes,
});

/** Values of the process's fields: those named by a column, and the rating where the process has one. */
function fieldsOf(row: RowValues, { fields: known }: Definition): Fields {
  const fields: Record<string, FieldValue> = {};
  for (const [target, value] of row.values) {
    const key = target === 'rating' ? 'rating' : /^field\.(.+)$/.exec(target)?.[1];
    const field = key === undefined ? undefined : known[key];
    if (key === undefined) continue;
    const read = field && fieldValue(field, value);
    if (read === undefined || fieldProblem(field as FieldDefinition, read))
      row.notes.push({ code: 'ValueUnknown', field: target, value: String(value).slice(0, 200), done: 'left empty' });
    else fields[key] = read;
  }
  return fields;
}

function fieldValue({ type, options }: FieldDefinition, value: Value): FieldValue | undefined {
  const word = String(value).toLowerCase();
  if (type === 'choice')
    return Object.entries(options).find(([key, name]) =>
      [key, name.en, name.ru].some((one) => one.toLowerCase() === word),
    )?.[0];
  if (type === 'boolean')
    return ['yes', 'true', '1', 'да'].includes(word)
      ? true
      : ['no', 'false', '0', 'нет'].includes(word)
        ? false
        : undefined;
  if (type === 'percent') return Number(word.replace('%', ''));
  return value as FieldValue;
}

async function make(batch: FileBatch, fresh: readonly NewLead[]): Promise<RowPlan[]> {
  const { client, reference, importAt, by } = batch;
  const owners = await ownersOf(batch, fresh);
  const made: MadeHistory[] = [];
  const plans = fresh.map((lead): RowPlan => {
    const { row, id, version, words, fields, productId } = lead;
    const past = createPast(
      { instanceId: id, kind: 'lead', versionId: version.id, definition: version.definition },
      { reference, newId: () => newId() },
    );
    try {
      past.ask(importAt, SYSTEM, { type: 'start', owner: owners.get(id) ?? by, fields });
    } catch (error) {
      if (!(error instanceof PastRefused)) throw error;
      row.notes.push(rejection('RefusedByProcess', '', '', error.message));
      return { row: row.row.row, action: 'rejected', entityId: null, changes: {}, notes: row.notes };
    }
    made.push({ past, words: { ...camelled(words), productId, externalKey: row.row.key }, createdBy: by });
    return { row: row.row.row, action: 'create', entityId: id, changes: {}, notes: row.notes };
  });
  await writeHistories(client, made, { reference, notices: 'none' });
  return plans;
}

/** Owners by the file, else by the mapping; the rules of distribution see each lead as it will be. */
async function ownersOf(
  { plan, pool, by, importAt }: FileBatch,
  fresh: readonly NewLead[],
): Promise<Map<string, string>> {
  const stand = typeof plan.owner === 'object' ? plan.owner.personId : by;
  const owners = new Map(fresh.map(({ id, ownerId }) => [id, ownerId ?? stand]));
  const open = plan.owner === 'distribute' ? fresh.filter(({ ownerId }) => ownerId === null) : [];
  if (open.length === 0) return owners;
  const asked = open.map(({ id, words, fields, productId }) => ({
    instanceId: id,
    facts: leadFactsOf({ ...camelled(words), productId }, fields),
    fallback: by,
  }));
  const chosen = await chooseOwners(pool, asked, importAt);
  for (const [i, { id }] of open.entries()) owners.set(id, chosen[i]?.ownerId ?? by);
  return owners;
}

const camelled = (columns: Columns): Record<string, string> =>
  Object.fromEntries(
    Object.entries(columns).map(([column, value]) => [
      column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value as string,
    ]),
  );

/** The words of leads that are there change; what their processes have done stays. */
async function update({ client }: FileBatch, plans: readonly RowPlan[]): Promise<void> {
  await setLeadWords(
    client,
    plans.flatMap(({ entityId, changes }) =>
      entityId === null
        ? []
        : [
            {
              id: entityId,
              columns: Object.fromEntries(Object.entries(changes).map(([column, { to }]) => [column, to])),
            },
          ],
    ),
  );
}

export async function setLeadWords(
  client: FileBatch['client'],
  writes: readonly { id: string; columns: Columns }[],
): Promise<void> {
  if (writes.length === 0) return;
  const names = [...new Set(writes.flatMap(({ columns }) => Object.keys(columns)))];
  const set = names
    .map((name) => `${name} = CASE WHEN d.patch ? '${name}' THEN n.${name} ELSE t.${name} END`)
    .join(', ');
  await client.query(
    `UPDATE leads t SET ${set} FROM jsonb_to_recordset($1) AS d(id uuid, patch jsonb), LATERAL jsonb_populate_record(NULL::leads, d.patch) n WHERE t.id = d.id`,
    [JSON.stringify(writes.map(({ id, columns }) => ({ id, patch: columns })))],
  );
}
