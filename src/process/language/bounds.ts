import { type Problem, problem } from './finding';
import { mapOf } from './names';

/** The most of each part that one definition has: far above what people can read. */
const MOST = { stages: 500, tasks: 2000, outcomes: 5000, fields: 300, moves: 2000 };

/** What there is too much of. Counted in the bare data, before anything else looks at it. */
export function boundProblems(data: unknown): Problem[] {
  const text = mapOf(data);
  const stages = valuesOf(text.stages).flatMap((stage) => [stage, ...stepsOf(stage)]);
  const tasks = stages.flatMap((stage) => valuesOf(mapOf(stage).tasks));
  const counted = {
    stages: stages.length,
    tasks: tasks.length,
    outcomes: tasks.reduce<number>((sum, task) => sum + valuesOf(mapOf(task).outcomes).length, 0),
    fields: valuesOf(text.fields).length,
    moves: Array.isArray(text.moves) ? text.moves.length : 0,
  };
  return (Object.keys(MOST) as (keyof typeof MOST)[])
    .filter((what) => counted[what] > MOST[what])
    .map((what) =>
      problem(
        'TooMany',
        [PLACE[what]],
        `There are ${counted[what]} ${what}, and ${MOST[what]} is the most: part the process.`,
      ),
    );
}

/** Where each of them is told. */
const PLACE = { stages: 'stages', tasks: 'stages', outcomes: 'stages', fields: 'fields', moves: 'moves' } as const;

const valuesOf = (data: unknown): unknown[] => Object.values(mapOf(data));

const stepsOf = (stage: unknown): unknown[] =>
  valuesOf(mapOf(stage).branches).flatMap((branch) => valuesOf(mapOf(branch).stages));
