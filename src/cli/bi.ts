import { Command } from 'commander';
import { makeBiLogin } from '../platform/bi-login';
import { runCommand, say } from './command';
import { asOwner } from './owner';

/** `dealwright bi`: the login by which the company's own reporting tool reads. */
export function biCommand(): Command {
  return new Command('bi')
    .description(
      'make the login for your own reporting tool, which sees the views of the schema bi alone; again: a new password',
    )
    .action(() =>
      runCommand(async (config) => {
        const url = await asOwner(config, ({ owner }) => makeBiLogin(owner));
        say(url);
        say(
          'Keep it: it is not shown again. Whoever has it reads all deals, without regard to roles; docs/reference/reports.md has the views.',
        );
      }),
    );
}
