import { Command } from 'commander';
import { Trouble } from '../platform/trouble';
import type { Finding } from '../process/language/finding';
import { readDefinition } from '../process/language/read-definition';
import { runCommand, say } from './command';
import { readText } from './read-text';

/** `dealwright process check FILE`: all that is wrong with a text. Needs no server. */
export function checkCommand(): Command {
  return new Command('check')
    .description('say what is wrong with a definition; 1 when it cannot be published')
    .argument('<file>', 'a YAML text, or - for standard input')
    .option('--json', 'for programs')
    .action((file: string, options: { json?: boolean }) => runCommand(async () => check(file, options.json)));
}

function check(file: string, json = false): void {
  const { name, text } = readText(file);
  const read = readDefinition(text);
  const sound = read.definition !== undefined;
  const findings = read.definition ? read.warnings : read.findings;
  if (json) say(JSON.stringify({ sound, findings }, null, 2));
  else sayFindings(name, findings);
  if (!sound) throw new Trouble(`${name} is refused.`, 1);
  if (!json) say(`${name} is sound.`);
}

/** Findings as compilers write them, so that editors find their places; below each, the way that leads there. */
export function sayFindings(name: string, findings: readonly Finding[]): void {
  for (const { line, column, level, code, message, trace = [] } of findings) {
    say(`${name}:${line}:${column} ${level} ${code} ${message}`);
    trace.forEach(({ sentence }, i) => {
      say(`    ${i + 1}. ${sentence}`);
    });
  }
}
