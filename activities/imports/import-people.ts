import { v5 as derivedId, v7 as newId } from 'uuid';
import { copyRows } from '../bulk/copy-rows';
import { type Cells, cellsOf } from './cells';
import { idsByName } from './known-names';
import type { Mapping } from './mapping';
import { type Batch, externalKey, type RowResult, type WaitingRow } from './row-result';

type People = NonNullable<Mapping['people']>;
type Field = keyof People['columns'];

/** Ids of offices follow from their names, so that a second run finds them. */
const OFFICES = 'c1a9f4c6-6f0e-5d1c-9a3b-1f6a0c0d7e11';

/** Makes people of rows, with their managers and offices. Whoever has the same name or address already is that person. */
export async function importPeople(batch: Batch, rows: readonly WaitingRow[]): Promise<RowResult[]> {
  const { mapping } = batch;
  const section = mapping.people;
  if (!section) throw new Error('The mapping has no people.');
  const read = rows.map((row) => ({ row, cells: cellsOf<Field>(row.raw, section) }));
  const offices = await writeOffices(
    batch,
    section,
    read.map(({ cells }) => cells),
  );
  const managers = read.map(({ cells }) => ({ name: cells.text('manager'), cells, roles: 'manager' }));
  const reps = read.map(({ cells }) => ({ name: cells.text('name'), cells, roles: 'rep' }));
  const everybody = [...managers, ...reps].filter(({ name }) => name !== '');
  const there = await idsByName(
    batch.client,
    'people',
    mapping,
    everybody.map(({ name }) => name),
  );
  const ids = new Map(there);
  const fresh: (string | null)[][] = [];
  for (const { name, cells, roles } of everybody) {
    if (ids.has(name)) continue;
    const id = newId();
    ids.set(name, id);
    const managerId = roles === 'rep' ? (ids.get(cells.text('manager')) ?? null) : null;
    const email = roles === 'rep' ? mailOf(section, cells, name) : madeMail(section, name);
    const office = offices.get(cells.text('office')) ?? null;
    fresh.push([id, name, email, `{${roles}}`, managerId, office, externalKey(mapping, name)]);
  }
  const columns = ['id', 'name', 'email', 'roles', 'manager_id', 'office_id', 'external_key'];
  await copyRows(batch.client, 'people', columns, fresh);
  return read.map(({ row, cells }) => {
    const name = cells.text('name');
    const result = there.has(name) ? 'present' : 'imported';
    return { row: row.row, result, entityId: ids.get(name) ?? null, notes: [...row.notes, ...cells.notes] };
  });
}

async function writeOffices(
  { client }: Batch,
  section: People,
  all: readonly Cells<Field>[],
): Promise<Map<string, string>> {
  const offices = new Map<string, string>();
  for (const { text, notes } of all) {
    const name = text('office');
    const known = section.offices[name];
    if (name !== '' && !known) notes.push({ code: 'OfficeUnknown', field: 'office', value: name, done: 'left empty' });
    if (!known || offices.has(name)) continue;
    const id = derivedId(name, OFFICES);
    offices.set(name, id);
    await client.query(
      'INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING',
      [id, JSON.stringify({ en: name, ru: name }), known.zone, known.calendar],
    );
  }
  return offices;
}

function mailOf(section: People, { text, notes }: Cells<Field>, name: string): string {
  const said = text('email');
  if (said !== '') return said;
  const used = madeMail(section, name);
  notes.push({ code: 'MailMissing', field: 'email', value: '', done: 'default', used, default: true });
  return used;
}

/** Nobody gets mail there; it only has to differ from everybody else's. */
const madeMail = ({ mailDomain }: People, name: string): string =>
  `${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '.')}@${mailDomain}`;
