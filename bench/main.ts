import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCommands } from './commands';
import { measureImport } from './import';
import { measureFileImport } from './import-files';
import { measureMigrate } from './migrate';
import { measurePage } from './page';
import { writePageData } from './page-data';
import { measureCheck, measureDecide } from './proof';
import { type Measured, machine, type Report, textOf } from './report';
import { benchDir, withRig } from './rig';
import { fillDatabase } from './scale/fill';
import { measureScale } from './scale/measure';
import { measureSearch } from './search';
import { measureStalled, type StalledFigures } from './stalled';
import { measureStorm } from './storm';
import { measureWhatIf } from './what-if';

const say = (line: string) => {
  process.stdout.write(`${line}\n`);
};

/** The parts of a run, by the names that `--only` takes; W1 and W2 are one. */
const PARTS = {
  w2: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    commands: await withRig({ worker: true, bareWorker: true, profileDir }, (rig) => measureCommands(rig, scale)),
  }),
  w3: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    storm: await withRig({ worker: true, profileDir }, (rig) => measureStorm(rig, Math.round(MANY * scale))),
  }),
  w4: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    stalled: await withRig({ worker: false, profileDir }, async (rig) => {
      const found: StalledFigures[] = [];
      for (const open of [MANY, 10 * MANY]) found.push(await measureStalled(rig, Math.round(open * scale)));
      return found;
    }),
  }),
  w5: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    import: await withRig({ worker: true, bareWorker: true, profileDir }, (rig) =>
      measureImport(rig, Math.round(MANY * scale)),
    ),
  }),
  imports: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    imports: await withRig({ worker: false, profileDir }, (rig) =>
      measureFileImport(rig.pool, rig.people.rep, Math.round(10 * MANY * scale)),
    ),
  }),
  migrate: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    migrate: await withRig({ worker: true, profileDir }, (rig) => measureMigrate(rig, Math.round(MIGRATED * scale))),
  }),
  'what-if': async ({ scale, profileDir }: Options): Promise<Measured> => ({
    whatIf: await withRig({ worker: false, profileDir }, (rig) => measureWhatIf(rig, Math.round(MANY * scale))),
  }),
  search: async ({ scale, profileDir }: Options): Promise<Measured> => ({
    search: await withRig({ worker: false, profileDir }, (rig) => measureSearch(rig, Math.round(10 * MANY * scale))),
  }),
  page: async ({ scale }: Options): Promise<Measured> => ({
    page: await withRig({ worker: false, people: 'none' }, async (rig) => {
      const { tokens } = await fillDatabase(rig.pool, { sales: Math.round(5 * MANY * scale), shape: 'page' }, say);
      return measurePage(rig, { board: tokens.administrator, inbox: tokens.rep });
    }),
  }),
  // These two are pure: no server runs.
  check: async (): Promise<Measured> => ({ check: measureCheck() }),
  decide: async ({ scale }: Options): Promise<Measured> => ({ decide: measureDecide(scale) }),
};

const scaled = async (sales: number, keep?: string): Promise<Measured> => ({
  scaled: await withRig({ worker: false, people: 'none', keep, settings: LOADING }, (rig) =>
    measureScale(rig, sales, say),
  ),
});

/** Room for millions of rows to be written without a checkpoint a second. */
const LOADING = ['max_wal_size=3GB', 'checkpoint_timeout=30min'];
const PAGE_DEALS = 50_000;
const MANY = 10_000;
const MIGRATED = 2_000;

interface Options {
  scale: number;
  only: (keyof typeof PARTS)[];
  profileDir?: string;
  /** Sales of a filled database: that is measured then, and nothing else. */
  deals?: number;
  /** Where the data of a filled database stays, and is found again. */
  keep?: string;
  /** Where a state folder for looking at the page is left. */
  pageData?: string;
}

const USAGE = `Usage: npm run bench -- [--only w2,w3,w4,w5,imports,migrate,what-if,search,page,check,decide] [--scale 0.1] [--profile FOLDER]
       npm run bench -- --deals 1000000 [--keep FOLDER]      reports over so many sales; a FOLDER that is filled is measured again
       npm run bench -- --page-data FOLDER [--deals 50000]   a state folder of open sales, for looking at the page
W1 and W2 are measured together, as w2. About 20 minutes on two cores at scale 1.`;

function optionsOf(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      scale: { type: 'string' },
      profile: { type: 'string' },
      deals: { type: 'string' },
      keep: { type: 'string' },
      'page-data': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
  const asked =
    values.only
      ?.toLowerCase()
      .split(',')
      .map((name) => (name === 'w1' ? 'w2' : name)) ?? names;
  const only = names.filter((name) => asked.includes(name));
  const scale = Number(values.scale ?? 1);
  const deals = values.deals === undefined ? undefined : Number(values.deals);
  if (deals !== undefined && !(Number.isInteger(deals) && deals >= 2_000)) return null;
  if (values.help || asked.some((name) => !(names as string[]).includes(name)) || !(scale > 0)) return null;
  return { scale, only, profileDir: values.profile, deals, keep: values.keep, pageData: values['page-data'] };
}

/** Runs the benchmark: prints a table and writes the same as JSON. */
export async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  if (!options) {
    say(USAGE);
    process.exitCode = 2;
    return;
  }
  if (options.pageData) return writePageData(options.pageData, options.deals ?? PAGE_DEALS, say);
  const report: Report = { at: new Date().toISOString(), scale: options.scale, machine: machine() };
  const { deals, keep } = options;
  const parts = deals ? [() => scaled(deals, keep)] : options.only.map((name) => () => PARTS[name](options));
  for (const measure of parts) {
    const began = Date.now();
    const part = await measure();
    Object.assign(report, part);
    say(`\n${textOf(part)}\n(${Math.round((Date.now() - began) / 1000)} s)`);
  }
  const file = join(benchDir(), `${report.at.replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  say(`\nWritten to ${file}`);
}
