import type { Command } from 'commander';
import { simulateCommand } from './process-simulate';
import { testCommand } from './process-test';
import { whatIfCommand } from './process-what-if';

/** Adds what tries a process before it is published: its examples, a sample deal, past deals. */
export function addTrials(process: Command): Command {
  return process.addCommand(testCommand()).addCommand(simulateCommand()).addCommand(whatIfCommand());
}
