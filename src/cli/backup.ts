import { resolve } from 'node:path';
import { Command } from 'commander';
import { backup } from '../platform/backup';
import { systemClock } from '../platform/clock';
import { runCommand, say } from './command';
import { asOwner } from './owner';

/** `dealwright backup FILE`: everything the tables hold, in one file; people may go on working. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('write all tables into one file')
    .argument('[file]', 'where to (default: dealwright-<date>.backup.gz)')
    .action((file?: string) =>
      runCommand(async (config) => {
        const nowMs = systemClock.now();
        const to = resolve(file ?? `dealwright-${new Date(nowMs).toISOString().slice(0, 10)}.backup.gz`);
        const { tables, rows } = await asOwner(config, ({ owner }) => backup(owner, to, nowMs));
        say(`Backup: ${rows} rows of ${tables} tables in ${to}. Keep it safe: people's data and sign-ins are in it.`);
        const { dir, bucket } = config.files;
        say(
          `Files on records are not in it: copy ${bucket ? `the bucket ${bucket.name}` : dir} as well, now that it is made.`,
        );
      }),
    );
}
