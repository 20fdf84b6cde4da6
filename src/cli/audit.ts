import { Command } from 'commander';
import { sealAudit, sealedEntries, verifyAudit } from '../access';
import { runCommand, say } from './command';
import { withDatabase } from './process-refs';

/** `dealwright audit verify`: whether an entry was altered or taken away. */
export function auditCommand(): Command {
  const verify = new Command('verify')
    .description('go along the chain of audit entries; 1 when it does not hold')
    .option('--json', 'for programs')
    .action(({ json = false }: { json?: boolean }) =>
      runCommand((config) =>
        withDatabase(config, async (pool) => {
          await sealAudit(pool);
          const verdict = await verifyAudit(sealedEntries(pool));
          if (json) say(JSON.stringify(verdict));
          else if (verdict.holds)
            say(`${verdict.entries} entries hold, ${verdict.erased} of them erased. Seal: ${verdict.seal}`);
          else say(`The chain breaks at link ${verdict.link}: ${verdict.because}.`);
          if (!verdict.holds) process.exitCode = 1;
        }),
      ),
    );
  return new Command('audit')
    .description('who changed what, who read personal data, who was refused')
    .addCommand(verify);
}
