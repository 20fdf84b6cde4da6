import { Command } from 'commander';
import { examine, type Finding, verdict } from '../platform/doctor';
import { runCommand, say } from './command';

/** `dealwright doctor`: what is set up, what is missing, what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what is set up, what is missing, and what to do')
    .option('--json', 'for programs')
    .action(({ json }: { json?: boolean }) =>
      runCommand(async (config) => {
        const findings = await examine(config);
        const exitCode = verdict(findings);
        if (json) say(JSON.stringify({ ok: exitCode === 0, findings }, null, 2));
        else for (const finding of findings) say(lineOf(finding));
        process.exitCode = exitCode;
      }),
    );
}

function lineOf({ what, state, says, advice }: Finding): string {
  return `${state.padEnd(8)} ${what}: ${says}${advice ? `\n${' '.repeat(9)}what to do: ${advice}` : ''}`;
}
