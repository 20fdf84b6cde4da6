import { Command, Option } from 'commander';
import type { Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import type { Definition, Text } from '../process';
import { compare } from '../process/compare/compare';
import { checkText, type Touched, withDeals } from '../publishing';
import { runCommand, say } from './command';
import { sayFindings } from './process-check';
import { isFile, readRef, refOf, withDatabase } from './process-refs';
import { readText } from './read-text';

interface Options {
  json?: boolean;
  language: keyof Text;
}

/** `dealwright process diff KEY@1 KEY@2|FILE`: what is different by meaning, and the running deals that it touches. */
export function diffCommand(): Command {
  return new Command('diff')
    .description('what is different between a version and another, or a text, by meaning')
    .argument('<from>', 'the older version: standard-sale@1; without a number the one in force')
    .argument('<to>', 'the newer one, or a file, or -')
    .option('--json', 'for programs')
    .addOption(new Option('--language <language>', 'of the sentences').choices(['en', 'ru']).default('en'))
    .action((from: string, to: string, options: Options) =>
      runCommand((config) => withDatabase(config, (pool) => diff(pool, from, to, options))),
    );
}

async function diff(pool: Pool, from: string, to: string, { json, language }: Options): Promise<void> {
  const older = await readRef(pool, refOf(from));
  const newer = isFile(to) ? await definitionIn(pool, to) : (await readRef(pool, refOf(to))).definition;
  const { differences, deals } = await withDeals(pool, older.id, compare(older.definition, newer));
  if (json) return say(JSON.stringify({ from: `${older.key}@${older.version}`, differences, deals }, null, 2));
  for (const one of differences) say(lineOf(one, language));
  say(sumOf(`${older.key}@${older.version}`, differences.length, deals)[language]);
}

const sumOf = (older: string, differences: number, deals: number): Text =>
  differences === 0
    ? { en: 'Nothing that runs is different.', ru: 'Ничего из того, что исполняется, не отличается.' }
    : {
        en: `In all: differences ${differences}, open deals of ${older} that they touch ${deals}.`,
        ru: `Итого: отличий ${differences}, затронуто открытых сделок на ${older}: ${deals}.`,
      };

async function definitionIn(pool: Pool, file: string): Promise<Definition> {
  const { name, text } = readText(file);
  const read = await checkText(pool, text);
  if (read.definition) return read.definition;
  sayFindings(name, read.findings);
  throw new Trouble(`${name} is refused.`, 1);
}

const lineOf = ({ code, says, deals }: Touched, language: keyof Text): string =>
  `${says[language]} (${code}, ${deals} ${language === 'en' ? 'open deals' : 'открытых'})`;
