import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { parse } from 'yaml';
import { importWorkflowId } from '../../workflows/messages';
import { SEES_ALL } from '../access';
import { createImportEngine } from '../commands';
import { readCustomFields } from '../crm';
import {
  countRows,
  FileRefused,
  type ImportCard,
  ImportPlan,
  planFaults,
  readImportCard,
  setPlan,
  uploadImport,
} from '../imports';
import { createPool, type Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import { say } from './command';
import { connect } from './connect';
import type { Installation } from './parts';

export const FILE_ENTITIES = {
  accounts: 'account',
  contacts: 'contact',
  leads: 'lead',
  interactions: 'interaction',
} as const;

export interface FileOptions {
  mapping: string;
  as: string;
  preview?: boolean;
  json?: boolean;
}

/**
 * Brings in a CSV, XLSX or vCard file by the same engine as the API, and says what became of its rows. Closed half way, it goes on by
 * itself: `GET /api/v1/imports/<id>` says how far it is.
 */
export async function importFile(
  on: Installation,
  entity: keyof typeof FILE_ENTITIES,
  path: string,
  options: FileOptions,
): Promise<void> {
  const file = resolve(path);
  if (!existsSync(file)) throw new Trouble(`There is no ${path}.`, 2);
  const plan = planIn(resolve(options.mapping), FILE_ENTITIES[entity]);
  const pool = createPool(on.urls.api || on.urls.worker, { max: 2 });
  const connection = await connect(on.temporal.address).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  try {
    const id = await send(pool, file, plan, { as: options.as, now: on.clock.now() });
    const client = new Client({ connection, namespace: on.temporal.namespace });
    await createImportEngine({ client }).begin(id, options.preview ? 'preview' : 'run');
    const card = await follow(pool, client, id, options.json === true);
    const counts = await countRows(pool, id);
    tell(card, options.preview ? counts.would : counts.counts, options);
    if ((counts.counts.rejected ?? 0) > 0 || card.status === 'failed') process.exitCode = 1;
  } finally {
    await Promise.all([connection.close(), pool.end()]);
  }
}

function planIn(path: string, entity: string): ImportPlan {
  if (!existsSync(path)) throw new Trouble(`There is no mapping ${path}.`, 2);
  const read = ImportPlan.safeParse({ entity, ...(parse(readFileSync(path, 'utf8')) as object) });
  if (read.success && read.data.entity === entity) return read.data;
  const said = read.success
    ? [`  entity: is ${read.data.entity}`]
    : read.error.issues.map((issue) => `  ${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new Trouble(`${basename(path)} is refused:\n${said.join('\n')}`, 2);
}

async function send(
  pool: Pool,
  file: string,
  plan: ImportPlan,
  { as, now }: { as: string; now: number },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM people WHERE lower(email) = lower($1) AND active', [
    as,
  ]);
  const [person] = rows;
  if (!person) throw new Trouble(`Nobody who works here has the address ${as}.`, 2);
  const id = newId();
  try {
    await uploadImport(
      pool,
      { id, fileName: basename(file), createdBy: person.id, now, told: {} },
      createReadStream(file) as AsyncIterable<Buffer>,
    );
  } catch (error) {
    if (error instanceof FileRefused) throw new Trouble(error.message, 2);
    throw error;
  }
  const card = await readImportCard(pool, SEES_ALL, id);
  const custom = plan.entity === 'interaction' ? [] : await readCustomFields(pool, plan.entity as 'account');
  // Fields of processes are held against the process row by row.
  const process = Object.fromEntries(
    Object.values(plan.columns).flatMap((target) =>
      target.startsWith('field.') ? [[target.slice('field.'.length), 'text']] : [],
    ),
  );
  const faults = planFaults(plan, { columns: card?.shape?.columns.map(({ name }) => name) ?? [], custom, process });
  if (faults.length > 0)
    throw new Trouble(
      `The mapping does not fit:\n${faults.map(({ path, message }) => `  ${path.replace('body.', '')}: ${message}`).join('\n')}`,
      2,
    );
  await setPlan(pool, id, plan);
  return id;
}

const ASK_EVERY_MS = 500;

async function follow(pool: Pool, client: Client, id: string, quiet: boolean): Promise<ImportCard> {
  let over = false;
  const end = client.workflow
    .getHandle(importWorkflowId(id))
    .result()
    .finally(() => {
      over = true;
    });
  end.catch(() => undefined); // told below
  let said = 0;
  while (!over) {
    await Promise.race([pause(ASK_EVERY_MS), end.catch(() => undefined)]);
    const card = await readImportCard(pool, SEES_ALL, id);
    if (!quiet && card && card.done > said)
      process.stderr.write(`${card.fileName}: ${card.done} of ${card.total} rows\n`);
    said = card?.done ?? said;
  }
  await end;
  const card = await readImportCard(pool, SEES_ALL, id);
  if (!card) throw new Error(`The import ${id} is gone.`);
  return card;
}

function tell(
  { id, fileName, status, total, trouble }: ImportCard,
  counts: Readonly<Record<string, number>>,
  { json, preview }: FileOptions,
): void {
  if (json) {
    const found = preview ? { would: counts } : { counts };
    say(JSON.stringify({ id, fileName, status, total, trouble, ...found }, null, 2));
    return;
  }
  if (trouble !== null) {
    say(`${fileName}: ${trouble}`);
    return;
  }
  const said = Object.entries(counts).map(
    ([result, n]) => `${n} ${preview ? 'would be ' : ''}${preview ? WOULD[result] : result}`,
  );
  say(`${fileName}: ${total} rows, ${said.join(', ')}`);
  say(`What became of each row: GET /api/v1/imports/${id}/rows, or /result.csv for a spreadsheet`);
}

const WOULD: Readonly<Record<string, string>> = {
  create: 'made',
  update: 'changed',
  present: 'left as they are',
  rejected: 'rejected',
};
