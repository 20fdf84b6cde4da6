import { Command } from 'commander';
import { namesOfPeople } from '../access';
import { createVersions } from '../crm';
import { type AskedWhatIf, readWhatIf, type WhatIfRow } from '../insight';
import type { Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import type { Flag } from '../process/trial/flags';
import type { Difference } from '../process/trial/what-if';
import { count, noTotals, type Totals } from '../process/trial/what-if-totals';
import { runCommand, say } from './command';
import { readRef, refOf, withDatabase } from './process-refs';
import { readCalendarFile, readDefinitionFile } from './trial-source';

interface Options {
  with?: string;
  calendar?: string;
  from?: string;
  to?: string;
  json?: boolean;
}

/** `dealwright process what-if KEY`: past deals, lived again under other settings. */
export function whatIfCommand(): Command {
  return new Command('what-if')
    .description('live past deals again under other limits, calendars or conditions; nothing is changed')
    .argument('<process>', 'standard-sale')
    .option(
      '--with <file>',
      'a text of the process, in the place of what they ran on; or a version, as standard-sale@2',
    )
    .option('--calendar <file>', 'a calendar, in the place of the one of its key')
    .option('--from <date>', 'deals that began from this day on, 2026-01-01')
    .option('--to <date>', 'and before this day')
    .option('--json', 'for programs')
    .action((key: string, options: Options) =>
      runCommand((config) =>
        withDatabase(config, async (pool) => run(pool, await askedOf(pool, key, options), options)),
      ),
    );
}

async function askedOf(pool: Pool, key: string, { with: other, calendar, from, to }: Options): Promise<AskedWhatIf> {
  if (!(await createVersions(pool).current(key)))
    throw new Trouble(`No process "${key}" is published. What there is: dealwright process list`, 1);
  const definition = other === undefined ? undefined : await definitionOf(pool, other);
  if (definition && definition.key !== key)
    throw new Trouble(`${other} is of the process "${definition.key}", and not of "${key}".`, 2);
  return {
    process: key,
    definition,
    calendar: calendar === undefined ? undefined : readCalendarFile(calendar),
    from: dayOf(from),
    to: dayOf(to),
  };
}

const definitionOf = async (pool: Pool, what: string) =>
  /@\d+$/.test(what) ? (await readRef(pool, refOf(what))).definition : readDefinitionFile(what).read.definition;

function dayOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d(T.+)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Trouble(`"${text}" is no day: write 2026-01-31.`, 2);
  return at;
}

const PAGE = 100;

async function run(pool: Pool, asked: AskedWhatIf, { json = false }: Options): Promise<void> {
  const totals = noTotals();
  const others: WhatIfRow[] = [];
  const source = { pool, versions: createVersions(pool) };
  const names = await namesOfPeople(pool);
  const now = Date.now();
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await readWhatIf(source, asked, { limit: PAGE, cursor }, now);
    for (const row of page.items) {
      count(totals, row.found ?? null);
      if (row.found?.became === 'same') continue;
      if (json) others.push(row);
      else sayDeal(row, names);
    }
    cursor = page.next ?? undefined;
    more = cursor !== undefined;
  }
  if (json) say(JSON.stringify({ totals, deals: others }, null, 2));
  else sayTotals(totals);
}

/** What people are called, by their ids. */
type Names = ReadonlyMap<string, string>;

function sayDeal({ number, name, found, broken }: WhatIfRow, names: Names): void {
  say(`${number} ${name}: ${found ? found.became : `its history does not replay: ${broken}`}`);
  for (const difference of found?.differences ?? []) say(`    ${lineOf(difference, names)}`);
  if (found?.diverged) {
    const { at, type, refusal } = found.diverged;
    say(`    ${day(at)} "${type}" would have been refused: ${refusal.detail}`);
  } else if (found && found.state !== found.wouldState)
    say(`    ends at ${found.wouldState}, and not at ${found.state}`);
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

function lineOf({ change, was, would }: Difference, names: Names): string {
  const named = ({ told }: Flag) => told.map((id) => names.get(id) ?? id).join(', ') || 'nobody';
  const flag = (would ?? was) as Flag;
  const what = `${flag.subject} ${flag.what}`;
  if (change === 'moved' && was && would) return `moved  ${what}: from ${day(was.at)} to ${day(would.at)}`;
  if (change === 'others told' && was && would) return `others ${what}: ${named(was)} -> ${named(would)}`;
  return `${change.padEnd(6)} ${what}: ${day(flag.at)}, told ${named(flag)}`;
}

function sayTotals({ deals, same, different, diverged, broken, flags }: Totals): void {
  say(
    `${deals} past deals: ${same} the same, ${different} different, ${diverged} with a command refused, ${broken} not replayed`,
  );
  for (const [what, { real, would, new: more, gone, moved, othersTold }] of Object.entries(flags))
    say(
      `${what.padEnd(10)} ${real} were, ${would} would have been: ${more} new, ${gone} gone, ${moved} moved, ${othersTold} told to others`,
    );
}
