import { Command } from 'commander';
import { migrateDealsCommand, migrationCommand } from './migrate-deals';
import { checkCommand } from './process-check';
import { diffCommand } from './process-diff';
import { bringBackCommand, publishCommand } from './process-publish';
import { routingCommand } from './process-routing';
import { exportCommand, listCommand, showCommand } from './process-show';
import { addTrials } from './process-trials';

/** `dealwright process …`: definitions, from a text to what runs. One file a part of it; a new part is added here. */
export function processCommand(): Command {
  const group = new Command('process')
    .description('check, publish and compare process definitions')
    .addCommand(checkCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(diffCommand())
    .addCommand(publishCommand())
    .addCommand(bringBackCommand())
    .addCommand(exportCommand())
    .addCommand(migrateDealsCommand())
    .addCommand(migrationCommand())
    .addCommand(routingCommand());
  return addTrials(group);
}
