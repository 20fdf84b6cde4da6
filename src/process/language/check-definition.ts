import { CLOSED, type Definition, isClosedState, type StageDefinition, type Target } from '../definition';
import { typeProblem } from '../fields/condition';
import { type Problem, problem } from './finding';

/**
 * What is wrong with a definition beyond its names: conditions, stages that nothing leads to, stages from
 * which no closing can be reached, requirements that nothing asks for. Paths are those of the text.
 */
export function checkDefinition(definition: Definition): Problem[] {
  return [
    ...conditionsOf(definition).flatMap(({ path, condition }) => {
      const found = condition === null ? null : typeProblem(condition, definition.fields);
      return found ? [problem('ConditionUnsound', path, found)] : [];
    }),
    ...reachProblems(definition),
    ...circleProblems(definition),
    ...requirementProblems(definition),
  ];
}

type Path = Problem['path'];

function conditionsOf(definition: Definition): { path: Path; condition: string | null }[] {
  const ofStage = ([key, stage]: readonly [string, StageDefinition]) => [
    { path: ['stages', key, 'require', 'condition'], condition: stage.enter.condition },
    { path: ['stages', key, 'require to leave', 'condition'], condition: stage.leave.condition },
    ...Object.entries(stage.tasks).flatMap(([name, task]) => [
      { path: ['stages', key, 'tasks', name, 'when'], condition: task.when },
      ...Object.entries(task.outcomes).map(([outcome, { when }]) => ({
        path: ['stages', key, 'tasks', name, 'outcomes', outcome, 'when'],
        condition: when,
      })),
    ]),
  ];
  return [
    ...Object.entries(definition.stages).flatMap(ofStage),
    ...Object.entries(definition.closed).map(([key, { require }]) => ({
      path: ['closed', key, 'require', 'condition'],
      condition: require.condition,
    })),
    ...definition.moves.map((move, i) => ({ path: ['moves', i, 'when'], condition: move.when })),
  ];
}

/** Stages that cannot be come to, and stages that cannot be left for good. Conditions are taken as open. */
function reachProblems(definition: Definition): Problem[] {
  const stages = Object.keys(definition.stages);
  const ways = new Map(stages.map((key) => [key, waysOut(definition, key)]));
  const [first = ''] = stages;
  const reached = reach([first], (state) =>
    isClosedState(state) ? reopened(definition, state) : (ways.get(state) ?? []),
  );
  const unreachable = stages.filter((key) => !reached.has(key));
  const stuck = stages.filter((key) => ![...reach([key], (state) => ways.get(state) ?? [])].some(isClosedState));
  return [
    ...unreachable.map((key) =>
      problem(
        'UnreachableStage',
        ['stages', key],
        `Nothing leads to the stage '${key}': no outcome, move, limit or reopening.`,
      ),
    ),
    ...stuck.map((key) =>
      problem('NoWayToClose', ['stages', key], `From the stage '${key}' no closing can be reached.`),
    ),
  ];
}

function reach(from: readonly Target[], next: (state: Target) => readonly Target[]): ReadonlySet<Target> {
  const seen = new Set(from);
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (const to of next(state))
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
  return seen;
}

function waysOut(definition: Definition, key: string): Target[] {
  const stage = definition.stages[key];
  if (!stage) return [];
  const outcomes = Object.values(stage.tasks).flatMap((task) =>
    Object.values(task.outcomes).flatMap(({ to, routes }) => [to, ...(routes ?? []).map((route) => route.to)]),
  );
  const moves = definition.moves.filter(({ from }) => from.includes(key)).map(({ to }) => to);
  const closings = Object.entries(definition.closed).flatMap(([name, { who }]) =>
    who.length > 0 ? [CLOSED + name] : [],
  );
  const events = [stage.on, definition.on].flatMap((on) => Object.values(on ?? {}).flat()).map(({ to }) => to);
  const limits = [stage.limit, definition.limit, ...Object.values(stage.tasks).map(({ limit }) => limit)];
  const rungs = limits
    .flatMap((limit) => limit?.ladder ?? [])
    .map(({ does }) => (does.act === 'move' ? does.to : null));
  const branches = Object.values(stage.branches ?? {}).map(({ first }) => first);
  // A branch that ends leads on to where its stage leads.
  const joins = stage.within ? definition.stages[stage.within.stage]?.next : null;
  const all = [...outcomes, ...moves, ...closings, ...events, ...rungs, ...branches, stage.next, joins, stage.atLimit];
  return all.filter((to): to is Target => to !== null && to !== undefined);
}

/** Stages that lead into each other by themselves on dates: once the dates have passed, they would without end. */
function circleProblems({ stages }: Definition): Problem[] {
  const next = (key: Target) => {
    const { limit, atLimit } = stages[key] ?? {};
    return atLimit && limit && limit.due.by !== 'span' ? [atLimit] : [];
  };
  return Object.keys(stages)
    .filter((key) => reach(next(key), next).has(key))
    .map((key) =>
      problem(
        'LimitsInACircle',
        ['stages', key, 'at limit'],
        `'${key}' leads back to itself by limits that are dates: once they have passed, it would do so for ever.`,
      ),
    );
}

const reopened = (definition: Definition, state: Target): Target[] => {
  const reopen = definition.closed[state.slice(CLOSED.length)]?.reopen;
  return reopen ? [reopen.to] : [];
};

/** Required fields that have no default and that no outcome, move or closing form asks for or sets. */
function requirementProblems(definition: Definition): Problem[] {
  const asked = askedFields(definition);
  const missing = ({ path, fields }: { path: Path; fields: readonly string[] }) =>
    fields.flatMap((field) =>
      asked.has(field) || (definition.fields[field]?.default ?? null) !== null
        ? []
        : [problem('UnaskedField', path, `'${field}' is required here, but nothing asks for it or sets it.`)],
    );
  return [
    ...Object.entries(definition.stages).flatMap(([key, { enter, leave }]) => [
      { path: ['stages', key, 'require'], fields: enter.fields },
      { path: ['stages', key, 'require to leave'], fields: leave.fields },
    ]),
    ...Object.entries(definition.closed).map(([key, { require }]) => ({
      path: ['closed', key, 'require'],
      fields: require.fields,
    })),
  ].flatMap(missing);
}

function askedFields(definition: Definition): ReadonlySet<string> {
  const outcomes = Object.values(definition.stages)
    .flatMap(({ tasks }) => Object.values(tasks))
    .flatMap((task) => Object.values(task.outcomes));
  return new Set([
    ...outcomes.flatMap(({ ask, set }) => [...ask, ...Object.keys(set)]),
    ...definition.moves.flatMap(({ ask }) => ask),
    ...Object.values(definition.closed).flatMap(({ who, require }) => (who.length > 0 ? require.fields : [])),
  ]);
}
