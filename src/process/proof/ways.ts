import {
  CLOSED,
  type Definition,
  END,
  type Limit,
  type OutcomeDefinition,
  type Reaction,
  type StageDefinition,
  type Target,
} from '../definition';
import { outcomePath, type Path, stagePath, taskPath } from './place';

/** One way from a stage or a step to another, by whatever leads there. Conditions are taken as open. */
export interface Way {
  from: string;
  /** A stage, a step or a closing. The end of a branch is the stage that its branches join to. */
  to: Target;
  by:
    | 'outcome'
    | 'reaction'
    | 'limit'
    | 'move'
    | 'close'
    | 'skip'
    | 'passing over'
    | 'joining'
    | 'beginning'
    | 'reopening';
  path: Path;
  /** As the text says it: `end` too. */
  target: Target;
  /** Fields that have a value once this way was taken. */
  fills: readonly string[];
  endsBranches?: boolean;
  /** Of a limit: the date that it hangs on. */
  hangsOn?: string;
}

const known = new WeakMap<Definition, readonly Way[]>();

/** Every way of a definition. */
export function waysOf(definition: Definition): readonly Way[] {
  const found = known.get(definition) ?? [...stageWays(definition), ...reopenings(definition)];
  known.set(definition, found);
  return found;
}

/** Ways by where they start. */
export function waysFrom(definition: Definition): ReadonlyMap<string, readonly Way[]> {
  const from = new Map<string, Way[]>();
  for (const way of waysOf(definition)) from.set(way.from, [...(from.get(way.from) ?? []), way]);
  return from;
}

/** A stage and the steps of its branches. */
export const stepsIn = ({ stages }: Definition, key: string): string[] => [
  key,
  ...Object.keys(stages).filter((step) => stages[step]?.within?.stage === key),
];

/** What can be reached from there, the start included. */
export function reach(from: readonly string[], next: (state: string) => readonly string[]): ReadonlySet<string> {
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

type Draft = Omit<Way, 'from' | 'to'>;

function stageWays(definition: Definition): Way[] {
  return Object.entries(definition.stages).flatMap(([key, stage]) => {
    const ways: Draft[] = [
      ...Object.entries(stage.tasks).flatMap(([task, { outcomes }]) =>
        Object.entries(outcomes).flatMap(([name, one]) => ofOutcome(one, outcomePath(definition, key, task, name))),
      ),
      ...ofReactions(definition, key, stage),
      ...ofLimits(definition, key, stage),
      ...ofNext(definition, key, stage),
      ...(stage.within ? [] : byHand(definition, key)),
    ];
    return ways.flatMap((way) => {
      const to = way.target === END ? definition.stages[stage.within?.stage ?? '']?.next : way.target;
      return to === undefined ? [] : [{ ...way, from: key, to }];
    });
  });
}

function ofOutcome({ to, routes, ask, set, endsBranches }: OutcomeDefinition, path: Path): Draft[] {
  const fills = [...ask, ...Object.keys(set)];
  const ways = routes
    ? routes.map((route, i) => ({ target: route.to, path: [...path, 'to', i] }))
    : to === null
      ? []
      : [{ target: to, path: [...path, 'to'] }];
  return ways.map((way) => ({ ...way, by: 'outcome', fills, endsBranches }));
}

/** A stage's own reactions to an event stand in for those to any stage. */
function ofReactions(definition: Definition, key: string, stage: StageDefinition): Draft[] {
  const general = Object.entries(stage.within ? {} : (definition.on ?? {})).filter(([event]) => !stage.on?.[event]);
  const lists: [Path, readonly Reaction[]][] = [
    ...general.map(([event, list]): [Path, readonly Reaction[]] => [['on', event], list]),
    ...Object.entries(stage.on ?? {}).map(([event, list]): [Path, readonly Reaction[]] => [
      [...stagePath(definition, key), 'on', event],
      list,
    ]),
  ];
  return lists.flatMap(([path, list]) =>
    list.flatMap(({ to, take, set, endsBranches }, i) =>
      to === null
        ? []
        : [
            {
              target: to,
              by: 'reaction' as const,
              path: [...path, i],
              fills: [...take, ...Object.keys(set)],
              endsBranches,
            },
          ],
    ),
  );
}

function ofLimits(definition: Definition, key: string, stage: StageDefinition): Draft[] {
  const path = stagePath(definition, key);
  const atLimit: Draft[] =
    stage.limit && stage.atLimit !== null
      ? [{ target: stage.atLimit, by: 'limit', path: [...path, 'at limit'], fills: [], hangsOn: dateOf(stage.limit) }]
      : [];
  return [
    ...atLimit,
    ...rungs(stage.limit, [...path, 'limit']),
    ...Object.entries(stage.tasks).flatMap(([task, { limit }]) =>
      rungs(limit, [...taskPath(definition, key, task), 'limit']),
    ),
    ...(stage.within || !definition.limitWatched ? [] : rungs(definition.limit, ['limit'])),
  ];
}

const dateOf = ({ due }: Limit): string | undefined => (due.by === 'span' ? undefined : due.field);

const rungs = (limit: Limit | null, path: Path): Draft[] =>
  (limit?.ladder ?? []).flatMap(({ does }, i) =>
    limit && does.act === 'move'
      ? [{ target: does.to, by: 'limit', path: [...path, 'ladder', i], fills: [], hangsOn: dateOf(limit) }]
      : [],
  );

function ofNext(definition: Definition, key: string, stage: StageDefinition): Draft[] {
  const path = stagePath(definition, key);
  const { next, when, skip, branches } = stage;
  const way = (by: Way['by'], fills: readonly string[] = []): Draft[] =>
    next === undefined ? [] : [{ target: next, by, path, fills }];
  const waited = Object.values(branches ?? {}).filter(({ optional }) => !optional);
  return [
    ...(when === undefined ? [] : way('passing over')),
    ...(skip ? way('skip', skip.ask) : []),
    ...(branches && waited.every((branch) => branch.when !== null) ? way('joining') : []),
    ...Object.entries(branches ?? {}).map(
      ([name, { first }]): Draft => ({ target: first, by: 'beginning', path: [...path, 'branches', name], fills: [] }),
    ),
  ];
}

function byHand(definition: Definition, key: string): Draft[] {
  const moves = definition.moves.flatMap(({ from, to, ask, who }, i): Draft[] =>
    from.includes(key) && who.length > 0 ? [{ target: to, by: 'move', path: ['moves', i], fills: ask }] : [],
  );
  const closings = Object.entries(definition.closed).flatMap(([name, { who, require }]): Draft[] =>
    who.length > 0 ? [{ target: CLOSED + name, by: 'close', path: ['closed', name], fills: require.fields }] : [],
  );
  return [...moves, ...closings];
}

const reopenings = (definition: Definition): Way[] =>
  Object.entries(definition.closed).flatMap(([name, { reopen }]) =>
    reopen
      ? [
          {
            from: CLOSED + name,
            to: reopen.to,
            target: reopen.to,
            by: 'reopening' as const,
            path: ['closed', name, 'reopen'],
            fills: [],
          },
        ]
      : [],
  );
