import { CLOSED, END } from '../../definition';
import { type Problem, problem } from '../finding';
import { mapOf } from '../names';
import { manyOf, type Path, partsOf, type Site } from './sites';

/** What is wrong with how branches lie in a text: keys that meet, ways that lead in or out of them. */
export function branchProblems(sites: readonly Site[], text: Readonly<Record<string, unknown>>): Problem[] {
  const steps = new Map(sites.filter(({ within }) => within).map((site) => [site.key, site]));
  const outside = [...waysOn(text.on, ['on']), ...movesOf(text.limit, ['limit'])];
  return [
    ...doubleKeys(sites),
    ...sites.flatMap(doubleTasks),
    ...(steps.size > 0 ? sites.filter(({ key }) => key === END).map(endIsTaken) : []),
    ...sites.flatMap(withoutNext),
    ...outside.flatMap((way) => outsideProblem(way, steps)),
    ...sites.flatMap((site) =>
      waysOf(site).flatMap((way) =>
        site.within ? insideProblem(way, site.within, steps) : outsideProblem(way, steps),
      ),
    ),
  ];
}

/** One way that leads on from a stage or from anywhere. */
interface Way {
  to: string;
  path: Path;
  /** It may leave a branch: it says `ends branches`. */
  ends: boolean;
  /** Of an outcome, which knows whether it stands in a branch. */
  answer?: true;
}

function waysOf({ stage, path }: Site): Way[] {
  const next = typeof stage.next === 'string' ? [{ to: stage.next, path: [...path, 'next'], ends: false }] : [];
  const atLimit = mapOf(stage['at limit']).to;
  const onDate = typeof atLimit === 'string' ? [{ to: atLimit, path: [...path, 'at limit', 'to'], ends: false }] : [];
  const tasks = partsOf(stage.tasks, [...path, 'tasks']);
  return [
    ...next,
    ...onDate,
    ...movesOf(stage.limit, [...path, 'limit']),
    ...waysOn(stage.on, [...path, 'on']),
    ...tasks.flatMap(({ part, path: at }) => [
      ...movesOf(part.limit, [...at, 'limit']),
      ...movesOf(part.due, [...at, 'due']),
      ...partsOf(part.outcomes, [...at, 'outcomes']).flatMap((outcome) => answersOf(outcome.part, outcome.path)),
    ]),
  ];
}

function answersOf(outcome: Site['stage'], path: Path): Way[] {
  const ends = outcome['ends branches'] === true;
  return manyOf(outcome.to).flatMap((route, i): Way[] => {
    const to = typeof route === 'string' ? route : mapOf(route).to;
    const at = [...path, 'to', ...(typeof route === 'string' ? [] : [i, 'to'])];
    return typeof to === 'string' ? [{ to, path: at, ends, answer: true }] : [];
  });
}

const waysOn = (on: unknown, path: Path): Way[] =>
  Object.entries(mapOf(on)).flatMap(([event, given]) =>
    manyOf(given).flatMap((one, i) => {
      const { to, 'ends branches': ends } = mapOf(one);
      return typeof to === 'string' ? [{ to, path: [...path, event, i, 'to'], ends: ends === true }] : [];
    }),
  );

const movesOf = (limit: unknown, path: Path): Way[] =>
  partsOf(mapOf(limit).ladder, [...path, 'ladder']).flatMap(({ part, path: at }) =>
    typeof part.move === 'string' ? [{ to: part.move, path: [...at, 'move'], ends: false }] : [],
  );

type Steps = ReadonlyMap<string, Site>;

function outsideProblem({ to, path, ends, answer }: Way, steps: Steps): Problem[] {
  const step = steps.get(to)?.within;
  if (step)
    return [
      problem(
        'WrongPlace',
        path,
        `'${to}' is a step of '${step.branch}': nothing leads in from outside; lead to '${step.stage}'.`,
      ),
    ];
  if (to === END && steps.size > 0)
    return [problem('WrongPlace', path, `'${END}' is where a branch ends, and this stands in none.`)];
  return answer && ends ? [problem('PartsClash', path, "'ends branches' belongs to the steps of a branch.")] : [];
}

function insideProblem(
  { to, path, ends }: Way,
  { stage, branch }: NonNullable<Site['within']>,
  steps: Steps,
): Problem[] {
  const step = steps.get(to)?.within;
  if (to === END || (step?.stage === stage && step.branch === branch)) return [];
  if (step)
    return [
      problem('WrongPlace', path, `'${to}' is a step of another branch: lead to one of '${branch}', or to '${END}'.`),
    ];
  if (ends) return [];
  const what = to.startsWith(CLOSED) ? 'Closing' : `Leading to '${to}'`;
  return [
    problem(
      'WrongPlace',
      path,
      `${what} would leave the other branches of '${stage}': lead to a step of '${branch}' or '${END}', or let an outcome say 'ends branches: true'.`,
    ),
  ];
}

function doubleKeys(sites: readonly Site[]): Problem[] {
  const seen = new Set<string>();
  // Top-level stages cannot meet each other: the text would not be YAML.
  const order = [...sites.filter(({ within }) => !within), ...sites.filter(({ within }) => within)];
  return order.flatMap(({ key, path }) => {
    const again = seen.has(key);
    seen.add(key);
    return again ? [problem('DuplicateKey', path, `There is another stage '${key}': each has a key of its own.`)] : [];
  });
}

/** Steps of one stage go on side by side, and people tell their tasks apart by key. */
function doubleTasks({ stage, path }: Site): Problem[] {
  const seen = new Map<string, string>();
  return partsOf(stage.branches, [...path, 'branches']).flatMap(({ key: branch, part, path: at }) =>
    partsOf(part.stages, [...at, 'stages']).flatMap(({ part: step, path: stepAt }) =>
      partsOf(step.tasks, [...stepAt, 'tasks']).flatMap(({ key, path: taskAt }) => {
        const other = seen.get(key) ?? branch;
        seen.set(key, other);
        return other === branch
          ? []
          : [
              problem(
                'DuplicateKey',
                taskAt,
                `The branch '${other}' has a task '${key}' too: each has a key of its own.`,
              ),
            ];
      }),
    ),
  );
}

const endIsTaken = ({ path }: Site): Problem =>
  problem('BadKey', path, `'${END}' is where a branch ends: call the stage otherwise.`);

function withoutNext({ key, path, stage, within, following }: Site): Problem[] {
  if (within || following !== null || 'next' in stage) return [];
  const why = ['branches', 'when', 'skip', 'optional'].find((part) => part in stage && stage[part] !== false);
  return why === undefined
    ? []
    : [
        problem(
          'Missing',
          [...path, why],
          `No stage follows '${key}': write where this leads, as in 'next: closed.won'.`,
        ),
      ];
}
