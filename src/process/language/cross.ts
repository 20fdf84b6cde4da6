import { LIGHT_FACTS, TASK_LIGHT_FACTS } from '../lights';
import { branchProblems } from './cross/branches';
import { laterConditions } from './cross/conditions';
import { ladderProblems } from './cross/ladders';
import { type Site, sitesOf, wordsOf } from './cross/sites';
import { taskProblems } from './cross/tasks';
import { type Problem, problem } from './finding';
import { mapOf } from './names';
import { conditionFields, conditionProblem } from './schema/condition-fields';
import type { Reader } from './schema/references';

const RESULTS: Readonly<Record<string, readonly string[]>> = {
  lead: ['qualified', 'disqualified'],
  sale: ['won', 'lost'],
};

/**
 * Faults that lie between parts of a text, which its schema sees one at a time. Reads the bare data, so that
 * these show even where other parts are faulty.
 */
export function crossProblems(data: unknown, { names, guess }: Reader): Problem[] {
  const text = mapOf(data);
  const sites = sitesOf(data);
  const fields = conditionFields(names).plain;
  return [
    ...Object.entries(mapOf(text.closed)).flatMap(([key, closing]) => closingProblems(text.kind, key, mapOf(closing))),
    ...sites.flatMap((site) => taskProblems(site, guess)),
    ...moveProblems(text.moves),
    ...sites.flatMap(limitProblems),
    ...branchProblems(sites, text),
    ...ladderProblems(sites, text),
    ...shadowedFields(text, sites),
    ...laterConditions(sites, text, (expression, set) => fields && conditionProblem(expression, fields, guess, set)),
  ];
}

function closingProblems(kind: unknown, key: string, closing: Readonly<Record<string, unknown>>): Problem[] {
  const allowed = RESULTS[String(kind)];
  const result = closing.result ?? key;
  if (!allowed || allowed.includes(String(result))) return [];
  const path = ['closed', key, ...('result' in closing ? ['result'] : [])];
  return [
    problem('WrongResult', path, `A ${String(kind)} is closed as one of: ${allowed.join(', ')}; write 'result'.`),
  ];
}

/** A move is asked for by where it leads, so a stage can have one move to each other stage. */
function moveProblems(moves: unknown): Problem[] {
  const seen = new Set<string>();
  if (!Array.isArray(moves)) return [];
  return moves.flatMap((move: unknown, i) => {
    const { from, to } = mapOf(move);
    return wordsOf(from).flatMap((stage) => {
      const key = `${stage} ${String(to)}`;
      const again = seen.has(key);
      seen.add(key);
      return again
        ? [problem('DuplicateMove', ['moves', i], `There is already a move from '${stage}' to '${String(to)}'.`)]
        : [];
    });
  });
}

function limitProblems({ path, stage }: Site): Problem[] {
  if (!('at limit' in stage) || 'limit' in stage) return [];
  return [problem('Missing', [...path, 'at limit'], "'at limit' needs a 'limit'.")];
}

/** Fields whose names mean something else in the conditions of lights, where there are any. */
function shadowedFields(text: Readonly<Record<string, unknown>>, sites: readonly Site[]): Problem[] {
  const ofTasks = sites.some(({ stage }) => Object.values(mapOf(stage.tasks)).some((task) => 'lights' in mapOf(task)));
  if (!ofTasks && !('lights' in text) && !('tactics' in text)) return [];
  const taken = { ...LIGHT_FACTS, ...(ofTasks ? TASK_LIGHT_FACTS : {}) };
  return Object.keys(mapOf(text.fields))
    .filter((key) => Object.hasOwn(taken, key))
    .map((key) =>
      problem(
        'BadKey',
        ['fields', key],
        `'${key}' means something else in the conditions of lights: call it otherwise.`,
      ),
    );
}
