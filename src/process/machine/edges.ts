import {
  CLOSED,
  type Definition,
  END,
  isClosedState,
  type OutcomeDefinition,
  type Reaction,
  type Requirements,
  type StageDefinition,
  type Target,
} from '../definition';
import { holds } from '../fields/condition';
import type { Fields } from '../types';
import { type Gate, OPEN_GATE } from './gate';

/** One way from a state: what event takes it, where to, and what must hold. The machine, its guards and the words of a refusal read the same. */
export interface Edge {
  event: string;
  /** null: it stays. */
  target: Target | null;
  gate: Gate;
  /** Of several edges of one event, the one whose `when` holds and none of whose `unless` does. Absent: the only one. */
  choice?: { when: string | null; unless: readonly string[] };
  /** What is set by an event from outside, and what it may bring. */
  reaction?: Reaction;
}

/** Names of the machine's events. They carry no dots, which XState reads as patterns. */
export const outcomeEvent = (stage: string, task: string, outcome: string): string =>
  `outcome:${stage}:${task}:${outcome}`;
export const moveEvent = (to: string): string => `move:${to}`;
export const closeEvent = (outcome: string): string => `close:${outcome}`;
export const skipEvent = (stage: string): string => `skip:${stage}`;
export const outsideEvent = (event: string): string => `event:${event}`;
/** What a limit or its ladder does to the stage or step that it belongs to. */
export const limitEvent = (stage: string, to: Target): string => `limit:${stage}:${to.replace('.', ' ')}`;
export const REOPEN = 'reopen';

/** The edges of every state: stages, steps of branches, closings. */
export function edgesOf(definition: Definition): Record<string, readonly Edge[]> {
  const edges: Record<string, readonly Edge[]> = {};
  for (const [key, stage] of Object.entries(definition.stages)) edges[key] = stageEdges(definition, key, stage);
  for (const [key, { reopen }] of Object.entries(definition.closed))
    edges[CLOSED + key] = reopen ? [{ event: REOPEN, target: reopen.to, gate: { ...OPEN_GATE, who: reopen.who } }] : [];
  return edges;
}

/** Whether an edge is the one of its event at these fields. A condition that cannot be evaluated does not hold. */
export function isChosen({ choice }: Edge, fields: Fields, definition: Definition): boolean {
  if (!choice) return true;
  const isMet = (condition: string | null) => holds(condition, definition.fields, fields);
  return isMet(choice.when) && !choice.unless.some(isMet);
}

/** The stages and steps whose tasks a stage holds. */
export const stepsOf = (definition: Definition, key: string): string[] => [
  key,
  ...Object.keys(definition.stages).filter((step) => definition.stages[step]?.within?.stage === key),
];

/** What it takes to come into the stage that follows branches, once they have joined. */
export const joinGate = (definition: Definition, key: string): Gate => {
  const next = definition.stages[key]?.next;
  return next === undefined ? OPEN_GATE : entryGate(definition, next);
};

function stageEdges(definition: Definition, key: string, stage: StageDefinition): Edge[] {
  const ofTasks = Object.entries(stage.tasks).flatMap(([task, { outcomes }]) =>
    Object.entries(outcomes).flatMap(([outcome, one]) =>
      outcomeEdges(definition, key, stage, outcomeEvent(key, task, outcome), one),
    ),
  );
  return [
    ...ofTasks,
    ...moveEdges(definition, key, stage),
    ...(stage.within ? [] : closeEdges(definition, key, stage)),
    ...skipEdges(definition, key, stage),
    ...reactionEdges(definition, stage),
    ...limitEdges(definition, key, stage),
  ];
}

function outcomeEdges(
  definition: Definition,
  key: string,
  stage: StageDefinition,
  event: string,
  { to, routes, when }: OutcomeDefinition,
): Edge[] {
  if (!routes) return [{ event, target: to, gate: gateTo(definition, key, stage, to, when) }];
  return routes.map((route, i) => ({
    event,
    target: route.to,
    gate: gateTo(definition, key, stage, route.to, when),
    choice: { when: route.when, unless: conditionsBefore(routes, i) },
  }));
}

const conditionsBefore = (lines: readonly { when: string | null }[], i: number): string[] =>
  lines.slice(0, i).flatMap(({ when }) => (when === null ? [] : [when]));

function moveEdges(definition: Definition, key: string, stage: StageDefinition): Edge[] {
  return definition.moves
    .filter(({ from }) => from.includes(key))
    .map(({ to, who, ask, when }) => {
      const back = isBack(definition, key, to);
      const gate = gateTo(definition, key, back ? { ...stage, leave: NOTHING } : stage, to, when);
      const fields = [...new Set([...ask, ...gate.fields])];
      return {
        event: moveEvent(to),
        target: to,
        gate: { ...gate, tasksDone: back ? [] : gate.tasksDone, who, fields },
      };
    });
}

/** Going back is rework: it needs nothing of what leaving the stage forwards would. */
function isBack(definition: Definition, from: string, to: Target): boolean {
  const order = Object.keys(definition.stages);
  return !isClosedState(to) && order.indexOf(to) <= order.indexOf(from);
}

const closeEdges = (definition: Definition, key: string, stage: StageDefinition): Edge[] =>
  Object.entries(definition.closed).map(([outcome, { who }]) => ({
    event: closeEvent(outcome),
    target: CLOSED + outcome,
    gate: { ...gateTo(definition, key, stage, CLOSED + outcome, null), who },
  }));

/** Skipping asks for what it says itself and for what the next stage requires; the tasks of the stage are wanted no more. */
function skipEdges(definition: Definition, key: string, { skip, next }: StageDefinition): Edge[] {
  if (!skip || next === undefined) return [];
  const gate = entryGate(definition, next);
  return [
    {
      event: skipEvent(key),
      target: next,
      gate: { ...gate, who: skip.who, fields: [...new Set([...skip.ask, ...gate.fields])] },
    },
  ];
}

/** What comes from outside is not held up by open tasks: it has happened. A stage's own reactions come before those to any stage. */
function reactionEdges(definition: Definition, stage: StageDefinition): Edge[] {
  const general = stage.within ? {} : definition.on;
  return Object.entries({ ...general, ...stage.on }).flatMap(([event, reactions]) =>
    reactions.map((reaction, i) => ({
      event: outsideEvent(event),
      target: reaction.to,
      gate: reaction.to === null ? OPEN_GATE : entryGate(definition, reaction.to),
      choice: { when: reaction.when, unless: conditionsBefore(reactions, i) },
      reaction,
    })),
  );
}

/** What time does by itself asks for nothing. */
function limitEdges(definition: Definition, key: string, stage: StageDefinition): Edge[] {
  const limits = [stage.limit, ...Object.values(stage.tasks).map(({ limit }) => limit), definition.limit];
  const moved = limits.flatMap((limit) =>
    (limit?.ladder ?? []).flatMap(({ does }) => (does.act === 'move' ? [does.to] : [])),
  );
  const targets = new Set([...(stage.atLimit === null ? [] : [stage.atLimit]), ...moved]);
  return [...targets].map((target) => ({ event: limitEvent(key, target), target, gate: OPEN_GATE }));
}

const NOTHING: Requirements = { fields: [], condition: null };

/** What it takes to leave a stage for `to`: what the stage asks on leaving, and the target on entering. */
function gateTo(
  definition: Definition,
  key: string,
  stage: StageDefinition,
  to: Target | null,
  when: string | null,
): Gate {
  const own = when === null ? [] : [when];
  if (to === null) return { ...OPEN_GATE, conditions: own };
  const entry = entryGate(definition, to);
  if (isClosedState(to)) return { ...entry, conditions: [...own, ...entry.conditions] };
  return {
    who: null,
    fields: [...stage.leave.fields, ...entry.fields],
    conditions: [...own, ...conditionOf(stage.leave), ...entry.conditions],
    tasksDone: stepsOf(definition, key),
  };
}

/** What a target itself requires. */
export function entryGate(definition: Definition, to: Target): Gate {
  if (to === END) return OPEN_GATE;
  const require = isClosedState(to)
    ? definition.closed[to.slice(CLOSED.length)]?.require
    : definition.stages[to]?.enter;
  const { fields, condition } = require ?? NOTHING;
  return { ...OPEN_GATE, fields, conditions: conditionOf({ fields, condition }) };
}

const conditionOf = ({ condition }: Requirements): string[] => (condition === null ? [] : [condition]);
