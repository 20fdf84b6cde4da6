import { Client, Connection } from '@temporalio/client';
import { Command } from 'commander';
import { createStartRetimings } from '../commands';
import {
  calendarVersions,
  createVersions,
  listCalendars,
  movedBy,
  previewCalendar,
  publishCalendarText,
  retimingOf,
} from '../crm';
import { systemClock } from '../platform/clock';
import type { Config } from '../platform/config';
import type { Pool } from '../platform/database';
import { locateTemporal } from '../platform/servers';
import { Trouble } from '../platform/trouble';
import { COMMAND_LINE } from '../publishing';
import { type MovedLine, movedLines } from './calendar-lines';
import { runCommand, say } from './command';
import { sayFindings } from './process-check';
import { refOf, withDatabase } from './process-refs';
import { readText } from './read-text';

/** `dealwright calendar …`: working time, and whose deadlines hang on it. */
export function calendarCommand(): Command {
  return new Command('calendar')
    .description('publish and show working-time calendars')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(previewCommand())
    .addCommand(publishCommand())
    .addCommand(movedCommand());
}

const withJson = (command: Command): Command => command.option('--json', 'for programs');
const print = (value: unknown): void => say(JSON.stringify(value, null, 2));

function listCommand(): Command {
  return withJson(new Command('list'))
    .description('the calendars in force')
    .action(({ json }: { json?: boolean }) =>
      runCommand((config) =>
        withDatabase(config, async (pool) => {
          const found = await listCalendars(pool);
          if (json)
            return print(found.map(({ key, version, author, createdAt }) => ({ key, version, author, createdAt })));
          for (const { key, version, createdAt, author } of found)
            say(`${key}@${version}  ${createdAt.toISOString().slice(0, 10)}  ${author}`);
        }),
      ),
    );
}

function showCommand(): Command {
  return withJson(new Command('show'))
    .description('one calendar as it was written; --json gives it with its holidays as dated exceptions')
    .argument('<calendar>', 'office, or office@2')
    .action((text: string, { json }: { json?: boolean }) =>
      runCommand((config) =>
        withDatabase(config, async (pool) => {
          const { key, version } = refOf(text);
          const found = (await calendarVersions(pool, key)).find((one) => version === null || one.version === version);
          if (!found) throw new Trouble(`There is no calendar ${text}. What there is: dealwright calendar list`, 1);
          if (json || found.source === null) return print(found);
          process.stdout.write(found.source);
        }),
      ),
    );
}

function previewCommand(): Command {
  return withJson(new Command('preview'))
    .description('what a calendar would move, if it were published now; nothing is done')
    .argument('<file>', 'a YAML text, or - for standard input')
    .action((file: string, { json }: { json?: boolean }) =>
      runCommand((config) => withDatabase(config, (pool) => preview(pool, file, json))),
    );
}

async function preview(pool: Pool, file: string, json = false): Promise<void> {
  const { name, text } = readText(file);
  const found = await previewCalendar({ pool, versions: createVersions(pool) }, text, systemClock.now());
  if (found.findings) {
    sayFindings(name, found.findings);
    throw new Trouble(`${name} is refused.`, 1);
  }
  if (json) return print(found);
  for (const line of movedLines(found.items)) say(line);
  say(`${found.moves} instants of ${found.instances} leads and sales would move, of ${found.looked} that hang on it.`);
  if (!found.complete) say('More hang on it than a preview looks at.');
}

function publishCommand(): Command {
  return new Command('publish')
    .description('put a calendar in force; deadlines that hang on it are resolved anew by a worker')
    .argument('<file>', 'a YAML text, or - for standard input')
    .option('--note <why>', 'why; its version keeps it')
    .action((file: string, { note }: { note?: string }) =>
      runCommand((config) => withDatabase(config, (pool) => publish(config, pool, file, note))),
    );
}

async function publish(config: Config, pool: Pool, file: string, note?: string): Promise<void> {
  const { name, text } = readText(file);
  const published = await publishCalendarText(pool, text, { author: COMMAND_LINE, note: note ?? null });
  if (published.became === 'faulty') {
    sayFindings(name, published.findings);
    throw new Trouble(`${name} is refused; nothing was published.`, 1);
  }
  if (published.became !== 'published') throw new Error(`Publishing ${name} became ${published.became}.`);
  const { key, version, made } = published;
  if (!made) return say(`${key}@${version} says the same already; nothing was done.`);
  say(`${key}@${version} is in force.`);
  if (version === 1) return;
  const soon = await startRetimings(config, pool);
  say(
    `What hangs on it is resolved anew ${soon ? 'now' : 'within a minute of a worker running'}: dealwright calendar moved ${key}@${version}`,
  );
}

/** Whether Temporal could be told at once; a schedule of the workers sees to it otherwise. */
async function startRetimings(config: Config, pool: Pool): Promise<boolean> {
  try {
    const { address, namespace } = locateTemporal(config);
    const connection = await Connection.connect({ address, connectTimeout: '3s' });
    try {
      await createStartRetimings({ pool, client: new Client({ connection, namespace }) })();
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

function movedCommand(): Command {
  return withJson(new Command('moved'))
    .description('which deadlines a version of a calendar has moved')
    .argument('<calendar>', 'office@2')
    .action((text: string, { json }: { json?: boolean }) =>
      runCommand((config) => withDatabase(config, (pool) => moved(pool, text, json))),
    );
}

async function moved(pool: Pool, text: string, json = false): Promise<void> {
  const { key, version } = refOf(text);
  const [found] = (await calendarVersions(pool, key)).filter((one) => version === null || one.version === version);
  if (!found) throw new Trouble(`There is no calendar ${text}. What there is: dealwright calendar list`, 1);
  const retiming = await retimingOf(pool, key, found.version);
  const items: MovedLine[] = [];
  let cursor: string | undefined;
  do {
    const page = retiming && (await movedBy(pool, retiming.id, { limit: 500, cursor }, systemClock.now()));
    items.push(...(page?.items ?? []));
    cursor = page?.next ?? undefined;
  } while (cursor);
  if (json) return print({ state: retiming && !retiming.finishedAt ? 'waiting' : 'done', items });
  for (const line of movedLines(items)) say(line);
  const more = retiming && !retiming.finishedAt ? '; it is not finished yet' : '';
  say(`${items.length} leads and sales were moved by ${key}@${found.version}${more}.`);
}
