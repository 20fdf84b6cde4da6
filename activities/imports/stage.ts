import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { createVersions } from '../../src/crm';
import { inTransaction } from '../../src/platform/in-transaction';
import { isClosedState } from '../../src/process';
import { copyRows } from '../bulk/copy-rows';
import { IMPORT_KINDS, type ImportKind, type Mapping, MappingRefused } from './mapping';
import { type Note, rejection } from './note';
import { readTable, type Table } from './read-table';

/** The text of a file that is to be imported. */
export interface ImportFile {
  kind: ImportKind;
  fileName: string;
  text: string;
}

/** An import that waits for its workflow: one id a file, in the order in which they are read. */
export interface Staged {
  imports: readonly { id: string; kind: ImportKind; fileName: string; total: number }[];
  workflowId: string;
  /** Whether it was under way already. */
  joined: boolean;
}

/**
 * Puts the rows of files into the tables, from where the workflow takes them: whoever calls may go away. The same
 * files under the same mapping are staged anew only once the last import of them is done; until then it is joined.
 * @throws MappingRefused, TableRefused before anything is written.
 */
export async function stageImport(
  pool: Pool,
  mapping: Mapping,
  files: readonly ImportFile[],
  now: number,
): Promise<Staged> {
  const tables = IMPORT_KINDS.flatMap((kind) =>
    files.filter((file) => file.kind === kind).map((file) => ({ kind, table: tableOf(mapping, file) })),
  );
  const hash = hashOf(mapping, files);
  const workflowId = `import-${hash.slice(0, 32)}`;
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [workflowId]);
    await mustFit(client, mapping);
    const unfinished = await findUnfinished(client, hash);
    if (unfinished.length > 0) return { imports: unfinished, workflowId, joined: true };
    const imports: Staged['imports'][number][] = [];
    for (const { kind, table } of tables) imports.push(await keep(client, { kind, table, hash, mapping, now }));
    return { imports, workflowId, joined: false };
  });
}

function hashOf(mapping: Mapping, files: readonly ImportFile[]): string {
  const hash = createHash('sha256').update(JSON.stringify(mapping));
  for (const { kind, text } of files) hash.update(`\0${kind}\0${text}`);
  return hash.digest('hex');
}

function tableOf(mapping: Mapping, { kind, fileName, text }: ImportFile): Table {
  const table = readTable(fileName, text, mapping.delimiter);
  const wanted = Object.values<string | undefined>(mapping[kind]?.columns ?? {});
  const missing = wanted.filter((name) => name !== undefined && !table.columns.includes(name));
  if (missing.length === 0) return table;
  throw new MappingRefused(
    `${fileName} has no column ${missing.map((name) => `"${name}"`).join(', ')}: it has ${table.columns.join(', ')}.`,
  );
}

/** The process that a mapping names must have the states and fields that it fills. */
async function mustFit(client: ClientBase, { sales }: Mapping): Promise<void> {
  const definition = (await createVersions(client).current(sales.process))?.definition;
  if (!definition) throw new MappingRefused(`The process "${sales.process}" has no published version.`);
  const isState = (state: string) =>
    isClosedState(state) ? definition.closed[state.slice('closed.'.length)] : definition.stages[state];
  const states = [...new Set(Object.values(sales.stages).flat())].filter((state) => !isState(state));
  const fields = Object.keys(sales.fields).filter((field) => !definition.fields[field]);
  const [first] = Object.keys(definition.stages);
  const begins = Object.entries(sales.stages).filter(([, path]) => path[0] !== first);
  const said = [
    ...states.map((state) => `it has no state "${state}"`),
    ...fields.map((field) => `it has no field "${field}"`),
    ...begins.map(([name]) => `"${name}" does not begin in its first stage, ${first}`),
  ];
  if (said.length > 0) throw new MappingRefused(`The mapping does not fit "${sales.process}": ${said.join('; ')}.`);
}

/** The files of an import that is under way: those that were staged in the same moment. */
async function findUnfinished(client: ClientBase, hash: string): Promise<Staged['imports'][number][]> {
  const { rows } = await client.query<Staged['imports'][number]>(
    `SELECT id, kind, file_name AS "fileName", total FROM imports WHERE file_hash = $1 AND started_at =
       (SELECT max(started_at) FROM imports WHERE file_hash = $1 AND finished_at IS NULL) ORDER BY id`,
    [hash],
  );
  return rows;
}

interface Keeping {
  kind: ImportKind;
  table: Table;
  hash: string;
  mapping: Mapping;
  now: number;
}

async function keep(
  client: ClientBase,
  { kind, table, hash, mapping, now }: Keeping,
): Promise<Staged['imports'][number]> {
  const id = newId();
  const rows = stagedRows(table, keyColumn(mapping, kind));
  const rejected = rows.filter((one) => one.result === 'rejected').length;
  await client.query(
    `INSERT INTO imports (id, kind, file_hash, file_name, mapping, status, total, done, started_at)
     VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8)`,
    [id, kind, hash, table.fileName, JSON.stringify(mapping), rows.length, rejected, new Date(now)],
  );
  await copyRows(
    client,
    'import_rows',
    ['import_id', 'row', 'external_key', 'raw', 'result', 'notes'],
    rows.map((one) => [id, one.row, one.key, one.raw, one.result, one.notes]),
  );
  return { id, kind, fileName: table.fileName, total: rows.length };
}

const keyColumn = (mapping: Mapping, kind: ImportKind): string =>
  kind === 'sales' ? mapping.sales.columns.key : (mapping[kind]?.columns.name ?? '');

/** What is wrong with a row whatever its cells mean is said at once: it has no key, or that of an earlier row. */
function stagedRows(table: Table, keyColumn: string) {
  const first = new Map<string, number>();
  return table.rows.map(({ row, raw, notes }) => {
    const key = raw[keyColumn] ?? '';
    const all = [...notes, ...keyNotes(key, first.get(key))];
    if (!first.has(key)) first.set(key, row);
    const result = all.some((note) => note.done === 'rejected') ? 'rejected' : 'waiting';
    return { row, raw, key: key || null, notes: all, result };
  });
}

function keyNotes(key: string, earlier: number | undefined): Note[] {
  if (key === '') return [rejection('KeyMissing', 'key', '')];
  return earlier === undefined ? [] : [rejection('KeyRepeated', 'key', key, `row ${earlier}`)];
}
