import { resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { Command } from 'commander';
import { MappingRefused } from '../../activities/imports/mapping';
import { TableRefused } from '../../activities/imports/read-table';
import { type Staged, stageImport } from '../../activities/imports/stage';
import { startImport } from '../../activities/imports/start-import';
import { readProgress, readReport } from '../../activities/imports/summary';
import { createPool, type Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import { installation, runCommand, say } from './command';
import { connect } from './connect';
import { FILE_ENTITIES, type FileOptions, importFile } from './import-file';
import { readFiles } from './import-files';
import { follow } from './import-progress';
import { type ImportResult, jsonOf, linesOf, writeReport } from './import-report';
import type { Installation } from './parts';

interface Options {
  mapping: string;
  json?: boolean;
  report?: string;
}

/** `dealwright import sales PATH --mapping FILE`: a pipeline from elsewhere, with its past dates. */
export function importCommand(): Command {
  const sales = new Command('sales')
    .description('read sales, and the accounts, products and people that the mapping names beside them')
    .argument('<path>', 'the folder with the files that the mapping names, or one file of sales')
    .requiredOption('--mapping <file>', 'which column is what (imports/*.yaml are examples)')
    .option('--report <file>', 'write what became of each row, as CSV')
    .option('--json', 'for programs')
    .action((path: string, options: Options) =>
      runCommand((config) => importSales(installation(config), path, options)),
    );
  const all = new Command('import').description('bring in what is kept elsewhere').addCommand(sales);
  for (const entity of Object.keys(FILE_ENTITIES) as (keyof typeof FILE_ENTITIES)[])
    all.addCommand(fileCommand(entity));
  return all;
}

/** `dealwright import accounts FILE --mapping FILE --as EMAIL`, and the like for contacts, leads and interactions. */
const fileCommand = (entity: keyof typeof FILE_ENTITIES): Command =>
  new Command(entity)
    .description(`read ${entity} from a CSV, XLSX or vCard file`)
    .argument('<file>', 'the file, as a spreadsheet or an address book saves it')
    .requiredOption('--mapping <file>', 'which column is what, as YAML')
    .requiredOption('--as <email>', 'who brings it in')
    .option('--preview', 'say what would happen, and do nothing')
    .option('--report <file>', 'write what became of each row, as CSV')
    .option('--json', 'for programs')
    .action((path: string, options: FileOptions) =>
      runCommand((config) => importFile(installation(config), entity, path, options)),
    );

/** Stages the files, has the workflow import them, and says what became of their rows. */
export async function importSales(on: Installation, path: string, options: Options): Promise<void> {
  const { mapping, files } = readFiles(resolve(path), resolve(options.mapping));
  const pool = createPool(on.urls.api || on.urls.worker, { max: 2 });
  const connection = await connect(on.temporal.address).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  try {
    const client = new Client({ connection, namespace: on.temporal.namespace });
    const staged = await stageImport(pool, mapping, files, on.clock.now()).catch(refusedFile);
    if (staged.joined && !options.json) say('This import is under way already: here is how it goes on.');
    const result = await run(pool, client, staged, options.json === true);
    if (options.json) say(JSON.stringify(jsonOf(result), null, 2));
    else for (const line of linesOf(result)) say(line);
    if (options.report) writeReport(resolve(options.report), await readReport(pool, idsOf(staged)));
    if (result.files.some(({ summary }) => summary && summary.rejected > 0)) process.exitCode = 1;
  } finally {
    await Promise.all([connection.close(), pool.end()]);
  }
}

async function run(pool: Pool, client: Client, staged: Staged, quiet: boolean): Promise<ImportResult> {
  const startedMs = Date.now();
  const handle = await startImport(client, staged);
  await follow(() => readProgress(pool, idsOf(staged)), handle.result(), quiet);
  return { files: await readProgress(pool, idsOf(staged)), seconds: (Date.now() - startedMs) / 1000 };
}

const idsOf = (staged: Staged): string[] => staged.imports.map(({ id }) => id);

function refusedFile(error: unknown): never {
  if (error instanceof MappingRefused || error instanceof TableRefused) throw new Trouble(error.message, 2);
  throw error;
}
