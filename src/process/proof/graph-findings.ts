import { CLOSED, type Definition, END } from '../definition';
import { problem } from '../language/finding';
import { stagePath } from './place';
import type { Suspect } from './suspect';
import { reach, type Way, waysFrom, waysOf } from './ways';

/** What shows on the graph of stages alone, conditions taken as open: found at any size, in linear time. */
export function graphFindings(definition: Definition): Suspect[] {
  return [
    ...reachFindings(definition),
    ...closingFindings(definition),
    ...branchFindings(definition),
    ...circleFindings(definition),
  ];
}

const isAt =
  (key: string): NonNullable<Suspect['goal']> =>
  (at) =>
    at.state === key || Object.values(at.branches ?? {}).some((branch) => branch.at === key);

/** Stages that cannot be come to, and stages that cannot be left for good. */
function reachFindings(definition: Definition): Suspect[] {
  const stages = Object.keys(definition.stages);
  const from = waysFrom(definition);
  const next = (state: string) => (from.get(state) ?? []).map(({ to }) => to);
  const reached = reach(stages.slice(0, 1), next);
  const closes = closing(definition);
  return [
    ...stages.flatMap((key) => {
      const path = stagePath(definition, key);
      const message = `Nothing leads to the stage '${key}': no outcome, move, limit, event or reopening.`;
      return reached.has(key) ? [] : [problem('UnreachableStage', path, message)];
    }),
    ...stages
      .filter((key) => !closes.has(key))
      .map((key) => ({
        ...problem('NoWayToClose', stagePath(definition, key), `From the stage '${key}' no closing can be reached.`),
        goal: isAt(key),
      })),
  ];
}

/** Closings that nothing at any stage leads to. Where only stages that nothing leads to would, those are told. */
function closingFindings(definition: Definition): Suspect[] {
  const led = new Set<string>(waysOf(definition).map(({ to }) => to));
  return Object.keys(definition.closed).flatMap((key) => {
    const message = `Nothing leads to the closing '${key}': no outcome, move, event or limit, and nobody may close so by hand.`;
    return led.has(CLOSED + key) ? [] : [problem('UnreachableClosing', ['closed', key], message)];
  });
}

/** Stages from which a closing can be reached: found backwards, in one go. */
function closing(definition: Definition): ReadonlySet<string> {
  const before = new Map<string, string[]>();
  for (const { from, to, by } of waysOf(definition))
    if (by !== 'reopening') before.set(to, [...(before.get(to) ?? []), from]);
  return reach(
    Object.keys(definition.closed).map((key) => CLOSED + key),
    (state) => before.get(state) ?? [],
  );
}

/** Branches that never end, and ways out of a branch that would leave the others running. */
function branchFindings(definition: Definition): Suspect[] {
  const from = waysFrom(definition);
  const branches = Object.entries(definition.stages).flatMap(([stage, { branches: of = {} }]) =>
    Object.entries(of).map(([branch, { first, optional }]) => ({ stage, branch, first, optional })),
  );
  return branches.flatMap(({ stage, branch, first, optional }) => {
    const steps = reach([first], (step) =>
      (from.get(step) ?? []).flatMap(({ to, target }) =>
        target !== END && isIn(definition, to, stage, branch) ? [to] : [],
      ),
    );
    const ways = [...steps].flatMap((step) => from.get(step) ?? []);
    const ends = ways.some(({ target }) => target === END);
    const message = `The branch '${branch}' cannot end, so '${stage}' never goes on: no step of it leads to '${END}'.`;
    return [
      ...(ends || optional
        ? []
        : [
            {
              ...problem('BranchesCannotJoin', [...stagePath(definition, stage), 'branches', branch], message),
              goal: isAt(first),
            },
          ]),
      ...ways.filter((way) => leavesOthers(definition, way, stage, branch)).map((way) => closes(way, stage)),
    ];
  });
}

const isIn = ({ stages }: Definition, key: string, stage: string, branch: string): boolean =>
  stages[key]?.within?.stage === stage && stages[key].within.branch === branch;

const leavesOthers = (definition: Definition, way: Way, stage: string, branch: string): boolean =>
  way.target !== END && !way.endsBranches && !isIn(definition, way.to, stage, branch);

function closes({ from, to, path }: Way, stage: string): Suspect {
  const message = `This leads to '${to}' while other branches of '${stage}' may still run: say 'ends branches: true' if that is meant.`;
  return { ...problem('ClosesWhileBranchRuns', path, message), goal: isAt(from) };
}

/** Stages that lead into each other by themselves. */
function circleFindings(definition: Definition): Suspect[] {
  const automatic = waysOf(definition).filter(({ by }) => by === 'limit');
  const dated = circlesOf(automatic.filter(({ hangsOn }) => hangsOn !== undefined));
  const any = circlesOf(automatic).filter(({ from }) => !dated.some((way) => way.from === from));
  return [
    ...dated.map((way) => circle(way, 'LimitsInACircle')),
    ...any.filter(({ from }) => !asksSomebody(definition, from, automatic)).map((way) => circle(way, 'EndlessRework')),
  ];
}

const CIRCLE_WORDS = {
  LimitsInACircle: 'leads back to itself by limits that are dates: once they have passed, it would do so for ever.',
  EndlessRework: 'leads back to itself by limits, and nobody has a task on the way: it would go round for ever.',
};

const circle = ({ from, path }: Way, code: keyof typeof CIRCLE_WORDS): Suspect => ({
  ...problem(code, path, `'${from}' ${CIRCLE_WORDS[code]}`),
  circle: from,
});

/** The ways that lie on a circle of such ways; of each stage the first. */
function circlesOf(ways: readonly Way[]): Way[] {
  const next = (state: string) => ways.filter(({ from }) => from === state).map(({ to }) => to);
  const onCircle = ways.filter(({ from, to }) => reach([to], next).has(from));
  return onCircle.filter(({ from }, i) => onCircle.findIndex((way) => way.from === from) === i);
}

/** Whether a stage on the circle gives somebody a task: then the round has a human step. */
function asksSomebody({ stages }: Definition, from: string, ways: readonly Way[]): boolean {
  const next = (state: string) => ways.filter((way) => way.from === state).map(({ to }) => to);
  const round = [...reach([from], next)].filter((key) => reach([key], next).has(from));
  return round.some((key) => {
    const { tasks = {}, branches } = stages[key] ?? {};
    return branches !== undefined || Object.values(tasks).some(({ onCall }) => !onCall);
  });
}
