import type { Definition, FieldDefinition } from '../definition';
import { buildDefinition, buildFields, fieldOf } from './build';
import { checkDefinition } from './check-definition';
import { crossProblems } from './cross';
import { type Finding, type Problem, problem } from './finding';
import { mapOf, type Names, REASON } from './names';
import { definitionSchema, fieldSchema } from './schema';
import { codeOf, schemaWords } from './words';
import { readYaml, type Source } from './yaml';

/** What came of reading a text: the definition with what could be better, or everything that is wrong with it. */
export type Reading = { definition: Definition; warnings: Finding[] } | { definition?: undefined; findings: Finding[] };

/** Reads a process definition from its YAML text. The language is described in docs/reference/process.md. */
export function readDefinition(text: string): Reading {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const names = namesOf(source.data);
  const result = definitionSchema(names).safeParse(source.data, { error: schemaWords, reportInput: true });
  const cross = crossProblems(source.data);
  if (!result.success) return { findings: inOrder(source, [...result.error.issues.flatMap(problemsOf), ...cross]) };
  const warnings: Problem[] = [];
  const warn = (found: Problem): void => void warnings.push(found);
  const fields = buildFields(result.data.fields, warn, asksReason(source.data));
  const definition = buildDefinition(result.data, fields, warn);
  const found = [...cross, ...checkDefinition(definition), ...warnings];
  return found.some(({ level }) => level === 'error')
    ? { findings: inOrder(source, found) }
    : { definition, warnings: inOrder(source, found) };
}

function namesOf(data: unknown): Names {
  const text = mapOf(data);
  const fields = new Map<string, FieldDefinition | null>([['reason', REASON]]);
  for (const [key, given] of Object.entries(mapOf(text.fields))) {
    const read = fieldSchema.safeParse(given);
    fields.set(key, read.success ? fieldOf(read.data, key, () => {}) : null);
  }
  return {
    fields,
    stages: new Set(Object.keys(mapOf(text.stages))),
    closings: new Set(Object.keys(mapOf(text.closed))),
  };
}

/** Whether any part names the reason: as a word of its own in a list, or in a condition. */
function asksReason(data: unknown): boolean {
  if (typeof data === 'string') return /\breason\b/.test(data);
  if (typeof data !== 'object' || data === null) return false;
  return Object.entries(data).some(([key, value]) => key !== 'name' && key !== 'guidance' && asksReason(value));
}

type Issue = Parameters<typeof codeOf>[0];

function problemsOf(issue: Issue): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem('UnknownKey', [...path, key], issue.message));
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [problem(codeOf(issue), path, message)];
}

const inOrder = (source: Source, found: readonly Problem[]): Finding[] =>
  found.map((one) => source.locate(one)).sort((a, b) => a.line - b.line || a.column - b.column);
