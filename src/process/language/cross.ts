import { type Problem, problem } from './finding';
import { mapOf } from './names';

const RESULTS: Readonly<Record<string, readonly string[]>> = {
  lead: ['qualified', 'disqualified'],
  sale: ['won', 'lost'],
};

/**
 * Faults that lie between parts of a text, which its schema sees one at a time. Reads the bare data, so that
 * these show even where other parts are faulty.
 */
export function crossProblems(data: unknown): Problem[] {
  const text = mapOf(data);
  const stages = Object.entries(mapOf(text.stages));
  return [
    ...Object.entries(mapOf(text.closed)).flatMap(([key, closing]) => closingProblems(text.kind, key, mapOf(closing))),
    ...stages.flatMap(([key, stage]) => taskProblems(['stages', key, 'tasks'], mapOf(mapOf(stage).tasks))),
    ...moveProblems(text.moves),
    ...stages.flatMap(([key, stage]) => limitProblems(['stages', key], mapOf(stage))),
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

function taskProblems(path: readonly string[], tasks: Readonly<Record<string, unknown>>): Problem[] {
  const after = new Map(Object.entries(tasks).map(([key, task]) => [key, listOf(mapOf(task).after)]));
  const unknown = [...after].flatMap(([key, before]) =>
    before.flatMap((name, i) =>
      after.has(name) ? [] : [problem('UnknownTask', [...path, key, 'after', i], `This stage has no task '${name}'.`)],
    ),
  );
  const circles = [...after.keys()]
    .filter((key) => leadsTo(after, key, key))
    .map((key) =>
      problem('TasksInACircle', [...path, key, 'after'], `'${key}' comes after itself, so it never opens.`),
    );
  return [...unknown, ...circles];
}

function leadsTo(after: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(after.get(from) ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) return true;
    if (!seen.has(key)) open.push(...(after.get(key) ?? []));
    seen.add(key);
  }
  return false;
}

/** A move is asked for by where it leads, so a stage can have one move to each other stage. */
function moveProblems(moves: unknown): Problem[] {
  const seen = new Set<string>();
  if (!Array.isArray(moves)) return [];
  return moves.flatMap((move: unknown, i) => {
    const { from, to } = mapOf(move);
    return listOf(from).flatMap((stage) => {
      const key = `${stage} ${String(to)}`;
      const again = seen.has(key);
      seen.add(key);
      return again
        ? [problem('DuplicateMove', ['moves', i], `There is already a move from '${stage}' to '${String(to)}'.`)]
        : [];
    });
  });
}

function limitProblems(path: readonly string[], stage: Readonly<Record<string, unknown>>): Problem[] {
  if (!('at limit' in stage) || 'limit' in stage) return [];
  return [problem('Missing', [...path, 'at limit'], "'at limit' needs a 'limit'.")];
}

const listOf = (data: unknown): readonly string[] =>
  (Array.isArray(data) ? data : [data]).filter((x) => typeof x === 'string');
