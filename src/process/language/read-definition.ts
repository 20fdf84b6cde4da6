import type { Definition } from '../definition';
import { type Held, peopleFindings } from '../proof/people';
import { prove } from '../proof/prove';
import { readExamples } from '../trial/read-examples';
import { boundProblems } from './bounds';
import { buildDefinition } from './build/definition';
import { buildFields } from './build/fields';
import type { Warn } from './build/words';
import { collectNames } from './collect-names';
import { crossProblems } from './cross';
import type { Finding, Problem } from './finding';
import { createGuess } from './guess';
import type { Known } from './known';
import { mapOf } from './names';
import { problemsOf } from './problems';
import { type DefinitionText, definitionSchema } from './schema/definition';
import { schemaWords } from './words';
import { placeAll, readYaml } from './yaml';

/** What came of reading a text: the definition with what could be better, or everything that is wrong with it. */
export type Reading = Read | { definition?: undefined; findings: Finding[] };

export interface Read {
  definition: Definition;
  warnings: Finding[];
  /** The examples of the text as they stand there: their form is no part of the definition's. */
  examples: readonly unknown[];
  /** Gives a problem its place in the text, by its path: `['examples', 2, 'steps', 0]`. */
  locate(found: Problem): Finding;
}

/** How a text is read. */
export interface HowToRead {
  /** It was proven before, such as what ships with the product: the proof, which takes most of the time, is left out. */
  proven?: boolean;
}

/**
 * Reads a process definition from its YAML text. The language is described in docs/reference/process.md. Names
 * that only an installation knows, such as roles, are looked up in `known`, as far as they are given there.
 */
export function readDefinition(text: string, known: Known = {}, { proven = false }: HowToRead = {}): Reading {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const tooMany = boundProblems(source.data);
  if (tooMany.length > 0) return { findings: placeAll(source, tooMany) };
  const guess = createGuess();
  const reader = { names: collectNames(source.data), known, guess };
  const result = definitionSchema(reader).safeParse(source.data, { error: schemaWords, reportInput: true });
  const cross = crossProblems(source.data, reader);
  if (!result.success)
    return { findings: placeAll(source, [...result.error.issues.flatMap((one) => problemsOf(one, guess)), ...cross]) };
  const warnings: Problem[] = [];
  const definition = buildWhole(result.data, source.data, (found) => void warnings.push(found));
  const examples = readExamples(result.data.examples, definition).problems;
  const found = [...cross, ...(proven ? [] : proofOf(definition, known.held)), ...examples, ...warnings];
  return found.some(({ level }) => level === 'error')
    ? { findings: placeAll(source, found) }
    : { definition, warnings: placeAll(source, found), examples: result.data.examples, locate: source.locate };
}

/** What is wrong whoever is there is an error; what is wrong because nobody is there today is a warning. */
function proofOf(definition: Definition, held: Held | undefined): Problem[] {
  const found = prove(definition, { ...(held && { held }) });
  if (!held) return found;
  const placeOf = ({ code, path }: Problem) => `${code} ${JSON.stringify(path)}`;
  const anyhow = new Set(peopleFindings(definition, {}).map(placeOf));
  return found.map((one) =>
    one.code === 'NobodyMay' && !anyhow.has(placeOf(one)) ? { ...one, level: 'warning' } : one,
  );
}

/** What the short forms of the text say stands in its bare data only. */
function buildWhole(text: DefinitionText, data: unknown, warn: Warn): Definition {
  const { limit, fields: given } = mapOf(data);
  const fromCatalogue = Object.entries(mapOf(given)).filter(([, field]) => typeof mapOf(field).options === 'string');
  const fields = buildFields(text.fields, warn, {
    withReason: asksReason(data),
    fromCatalogue: new Set(fromCatalogue.map(([key]) => key)),
  });
  return buildDefinition(text, { fields, limitWatched: typeof limit === 'object' && limit !== null }, warn);
}

/** Parts in which the word is no name of a field. */
const PROSE = ['name', 'guidance', 'hint', 'say', 'examples', 'catalogues'];

/** Whether any part names the reason: as a word of its own in a list or in a condition, or to be set. */
function asksReason(data: unknown): boolean {
  if (typeof data === 'string') return /\breason\b/.test(data);
  if (typeof data !== 'object' || data === null) return false;
  return Object.entries(data).some(
    ([key, value]) => !PROSE.includes(key) && (asksReason(value) || (key === 'set' && 'reason' in mapOf(value))),
  );
}
