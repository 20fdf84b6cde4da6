import { Command } from 'commander';
import { stringify } from 'yaml';
import { Trouble } from '../platform/trouble';
import { type Generated, generate } from '../process/trial/generate';
import { readExamples } from '../process/trial/read-examples';
import { exampleData } from '../process/trial/say';
import { type ExampleResult, testExample } from '../process/trial/test-examples';
import { runCommand, say } from './command';
import { type TrialSource, trialSource } from './trial-source';

interface Options {
  generated?: boolean;
  write?: boolean;
  calendar?: string;
  json?: boolean;
}

/** `dealwright process test FILE|KEY`: the examples that a definition carries, played on the machine. */
export function testCommand(): Command {
  return new Command('test')
    .description('play the examples of a definition; 1 when one does not hold')
    .argument('<process>', 'a YAML text, - for standard input, or standard-sale@2')
    .option('--generated', 'also examples that are made to cover all it can do')
    .option('--write', 'write those as text, to be put into the definition, and play nothing')
    .option('--calendar <file>', 'count in this calendar')
    .option('--json', 'for programs')
    .action((what: string, options: Options) =>
      runCommand(async (config) => test(await trialSource(config, what, options.calendar), options)),
    );
}

function test(
  { name, definition, examples: carried, calendar }: TrialSource,
  { generated, write, json }: Options,
): void {
  const made = generated || write ? generate(definition, calendar) : null;
  if (write) {
    say(stringify({ examples: made?.examples.map(exampleData) }).trimEnd());
    return;
  }
  const examples = [...readExamples(carried, definition).examples, ...(made?.examples ?? [])];
  const results = examples.map((one) => testExample(definition, one, calendar));
  const failed = results.filter(({ passed }) => !passed).length;
  if (json) say(JSON.stringify(jsonOf(results, made), null, 2));
  else sayResults(results, made);
  if (failed > 0) throw new Trouble(`${failed} of ${results.length} examples of ${name} do not hold.`, 1);
  if (!json)
    say(results.length === 0 ? `${name} carries no examples.` : `All ${results.length} examples of ${name} hold.`);
}

function jsonOf(results: readonly ExampleResult[], made: Generated | null): object {
  return {
    passed: results.filter(({ passed }) => passed).length,
    failed: results.filter(({ passed }) => !passed).length,
    examples: results.map(({ name, passed, failures }) => ({ name, passed, failures })),
    ...(made && { uncovered: made.uncovered.map(({ target, reason, says }) => ({ what: target.key, reason, says })) }),
  };
}

function sayResults(results: readonly ExampleResult[], made: Generated | null): void {
  for (const { name, passed, failures } of results) {
    say(`${passed ? 'holds' : 'FAILS'}  ${name}`);
    for (const { step, text, says } of failures)
      say(`       ${step === null ? 'given' : `step ${step + 1} (${text})`}: ${says.en}`);
  }
  for (const { target, says } of made?.uncovered ?? []) say(`not covered: ${target.says.en}. ${says.en}`);
}
