import { resolve } from 'node:path';
import { Command } from 'commander';
import { restore } from '../platform/restore';
import { runCommand, say } from './command';
import { asOwner } from './owner';
import { prepareTables } from './prepare';

/** `dealwright restore FILE`: a backup into a database that holds nothing yet. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('fill an empty database from a backup')
    .argument('<file>', 'what backup wrote')
    .action((file: string) =>
      runCommand((config) =>
        asOwner(config, async (urls) => {
          await prepareTables(config, urls, say);
          const { tables, rows } = await restore(urls.owner, resolve(file));
          say(`Restored: ${rows} rows of ${tables} tables.`);
          say('The workflows are not in a backup: start Dealwright, then run: dealwright rebuild workflows');
        }),
      ),
    );
}
