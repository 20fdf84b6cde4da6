import { type Definition, END, type StageDefinition } from '../definition';
import { type Problem, problem } from '../language/finding';
import { stagePath } from './place';
import type { Suspect } from './suspect';
import { truthOf } from './truth';

/** Stages that are passed over by themselves, and lead round: where none of them holds an instance, it never comes to rest. */
export function eventlessFindings(definition: Definition): Suspect[] {
  const next = new Map(
    Object.entries(definition.stages).flatMap(([key, stage]) =>
      stage.next === undefined || stage.next === END || !canBePassed(stage) ? [] : [[key, stage.next] as const],
    ),
  );
  return circlesOf(next).flatMap((circle) => ofCircle(definition, circle));
}

const canBePassed = ({ when, branches }: StageDefinition): boolean =>
  when !== undefined || (branches !== undefined && waited(branches).every((one) => one !== null));

/** The conditions of the branches that a stage waits for. */
const waited = (branches: NonNullable<StageDefinition['branches']>): (string | null)[] =>
  Object.values(branches).flatMap(({ optional, when }) => (optional ? [] : [when]));

/** Every stage leads to one other here, so a walk that comes back to itself is a circle. Each is given once, from its first stage. */
function circlesOf(next: ReadonlyMap<string, string>): string[][] {
  const seen = new Set<string>();
  return [...next.keys()].flatMap((start) => {
    const walk: string[] = [];
    for (let key: string | undefined = start; key !== undefined && !seen.has(key); key = next.get(key)) {
      seen.add(key);
      walk.push(key);
    }
    const last = walk.at(-1);
    const back = last === undefined ? -1 : walk.indexOf(next.get(last) ?? '');
    return back < 0 ? [] : [walk.slice(back)];
  });
}

function ofCircle(definition: Definition, circle: readonly string[]): Problem[] {
  const conditions = circle.flatMap((key) => {
    const { when, branches = {} } = definition.stages[key] as StageDefinition;
    return when === undefined ? waited(branches).filter((one) => one !== null) : [when];
  });
  const [first = ''] = circle;
  const path = [...stagePath(definition, first), 'next'];
  const round = [...circle, first].map((key) => `'${key}'`).join(', ');
  const rows = truthOf(conditions, definition.fields);
  if (!rows)
    return [
      problem(
        'CannotTell',
        path,
        `Whether ${round} can all be passed over at once, round and round, cannot be told: let one of them hold always.`,
        'cannot tell',
      ),
    ];
  if (rows.every(({ holding }) => holding.some(Boolean))) return [];
  const message = `${round} are passed over in a circle where none of their conditions holds: it never comes to rest.`;
  const found: Suspect = { ...problem('EventlessLoop', path, message), breaks: true };
  return [found];
}
