import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { parse } from 'yaml';
import { importWorkflowId } from '../../workflows/messages';
import { type Person, readPerson, SEES_ALL } from '../access';
import { createImportEngine } from '../commands';
import { readCustomFields } from '../crm';
import { FileRefused, forgetUpload, ImportPlan, planFaults, readImportCard, setPlan, uploadImport } from '../imports';
import { createPool, type Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import { say } from './command';
import { connect } from './connect';
import { fileJson, fileLines, readFileProgress, readFound, writeRows } from './import-file-report';
import { follow } from './import-progress';
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
  report?: string;
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
    const by = await personWith(pool, options.as);
    const id = await send(pool, file, plan, { by, now: on.clock.now() });
    const client = new Client({ connection, namespace: on.temporal.namespace });
    await createImportEngine({ client }).begin(id, options.preview ? 'preview' : 'run');
    await follow(() => readFileProgress(pool, id, options), over(client, id), options.json === true);
    const found = await readFound(pool, id, options);
    for (const line of options.json ? [JSON.stringify(fileJson(found), null, 2)] : fileLines(found)) say(line);
    if (options.report) await writeRows(pool, by, found.card, resolve(options.report));
    if ((found.counts.rejected ?? 0) > 0 || found.card.status === 'failed') process.exitCode = 1;
  } finally {
    await Promise.all([connection.close(), pool.end()]);
  }
}

function planIn(path: string, entity: string): ImportPlan {
  if (!existsSync(path)) throw new Trouble(`There is no mapping ${path}.`, 2);
  const refuse = (...said: string[]) => new Trouble(`${basename(path)} is refused:\n${said.join('\n')}`, 2);
  const read = ImportPlan.safeParse({ entity, ...keysIn(readFileSync(path, 'utf8'), refuse) });
  if (!read.success)
    throw refuse(...read.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`));
  if (read.data.entity === entity) return read.data;
  throw refuse(`  entity: is ${read.data.entity}, and the command is for ${entity}s`);
}

function keysIn(text: string, refuse: (...said: string[]) => Trouble): object {
  let read: unknown;
  try {
    read = parse(text);
  } catch (error) {
    throw refuse(`  ${(error as Error).message.split('\n')[0]}`);
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  throw refuse('  the file: holds no keys, such as columns:');
}

async function personWith(pool: Pool, email: string): Promise<Person> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM people WHERE lower(email) = lower($1)', [email]);
  const person = rows[0] && (await readPerson(pool, rows[0].id));
  if (!person) throw new Trouble(`Nobody who works here has the address ${email}.`, 2);
  return person;
}

async function send(
  pool: Pool,
  file: string,
  plan: ImportPlan,
  { by, now }: { by: Person; now: number },
): Promise<string> {
  const id = newId();
  try {
    await uploadImport(
      pool,
      { id, fileName: basename(file), createdBy: by.id, now, told: {} },
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
  if (faults.length > 0) {
    await forgetUpload(pool, id);
    const said = faults.map(({ path, message }) => `  ${path.replace('body.', '')}: ${message}`);
    throw new Trouble(`The mapping does not fit ${basename(file)}:\n${said.join('\n')}`, 2);
  }
  await setPlan(pool, id, plan);
  return id;
}

const over = (client: Client, id: string): Promise<unknown> => client.workflow.getHandle(importWorkflowId(id)).result();
