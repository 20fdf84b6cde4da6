import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { projectRoot } from '../platform/config';
import { auditCommand } from './audit';
import { backupCommand } from './backup';
import { biCommand } from './bi';
import { calendarCommand } from './calendar';
import { doctorCommand } from './doctor';
import { explainCommand } from './explain';
import { importCommand } from './import';
import { apiCommand, workerCommand } from './part-commands';
import type { Parts } from './parts';
import { migrateCommand } from './prepare';
import { processCommand } from './process';
import { parts } from './product';
import { rebuildCommand } from './rebuild';
import { restoreCommand } from './restore';
import { upCommand } from './up';
import { webhookCommand } from './webhook';

/** The whole command line: one file a command, each of which makes its `Command`; a new one is added here. */
export function dealwright(parts: Parts): Command {
  const { version } = require(join(projectRoot(), 'package.json')) as { version: string };
  return new Command('dealwright')
    .description('A workflow-driven sales process engine')
    .version(version)
    .addCommand(upCommand(parts))
    .addCommand(apiCommand(parts))
    .addCommand(workerCommand(parts))
    .addCommand(doctorCommand())
    .addCommand(migrateCommand())
    .addCommand(importCommand())
    .addCommand(processCommand())
    .addCommand(calendarCommand())
    .addCommand(explainCommand())
    .addCommand(webhookCommand())
    .addCommand(auditCommand())
    .addCommand(biCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(rebuildCommand());
}

/** Runs the command line on these arguments (without node's own two); wrong use ends with exit code 2. */
export async function main(args: readonly string[]): Promise<void> {
  const program = dealwright(parts);
  for (const command of withAll(program)) command.exitOverride();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

/** A command with all below it. */
const withAll = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap((one) => withAll(one as Command)),
];
