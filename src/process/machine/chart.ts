import { type AnyStateMachine, and, createMachine, stateIn } from 'xstate';
import { type Branch, CLOSED, type Definition, END, type StageDefinition, type Target } from '../definition';
import { holds } from '../fields/condition';
import { type Edge, isChosen, joinGate } from './edges';
import { type AtGate, type Gate, unmet } from './gate';

/**
 * The statechart of a definition: stages are its states, branches its parallel regions, edges its transitions. Its actions
 * are data that `decide` carries out: `enter` names a stage, `take` the edge. What guards look at is the context `{ at }`.
 */
export function toXState(definition: Definition, edges: Readonly<Record<string, readonly Edge[]>>): AnyStateMachine {
  const at = (context: unknown) => (context as { at: AtGate }).at;
  return createMachine(chart(definition, edges), {
    guards: {
      open: ({ context }, params) => {
        const { edge } = params as { edge: Edge };
        return isChosen(edge, at(context).fields, definition) && unmet(edge.gate, at(context), definition).length === 0;
      },
      passable: ({ context }, params) => unmet((params as { gate: Gate }).gate, at(context), definition).length === 0,
      holds: ({ context }, params) =>
        holds((params as { condition: string }).condition, definition.fields, at(context).fields),
    },
  });
}

/** Eventless loops end in an error instead of a stuck worker. */
const MAX_STEPS = 1000;

/** The transient state in front of a stage that may be passed over, and in front of a branch. Keys of stages hold no blanks. */
const GATEWAY = ' gateway';

function chart(definition: Definition, edges: Readonly<Record<string, readonly Edge[]>>) {
  const stages = Object.entries(definition.stages).filter(([, { within }]) => !within);
  const ends = Object.keys(definition.closed).map((key) => [
    key,
    { id: idOf(CLOSED + key), ...plain(CLOSED + key, edges) },
  ]);
  return {
    id: definition.key,
    context: ({ input }: { input: unknown }) => input as { at: AtGate },
    initial: initialOf(stages[0]),
    states: {
      ...Object.fromEntries(stages.flatMap(([key, stage]) => stageStates(definition, key, stage, edges))),
      closed: { initial: Object.keys(definition.closed)[0], states: Object.fromEntries(ends) },
    },
    options: { maxIterations: MAX_STEPS },
  };
}

const initialOf = (first: [string, StageDefinition] | undefined): string | undefined =>
  first && (first[1].when === undefined ? first[0] : first[0] + GATEWAY);

type Named = [key: string, state: object];

/** The states that a stage or a step becomes: itself, and a gateway where it may be passed over. */
function stageStates(
  definition: Definition,
  key: string,
  stage: StageDefinition,
  edges: Readonly<Record<string, readonly Edge[]>>,
): Named[] {
  const own = { ...plain(key, edges, stage), ...(stage.branches && parallel(definition, key, stage.branches, edges)) };
  if (stage.when === undefined) return [[key, { id: idOf(key), ...own }]];
  const guard = { type: 'holds', params: { condition: stage.when } };
  const past = stage.next === undefined ? [] : [{ target: `#${idOf(stage.next, stage.within)}` }];
  const always = [{ guard, target: `#${idOf(key)} itself` }, ...past];
  return [
    [key + GATEWAY, { id: idOf(key), always }],
    [key, { id: `${idOf(key)} itself`, ...own }],
  ];
}

const plain = (key: string, edges: Readonly<Record<string, readonly Edge[]>>, stage?: StageDefinition) => ({
  entry: { type: 'enter', params: { stage: key } },
  exit: 'leave',
  on: transitions(edges[key] ?? [], stage?.within),
});

function transitions(edges: readonly Edge[], within: StageDefinition['within']) {
  const on: Record<string, object[]> = {};
  for (const edge of edges) {
    const guard = { type: 'open', params: { edge } };
    const actions = { type: 'take', params: { edge } };
    const target = edge.target === null ? {} : { target: `#${idOf(edge.target, within)}`, reenter: true };
    on[edge.event] = [...(on[edge.event] ?? []), { guard, actions, ...target }];
  }
  return on;
}

/** Regions side by side, and the way on once those that are waited for have ended. */
function parallel(
  definition: Definition,
  key: string,
  branches: Readonly<Record<string, Branch>>,
  edges: Readonly<Record<string, readonly Edge[]>>,
) {
  const waited = Object.entries(branches).filter(([, { optional }]) => !optional);
  const joined = waited.map(([branch]) => stateIn(`#${endId(key, branch)}`));
  const { next } = definition.stages[key] ?? {};
  const passable = { type: 'passable', params: { gate: joinGate(definition, key) } };
  return {
    type: 'parallel' as const,
    states: Object.fromEntries(
      Object.entries(branches).map(([name, branch]) => [name, region(definition, key, name, branch, edges)]),
    ),
    ...(next !== undefined && {
      always: { guard: and([...joined, passable] as never), target: `#${idOf(next)}` },
    }),
  };
}

function region(
  definition: Definition,
  stage: string,
  name: string,
  { first, when }: Branch,
  edges: Readonly<Record<string, readonly Edge[]>>,
) {
  const steps = Object.entries(definition.stages).filter(
    ([, { within }]) => within?.stage === stage && within.branch === name,
  );
  const end = `#${endId(stage, name)}`;
  const guard = when === null ? undefined : { type: 'holds', params: { condition: when } };
  return {
    initial: GATEWAY,
    states: {
      [GATEWAY]: {
        always: guard ? [{ guard, target: `#${idOf(first)}` }, { target: end }] : { target: `#${idOf(first)}` },
      },
      ...Object.fromEntries(steps.flatMap(([key, step]) => stageStates(definition, key, step, edges))),
      [END]: { id: endId(stage, name), type: 'final' as const },
    },
  };
}

/** XState looks ids up by their whole text, so the dots of `closed.won` do no harm there. */
const idOf = (target: Target, within?: StageDefinition['within']): string =>
  target === END && within ? endId(within.stage, within.branch) : `at ${target.replace('.', ' ')}`;

const endId = (stage: string, branch: string): string => `end of ${branch} in ${stage}`;
