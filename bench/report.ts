import { cpus, loadavg, totalmem } from 'node:os';
import type { Beside, CommandFigures } from './commands';
import { type Cpu, cpuTotal } from './cpu';
import type { ImportFigures } from './import';
import type { FileImportFigures } from './import-files';
import type { Figures } from './load';
import type { MigrateFigures } from './migrate';
import type { PageFigures } from './page';
import { pageText } from './page-text';
import type { CheckFigures, DecideFigures } from './proof';
import type { ScaleFigures } from './scale/measure';
import { scaleText } from './scale/text';
import type { SearchFigures } from './search';
import type { StalledFigures } from './stalled';
import type { StormFigures } from './storm';
import { type Row, tableOf } from './table';
import type { WhatIfFigures } from './what-if';

/** One run, as it is written to a file. */
export interface Report extends Measured {
  at: string;
  scale: number;
  machine: ReturnType<typeof machine>;
}

/** What a run measured; parts that were not asked for are absent. */
export interface Measured {
  commands?: CommandFigures;
  storm?: StormFigures;
  stalled?: StalledFigures[];
  import?: ImportFigures;
  imports?: FileImportFigures;
  migrate?: MigrateFigures;
  whatIf?: WhatIfFigures;
  search?: SearchFigures;
  page?: PageFigures[];
  check?: CheckFigures[];
  decide?: DecideFigures;
  scaled?: ScaleFigures;
}

/** What the figures depend on. The load average tells whether others were at work. */
export const machine = () => ({
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  load: loadavg()[0] ?? 0,
});

const one = (value: number) => value.toFixed(1);
const two = (value: number) => value.toFixed(2);
const seconds = (ms: number | null) => (ms === null ? 'not in time' : `${one(ms / 1000)} s`);

/** What was measured, for a person. */
export function textOf({
  commands,
  storm,
  stalled,
  import: imported,
  migrate,
  whatIf,
  search,
  imports,
  check,
  decide,
  scaled,
  page,
}: Measured): string {
  const parts = [
    commands && commandsText(commands),
    storm && stormText(storm),
    stalled && stalledText(stalled),
    imported && importText(imported),
    migrate && migrateText(migrate),
    whatIf && whatIfText(whatIf),
    search && searchText(search),
    imports && fileImportText(imports),
    check && checkText(check),
    scaled && scaleText(scaled),
    page && pageText(page),
    decide && `decide: ${Math.round(decide.perSecond)} decisions a second (${decide.decisions})`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

const CPU_HEAD = ['api', 'worker', 'temporal', 'postgres', 'load', 'sum'] as const;
const cpuCells = (cpu: Cpu): string[] => [...Object.values(cpu), cpuTotal(cpu)].map(one);

function commandsText({ at, probe, workerMemoryMb }: CommandFigures): string {
  const head = ['', 'callers', 'n', 'p50 ms', 'p95 ms', 'p99 ms', 'per s', '202', ...CPU_HEAD.map((c) => `${c} cpu`)];
  const row = (name: string, f: Figures): Row => [
    name,
    f.callers,
    f.operations,
    ...[f.p50Ms, f.p95Ms, f.p99Ms, f.perSecond].map(one),
    f.received,
    ...cpuCells(f.cpuMs),
  ];
  const rows = at.flatMap((b: Beside) => [
    row('W1 create a sale', b.create),
    row('W2 complete a task', b.complete),
    row('bare Update', b.bareNothing),
    row('bare Update, one local write', b.bareWrite),
  ]);
  const ratios = at.map(
    ({ ratio, complete }) =>
      `W2 / bare Update with one local write, ${complete.callers} callers: p50 ${two(ratio.p50)}, CPU ${two(ratio.cpu)} (aim 1.5)`,
  );
  const left = (name: string, { events, bytes, statements }: CommandFigures['probe']['create']) =>
    `${name}: ${one(events)} history events, ${bytes} bytes; SQL statements: API ${one(statements.api)}, worker ${one(statements.worker)}`;
  const probed = [left('W1 leaves', probe.create), left('W2 leaves', probe.complete)];
  return [tableOf([head, ...rows]), ...ratios, ...probed, `Worker: ${workerMemoryMb} MB`].join('\n');
}

const stormText = (s: StormFigures): string =>
  [
    `W3 ${s.sales} limits in one minute (${s.spareMs > 0 ? 'all workflows running' : 'SOME WORKFLOWS STILL STARTING'}): all in the list after ${one(s.listedAfterMs)} ms`,
    `   all owners told after ${seconds(s.toldAfterMs)} (${s.told}); each late by p50 ${one(s.late.p50S)} s, max ${one(s.late.maxS)} s; ${one(s.firedPerSecond)} a second`,
    `   a command before: p50 ${one(s.before.p50Ms)} ms, p95 ${one(s.before.p95Ms)} ms; meanwhile: p50 ${one(s.meanwhile.p50Ms)} ms, p95 ${one(s.meanwhile.p95Ms)} ms, ${s.meanwhile.received} of ${s.meanwhile.operations} with 202`,
  ].join('\n');

function searchText({ contacts, asked, run, ...written }: SearchFigures): string {
  const rows = asked.map((each): Row => [each.what, one(each.p50Ms), one(each.p95Ms)]);
  return [
    tableOf([[`search among ${contacts} contacts, HTTP`, 'p50 ms', 'p95 ms'], ...rows]),
    `   contacts written a second: ${written.writtenPerSecond} with the index kept along, ${written.bareWrittenPerSecond} without`,
    `   look-alikes among all: ${one(run.seconds)} s, ${run.compared} pairs compared, ${run.found} listed`,
  ].join('\n');
}

const fileImportText = (f: FileImportFigures): string =>
  [
    tableOf([
      [`import of ${f.rows} accounts, ${f.fileMb} MB of CSV`, 'ms', 'rows/s'],
      ['sent and looked at', one(f.uploadMs), ''],
      ['read into rows', one(f.readMs), one(f.rows / (f.readMs / 1000))],
      ['brought in', one(f.runMs), one(f.rows / (f.runMs / 1000))],
      ['all of it', one(f.uploadMs + f.readMs + f.runMs), one(f.rowsPerSecond)],
      ['COPY of the same rows', one(f.copyMs), one(f.copyRowsPerSecond)],
    ]),
    `   memory of the process: ${one(f.peakMb)} MB at its peak, ${one(f.beforeMb)} MB before`,
  ].join('\n');

function stalledText(figures: readonly StalledFigures[]): string {
  const head = ['W4 stalled list', 'open sales', 'stalled', 'p50 ms', 'p99 ms'];
  const rows = figures.flatMap((f) => f.pages.map((p): Row => [p.page, f.open, f.stalled, one(p.p50Ms), one(p.p99Ms)]));
  return tableOf([head, ...rows]);
}

const importText = (i: ImportFigures): string =>
  [
    `W5 ${i.leads} open leads: listed after ${seconds(i.listedMs)}, ${one(i.rowsPerSecond)} rows a second (aim 2000)`,
    `   a command to one whose workflow has not started: p50 ${one(i.firstCommandMs)} ms`,
    `   all workflows run after another ${seconds(i.runningMs)}: ${one(i.runningPerSecond)} a second, bare ones ${one(i.barePerSecond)}: ratio ${two(i.ratio)} (aim 0.8)`,
  ].join('\n');

const migrateText = (m: MigrateFigures): string =>
  [
    `migrate ${m.deals} running sales: previewed ${one(m.previewedPerSecond)} a second, migrated ${one(m.migratedPerSecond)} a second, taken back ${one(m.takenBackPerSecond)} a second`,
    `   CPU a deal: ${CPU_HEAD.map((what, i) => `${what} ${cpuCells(m.cpuMs)[i]}`).join(', ')} ms`,
    `   a command before: p50 ${one(m.before.p50Ms)} ms, p95 ${one(m.before.p95Ms)} ms; meanwhile: p50 ${one(m.meanwhile.p50Ms)} ms, p95 ${one(m.meanwhile.p95Ms)} ms, ${m.meanwhile.received} of ${m.meanwhile.operations} with 202`,
  ].join('\n');

const whatIfText = (w: WhatIfFigures): string =>
  [
    `what-if over ${w.deals} past deals (${w.events} events): ${one(w.unchangedPerSecond)} deals a second with unchanged settings, ${w.unchanged.same} the same`,
    `   ${one(w.changedPerSecond)} deals a second with a shorter limit: ${w.changed.different} different, ${w.changed.diverged} diverged, ${w.changed.broken} not replayed`,
  ].join('\n');

function checkText(figures: readonly CheckFigures[]): string {
  const head = ['check', 'ms', 'decisions', 'situations', 'told to the end'];
  const rows = figures.map(
    (f): Row => [`${f.stages} stages`, one(f.ms), f.decisions, f.places, f.complete ? 'yes' : 'no'],
  );
  return tableOf([head, ...rows]);
}
