import { Command } from 'commander';
import { Trouble } from '../platform/trouble';
import { mapOf } from '../process/language/names';
import { readYaml } from '../process/language/yaml';
import type { Calendar } from '../process/time/calendar';
import { shownValue } from '../process/trial/expect';
import { readScript, type Script } from '../process/trial/read-examples';
import { type SimulatedStep, simulate } from '../process/trial/simulate';
import { wallTimeOf, wallTimeText } from '../process/trial/wall-time';
import { runCommand, say } from './command';
import { sayFindings } from './process-check';
import { readText } from './read-text';
import { type TrialSource, trialSource } from './trial-source';

interface Options {
  script?: string;
  step: string[];
  calendar?: string;
  json?: boolean;
}

/** `dealwright process simulate FILE|KEY`: a sample deal, walked through in virtual time. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('walk a sample deal through a process in virtual time')
    .argument('<process>', 'a YAML text, or standard-sale@2')
    .option('--script <file>', 'what happens, as YAML with `given` and `steps`; - for standard input')
    .option('--step <sentence...>', "what happens, as in 'the owner completes first-call with need confirmed'", [])
    .option('--calendar <file>', 'count in this calendar')
    .option('--json', 'for programs')
    .action((what: string, options: Options) =>
      runCommand(async (config) => run(await trialSource(config, what, options.calendar), options)),
    );
}

function run({ definition, calendar }: TrialSource, options: Options): void {
  const found = simulate(definition, scriptOf(definition, options), calendar);
  if ('code' in found) throw new Trouble(`The deal cannot begin: ${found.detail}`, 1);
  if (options.json) say(JSON.stringify(found, null, 2));
  else for (const step of found.steps) sayStep(step, calendar);
  if (found.stopped) throw new Trouble(found.stopped.en, 1);
}

/** The script of a file, and after it the sentences of the command line. @throws Trouble with all that is wrong with it */
function scriptOf(definition: Parameters<typeof readScript>[1], { script: file, step }: Options): Script {
  const { name, text } = file === undefined ? { name: '--step', text: '{}' } : readText(file);
  const read = readYaml(text);
  if ('findings' in read) {
    sayFindings(name, read.findings);
    throw new Trouble(`${name} is refused.`, 1);
  }
  const written = mapOf(read.source.data);
  const steps = [...(Array.isArray(written.steps) ? written.steps : []), ...step];
  const { script, problems } = readScript({ ...written, steps }, definition);
  if (script) return script;
  if (file === undefined) throw new Trouble(problems.map(({ message }) => message).join('\n'), 2);
  sayFindings(name, problems.map(read.source.locate));
  throw new Trouble(`${name} is refused.`, 1);
}

/** One step for a person: what happened, what is wanted of whom, and what comes next by itself. */
function sayStep(step: SimulatedStep, calendar: Calendar): void {
  const clock = (at: number) => wallTimeText(wallTimeOf(calendar, at));
  const list = (label: string, lines: readonly string[]) => {
    for (const line of lines) say(`    ${label} ${line}`);
  };
  say(`${clock(step.at)}  ${step.text}: ${step.refused ? `REFUSED, ${step.refused.detail}` : standing(step)}`);
  list(
    'does not hold:',
    step.unmet.map(({ en }) => en),
  );
  list(
    'fired:',
    step.fired.map(({ at, deadline }) => `${clock(at)} ${deadline.replace(/:(?=[^:]*$)/, ': ')}`),
  );
  list(
    'wanted:',
    step.tasks.map(
      ({ key, of, dueAt, isNew }) =>
        `${key} of ${of}${dueAt === null ? '' : `, until ${clock(dueAt)}`}${isNew ? ' (new)' : ''}`,
    ),
  );
  list(
    'told:',
    step.told.map(({ who, about, subject }) => `${who}: ${about} (${subject})`),
  );
  list(
    'mail:',
    step.mails.map(({ template, to }) => `${template} to ${to}`),
  );
  list(
    'webhook:',
    step.webhooks.map(({ hook }) => hook),
  );
  list(
    'begins:',
    step.starts.map(({ process }) => process),
  );
  list(
    'next:',
    step.next.slice(0, 3).map(({ at, subject, kind }) => `${clock(at)} ${subject}: ${kind}`),
  );
}

function standing({ state, branches, waiting, fields }: SimulatedStep): string {
  const steps = Object.entries(branches).map(([key, at]) => `${key} at ${at ?? 'its end'}`);
  const set = Object.entries(fields).filter(([, value]) => value !== null);
  const parts = [
    ...steps,
    ...(waiting ? ['waiting'] : []),
    ...set.map(([key, value]) => `${key} ${shownValue(value)}`),
  ];
  return parts.length > 0 ? `${state} (${parts.join(', ')})` : state;
}
