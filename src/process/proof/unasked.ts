import { CLOSED, type Definition, isClosedState, type Requirements } from '../definition';
import { problem } from '../language/finding';
import { type Path, stagePath } from './place';
import type { Suspect } from './suspect';
import { reach, type Way, waysFrom, waysOf } from './ways';

/**
 * Required fields without a default that nothing asks for or sets on any way to where they are required. What people
 * change by hand does not count: nothing would tell them to.
 */
export function unaskedFields(definition: Definition): Suspect[] {
  const graph = graphOf(definition);
  return [
    ...Object.entries(definition.stages).flatMap(([key, { enter, leave }]) => [
      ...entering(definition, graph, [...stagePath(definition, key), 'require'], key, enter),
      ...leaving(definition, graph, [...stagePath(definition, key), 'require to leave'], key, leave),
    ]),
    ...Object.entries(definition.closed).flatMap(([key, { require }]) =>
      entering(definition, graph, ['closed', key, 'require'], CLOSED + key, require),
    ),
  ];
}

interface Graph {
  first: string;
  from: ReadonlyMap<string, readonly Way[]>;
  /** Fields that are filled at a stage without leaving it. */
  filledAt: ReadonlyMap<string, ReadonlySet<string>>;
  /** Where each state is come to from. */
  into: ReadonlyMap<string, readonly string[]>;
}

function graphOf(definition: Definition): Graph {
  const filledAt = new Map(
    Object.entries(definition.stages).map(([key, { tasks, on }]) => {
      const outcomes = Object.values(tasks).flatMap((task) => Object.values(task.outcomes));
      const reactions = Object.values({ ...definition.on, ...on }).flat();
      const staying = [
        ...outcomes
          .filter(({ to, routes }) => to === null && !routes)
          .flatMap(({ ask, set }) => [...ask, ...Object.keys(set)]),
        ...reactions.filter(({ to }) => to === null).flatMap(({ take, set }) => [...take, ...Object.keys(set)]),
      ];
      return [key, new Set(staying)] as const;
    }),
  );
  const into = new Map<string, string[]>();
  for (const { from, to } of waysOf(definition)) into.set(to, [...(into.get(to) ?? []), from]);
  return { first: Object.keys(definition.stages)[0] ?? '', from: waysFrom(definition), filledAt, into };
}

function entering(definition: Definition, graph: Graph, path: Path, to: string, { fields }: Requirements): Suspect[] {
  if (to !== graph.first && !graph.into.has(to)) return []; // That nothing leads there is told, and is what to mend.
  return unset(definition, fields)
    .filter((field) => !isFilledBefore(graph, field, to))
    .map((field) => finding(graph, path, field, to));
}

/** To leave a stage, a field may also be filled at the stage, or by what leads out of it. */
function leaving(definition: Definition, graph: Graph, path: Path, at: string, { fields }: Requirements): Suspect[] {
  const out = graph.from.get(at) ?? [];
  return unset(definition, fields)
    .filter(
      (field) =>
        !graph.filledAt.get(at)?.has(field) &&
        !out.some(({ fills }) => fills.includes(field)) &&
        !isFilledBefore(graph, field, at),
    )
    .map((field) => finding(graph, path, field, at));
}

const unset = ({ fields }: Definition, required: readonly string[]): string[] =>
  required.filter((key) => (fields[key]?.default ?? null) === null);

/** Whether some way to the target fills the field: at a stage that is come to without the target, or on the last step. */
function isFilledBefore({ first, from, filledAt, into }: Graph, field: string, target: string): boolean {
  const ways = (state: string) => (state === target ? [] : (from.get(state) ?? []));
  const before = reach([first], (state) => ways(state).map(({ to }) => to));
  const leads = reach([target], (state) => into.get(state)?.filter((one) => one !== target) ?? []);
  return [...before].some(
    (state) =>
      (state !== target && leads.has(state) && filledAt.get(state)?.has(field)) ||
      ways(state).some(({ fills, to }) => fills.includes(field) && leads.has(to)),
  );
}

function finding({ from }: Graph, path: Path, field: string, target: string): Suspect {
  const message = `'${field}' is required here, but nothing on the way asks for it or sets it.`;
  const leads = new Set([...from].flatMap(([state, ways]) => (ways.some(({ to }) => to === target) ? [state] : [])));
  return {
    ...problem('UnaskedField', path, message),
    goal: ({ state, fields }) =>
      (fields[field] ?? null) === null &&
      (isClosedState(target) ? leads.has(state) : leads.has(state) || state === target),
  };
}
