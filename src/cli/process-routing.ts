import { Command } from 'commander';
import { v7 as newId } from 'uuid';
import type { Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import { COMMAND_LINE, publishRouting, readRoutingInForce } from '../publishing';
import { runCommand, say } from './command';
import { sayFindings } from './process-check';
import { mustSay } from './process-publish';
import { withDatabase } from './process-refs';
import { readText } from './read-text';

/** `dealwright process routing [FILE --note WHY]`: the rule that says which process a new lead or sale gets. */
export function routingCommand(): Command {
  return new Command('routing')
    .description('the rule that says which process a new lead or sale gets; with a file: put that in force')
    .argument('[file]', 'a YAML text, or - for standard input')
    .option('--note <why>', 'why; the log keeps it')
    .action((file: string | undefined, { note = '' }: { note?: string }) =>
      runCommand((config) =>
        withDatabase(config, (pool) => (file === undefined ? show(pool) : publish(pool, file, note))),
      ),
    );
}

async function show(pool: Pool): Promise<void> {
  const found = await readRoutingInForce(pool);
  if (!found) throw new Trouble('There is no routing rule yet: npm start puts in the one that ships.', 1);
  process.stdout.write(found.source);
}

async function publish(pool: Pool, file: string, note: string): Promise<void> {
  const { name, text } = readText(file);
  const words = { id: newId(), author: COMMAND_LINE, note: mustSay(note) };
  const published = await publishRouting(pool, text, words);
  if (published.became === 'faulty') {
    sayFindings(name, published.findings);
    throw new Trouble(`${name} is refused; the rule in force stays.`, 1);
  }
  say(`${name} is in force.`);
}
