import { Command } from 'commander';
import { v7 as newId } from 'uuid';
import type { Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import { bringBack, COMMAND_LINE, type Published, publishText } from '../publishing';
import { runCommand, say } from './command';
import { sayFindings } from './process-check';
import { refOf, withDatabase } from './process-refs';
import { readText } from './read-text';

/** `dealwright process publish FILE --note WHY`: new leads or sales take it; running ones stay on theirs. */
export function publishCommand(): Command {
  return new Command('publish')
    .description('publish a definition and put it in force; 1 when it is refused')
    .argument('<file>', 'a YAML text, or - for standard input')
    .requiredOption('--note <why>', 'why; the log keeps it')
    .action((file: string, { note }: { note: string }) =>
      runCommand((config) => withDatabase(config, (pool) => publish(pool, file, note))),
    );
}

async function publish(pool: Pool, file: string, note: string): Promise<void> {
  const { name, text } = readText(file);
  tell(name, await publishText(pool, text, { ...BY, id: newId(), note: mustSay(note) }));
}

/** `dealwright process bring-back KEY@n --note WHY`: an older version in force again. */
export function bringBackCommand(): Command {
  return new Command('bring-back')
    .description('put an older version in force again')
    .argument('<version>', 'standard-sale@1')
    .requiredOption('--note <why>', 'why; the log keeps it')
    .action((version: string, { note }: { note: string }) =>
      runCommand((config) => withDatabase(config, (pool) => back(pool, version, note))),
    );
}

async function back(pool: Pool, text: string, note: string): Promise<void> {
  const { key, version } = refOf(text);
  if (version === null) throw new Trouble(`Say which version is to come back: ${key}@1.`, 2);
  const done = await bringBack(pool, key, version, { approver: COMMAND_LINE, id: newId(), note: mustSay(note) });
  if (!done) throw new Trouble(`"${key}" has no version ${version}. What there is: dealwright process show ${key}`, 1);
  tell(text, done);
}

const BY = { author: COMMAND_LINE, approver: COMMAND_LINE };

/** Why something is done is worth a word. */
export function mustSay(note: string): string {
  const said = note.trim();
  if (said === '') throw new Trouble('Say why, in --note.', 2);
  return said;
}

function tell(name: string, published: Published): void {
  switch (published.became) {
    case 'in force': {
      const { key, version, how, made, findings } = published;
      sayFindings(name, findings);
      if (how === null) say(`${key}@${version} was in force already; nothing was done.`);
      else if (made) say(`${key}@${version} is published and in force.`);
      else say(`${key}@${version} is in force again.`);
      return;
    }
    case 'faulty':
      sayFindings(name, published.findings);
      throw new Trouble(`${name} is refused; nothing was published.`, 1);
    case 'second person needed':
      throw new Trouble(
        'This process is published by somebody else than its author, and the command line knows nobody by name: ' +
          'save the text as a draft in the API, and have somebody else publish it there.',
        1,
      );
    default:
      throw new Error(`Publishing ${name} became ${published.became}, which nobody asked for.`);
  }
}
