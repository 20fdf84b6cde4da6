import { type AnyStateMachine, createActor, createMachine, type StateValue } from 'xstate';
import { CLOSED, type Definition, isClosedState, type StageDefinition, type Target } from '../definition';
import { type AtGate, type Gate, OPEN_GATE, unmet } from './gate';

/**
 * The small port behind which XState stands. A definition becomes a machine whose states are stages, whose
 * events are outcomes, moves and closings, and whose guards are gates; its actions are data (`enter`,
 * `leave`) that `decide` carries out on the snapshot. Nothing else imports xstate.
 */
export interface Machine {
  /** The state in which an instance begins. */
  readonly initial: string;
  /** Takes the event: the new state and what was left and entered. null: no transition is open. */
  apply(state: string, event: string, at: AtGate): Step | null;
  /** The events that have a transition from `state`, open or not. */
  events(state: string): readonly string[];
  /** The gate of an event's transition from `state`; null when there is none. */
  gate(state: string, event: string): Gate | null;
  /** Where an event leads from `state`; null when it stays. */
  target(state: string, event: string): Target | null;
}

export interface Step {
  state: string;
  /** Whether a stage was left and one entered: false when the event is taken in place. */
  moved: boolean;
}

/** Names of the machine's events. They carry no dots, which XState reads as patterns. */
export const outcomeEvent = (task: string, outcome: string): string => `outcome:${task}:${outcome}`;
export const moveEvent = (to: string): string => `move:${to}`;
export const closeEvent = (outcome: string): string => `close:${outcome}`;
export const REOPEN = 'reopen';
export const LIMIT_PASSED = 'limit passed';

interface Edge {
  event: string;
  target: Target | null;
  gate: Gate;
}

const machines = new WeakMap<Definition, Machine>();

/** Compiles a definition, once for each definition object. @throws what XState throws for a target that is not there. */
export function compile(definition: Definition): Machine {
  const known = machines.get(definition);
  if (known) return known;
  const made = build(definition);
  machines.set(definition, made);
  return made;
}

function build(definition: Definition): Machine {
  const edges = allEdges(definition);
  const find = (state: string, event: string) => edges[state]?.find((edge) => edge.event === event) ?? null;
  return {
    initial: Object.keys(definition.stages)[0] ?? '',
    apply: runner(toXState(definition, edges)),
    events: (state) => (edges[state] ?? []).map((edge) => edge.event),
    gate: (state, event) => find(state, event)?.gate ?? null,
    target: (state, event) => find(state, event)?.target ?? null,
  };
}

/** The XState machine of a definition. Its events are `{ type, at }`, where `at` is what the gates look at. */
export function toXState(definition: Definition, edges = allEdges(definition)): AnyStateMachine {
  return createMachine(config(definition, edges), {
    guards: {
      open: ({ event }, params) =>
        unmet((params as { gate: Gate }).gate, (event as unknown as { at: AtGate }).at, definition).length === 0,
    },
  });
}

/** Runs the machine with one scope that starts nothing: 5 to 17 times cheaper than XState's `transition`. */
function runner(machine: AnyStateMachine): Machine['apply'] {
  const self = createActor(machine);
  let taken: string[] = [];
  const scope = {
    self,
    id: '',
    sessionId: '',
    system: self.system,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action: { type: string }) => taken.push(action.type),
  } as unknown as Parameters<AnyStateMachine['transition']>[2];
  return (state, event, at) => {
    taken = [];
    const before = machine.resolveState({ value: toValue(state), context: {} });
    const after = machine.transition(before, { type: event, at }, scope);
    if (after.status === 'error') throw after.error;
    if (taken.length === 0) return null;
    return { state: toState(after.value), moved: taken.includes('enter') };
  };
}

function config(definition: Definition, edges: Readonly<Record<string, readonly Edge[]>>) {
  const state = (key: string) => ({ entry: 'enter', exit: 'leave', on: transitions(edges[key] ?? []) });
  const stages = Object.fromEntries(Object.keys(definition.stages).map((key) => [key, state(key)]));
  const ends = Object.keys(definition.closed).map((key) => [key, { id: idOf(CLOSED + key), ...state(CLOSED + key) }]);
  const closed = { initial: Object.keys(definition.closed)[0], states: Object.fromEntries(ends) };
  for (const key of Object.keys(stages)) stages[key] = { id: idOf(key), ...stages[key] } as (typeof stages)[string];
  return {
    id: definition.key,
    initial: Object.keys(definition.stages)[0],
    states: { ...stages, closed },
    options: { maxIterations: MAX_STEPS },
  };
}

/** Eventless loops end in an error instead of a stuck worker. */
const MAX_STEPS = 1000;

/** XState looks ids up by their whole text, so the dots of `closed.won` do no harm there. */
const idOf = (target: Target): string => `at ${target.replace('.', ' ')}`;

function transitions(edges: readonly Edge[]) {
  return Object.fromEntries(
    edges.map(({ event, target, gate }) => {
      const guard = { type: 'open', params: { gate } };
      return [event, target ? { target: `#${idOf(target)}`, reenter: true, guard } : { guard, actions: 'stay' }];
    }),
  );
}

const toValue = (state: string): StateValue => (isClosedState(state) ? { closed: state.slice(CLOSED.length) } : state);
const toState = (value: StateValue): string => (typeof value === 'string' ? value : CLOSED + String(value.closed));

function allEdges(definition: Definition): Record<string, Edge[]> {
  const edges: Record<string, Edge[]> = {};
  for (const [key, stage] of Object.entries(definition.stages)) edges[key] = stageEdges(definition, key, stage);
  for (const [key, closing] of Object.entries(definition.closed)) {
    const gate = closing.reopen && { ...OPEN_GATE, who: closing.reopen.who };
    edges[CLOSED + key] = closing.reopen && gate ? [{ event: REOPEN, target: closing.reopen.to, gate }] : [];
  }
  return edges;
}

function stageEdges(definition: Definition, key: string, stage: StageDefinition): Edge[] {
  const edges: Edge[] = [];
  for (const [taskKey, task] of Object.entries(stage.tasks)) {
    for (const [outcomeKey, outcome] of Object.entries(task.outcomes)) {
      const gate = gateTo(definition, stage, outcome.to, outcome.when);
      edges.push({ event: outcomeEvent(taskKey, outcomeKey), target: outcome.to, gate });
    }
  }
  for (const move of definition.moves) {
    if (!move.from.includes(key)) continue;
    const gate = gateTo(
      definition,
      { ...stage, leave: isBack(definition, key, move.to) ? NOTHING : stage.leave },
      move.to,
      move.when,
    );
    const tasksDone = gate.tasksDone && !isBack(definition, key, move.to);
    edges.push({
      event: moveEvent(move.to),
      target: move.to,
      gate: { ...gate, tasksDone, who: move.who, fields: [...new Set([...move.ask, ...gate.fields])] },
    });
  }
  for (const [outcome, closing] of Object.entries(definition.closed)) {
    const gate = gateTo(definition, stage, CLOSED + outcome, null);
    edges.push({ event: closeEvent(outcome), target: CLOSED + outcome, gate: { ...gate, who: closing.who } });
  }
  if (stage.atLimit) edges.push({ event: LIMIT_PASSED, target: stage.atLimit, gate: OPEN_GATE });
  return edges;
}

const NOTHING = { fields: [], condition: null };

/** Going back is rework: it needs nothing of what leaving the stage forwards would. */
function isBack(definition: Definition, from: string, to: Target): boolean {
  const order = Object.keys(definition.stages);
  return !isClosedState(to) && order.indexOf(to) <= order.indexOf(from);
}

/** What it takes to leave `stage` for `to`: what the stage asks on leaving, and the target on entering. */
function gateTo(definition: Definition, stage: StageDefinition, to: Target | null, when: string | null): Gate {
  const own = when ? [when] : [];
  if (to === null) return { ...OPEN_GATE, conditions: own };
  if (isClosedState(to)) {
    const require = definition.closed[to.slice(CLOSED.length)]?.require ?? NOTHING;
    return { who: null, fields: require.fields, conditions: [...own, ...conditionOf(require)], tasksDone: false };
  }
  const enter = definition.stages[to]?.enter ?? NOTHING;
  return {
    who: null,
    fields: [...stage.leave.fields, ...enter.fields],
    conditions: [...own, ...conditionOf(stage.leave), ...conditionOf(enter)],
    tasksDone: true,
  };
}

const conditionOf = (requirements: { condition: string | null }): string[] =>
  requirements.condition === null ? [] : [requirements.condition];
