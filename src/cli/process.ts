import { Command } from 'commander';
import { checkCommand } from './process-check';

/** `dealwright process …`: definitions, from a text to what runs. One file a part of it; a new part is added here. */
export function processCommand(): Command {
  return new Command('process')
    .description('check, publish and compare process definitions')
    .addCommand(checkCommand());
}
