import { Command, Option } from 'commander';
import { createVersions, explainDeadlines, idOfNumber, readInstance } from '../crm';
import type { Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import type { Kind, Text } from '../process';
import { subjectWords } from '../process/outlook-words';
import type { DeadlineKind } from '../process/snapshot';
import { runCommand, say } from './command';
import { withDatabase } from './process-refs';

interface Options {
  language: keyof Text;
  json?: boolean;
}

/** `dealwright explain sale NUMBER`: the arithmetic of everything that it has armed. */
export function explainCommand(): Command {
  const command = new Command('explain').description('how each deadline of a lead or sale comes about');
  for (const kind of ['sale', 'lead'] as const) command.addCommand(ofKind(kind));
  return command;
}

const ofKind = (kind: Kind): Command =>
  new Command(kind)
    .description(`the deadlines of one ${kind}`)
    .argument('<number>', `the ${kind}'s number`)
    .addOption(new Option('--language <language>').choices(['en', 'ru']).default('en'))
    .option('--json', 'for programs')
    .action((number: string, options: Options) =>
      runCommand((config) => withDatabase(config, (pool) => explain(pool, kind, number, options))),
    );

async function explain(pool: Pool, kind: Kind, text: string, { language, json }: Options): Promise<void> {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Trouble(`"${text}" is no number of a ${kind}.`, 2);
  const id = await idOfNumber(pool, kind, number);
  const card = id && (await readInstance({ pool, versions: createVersions(pool) }, kind, id));
  if (!card) throw new Trouble(`There is no ${kind} ${number}.`, 1);
  const { snapshot, version } = card;
  const explained = await explainDeadlines(pool, { id: card.id, snapshot, definition: version.definition });
  if (json) return say(JSON.stringify(explained, null, 2));
  if (explained.length === 0) return say('Nothing will happen to it by itself.');
  const named = { definition: version.definition, snapshot, titles: {} };
  for (const { subject, kind: what, lines } of explained) {
    say(language === 'en' ? `${subject}: ${what}` : `${subjectWords(named, subject).ru}: ${IN_RUSSIAN[what]}`);
    for (const line of lines) say(`  ${line[language]}`);
  }
}

const IN_RUSSIAN: Readonly<Record<DeadlineKind, string>> = {
  'due soon': 'скоро срок',
  overdue: 'просрочено',
  escalate: 'доклад руководителю',
  'wait over': 'конец ожидания',
  rung: 'ступень лестницы',
  repeat: 'задача откроется снова',
};
