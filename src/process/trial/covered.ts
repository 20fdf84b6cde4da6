import type { Command } from '../command';
import { CLOSED, type Definition, END, type Reaction, type Target } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { currentStages, positionOf } from '../machine/draft';
import { type Edge, moveEvent, outcomeEvent, outsideEvent, skipEvent } from '../machine/edges';
import { compile } from '../machine/machine';
import type { Deadline, Snapshot, Task } from '../snapshot';
import { targetKeys } from './targets';

/** One decision: what it was about, and how the instance stood before and after. */
export interface Passage {
  definition: Definition;
  before: Snapshot | null;
  command: Command;
  after: Snapshot;
}

/** The keys of the targets that a decision has shown. */
export function coveredBy(passage: Passage): string[] {
  return [...statesEntered(passage), ...ofCommand(passage), ...passedOver(passage)];
}

const statesEntered = ({ before, after }: Passage): string[] =>
  Object.entries(after.visits)
    .filter(([state, n]) => n > (before?.visits[state] ?? 0))
    .map(([state]) => targetKeys.stage(state));

function ofCommand(passage: Passage): string[] {
  const { command, before, definition } = passage;
  if (!before) return [];
  switch (command.type) {
    case 'complete':
      return ofAnswer(passage, before, command);
    case 'move': {
      const from = edgeTaken(passage, moveEvent(command.to))?.stage;
      return from === undefined ? [] : [targetKeys.move(from, command.to)];
    }
    case 'close':
      return [targetKeys.closing(command.outcome)];
    case 'reopen':
      return [targetKeys.reopening(before.state.slice(CLOSED.length))];
    case 'skip':
      return [targetKeys.skip(command.stage)];
    case 'undo':
      return [targetKeys.undo()];
    case 'event':
      return [
        ...(before.wait?.event === command.event ? [targetKeys.awaited(command.event)] : []),
        ...reactionKeys(definition, edgeTaken(passage, outsideEvent(command.event))?.edge.reaction),
      ];
    case 'deadline':
      return ofDeadline(before, command.deadline);
    default:
      return [];
  }
}

function ofAnswer(passage: Passage, before: Snapshot, command: Extract<Command, { type: 'complete' }>): string[] {
  const task = before.tasks.find(({ key, id }) => key === command.task || id === command.task);
  if (!task || task.task === null) return [];
  const { stage, task: key } = task;
  const routes = passage.definition.stages[stage]?.tasks[key]?.outcomes[command.outcome]?.routes;
  const own = targetKeys.outcome(stage, key, command.outcome);
  if (!routes) return [own];
  const taken = edgeTaken(passage, outcomeEvent(stage, key, command.outcome))?.edge;
  const i = compile(passage.definition)
    .edges(stage, outcomeEvent(stage, key, command.outcome))
    .indexOf(taken as Edge);
  return i < 0 ? [own] : [own, targetKeys.route(stage, key, command.outcome, i)];
}

/** The edge that an event took, and where from: told by the fields as they were when it was taken. */
function edgeTaken(
  { definition, before, after, command }: Passage,
  event: string,
): { stage: string; edge: Edge } | null {
  if (!before) return null;
  const machine = compile(definition);
  // A reaction is chosen before what it sets is set; an answer leads on after that.
  const fields = command.type === 'event' ? { ...before.fields, ...command.fields } : after.fields;
  const [edge] = machine.chosen(positionOf(before), event, fields);
  const stage = currentStages({ definition, at: before }).find(([key]) => edge && machine.edges(key).includes(edge));
  return edge && stage ? { stage: stage[0], edge } : null;
}

/** A reaction of a stage stands before one to any stage; both are known by being the very same object. */
function reactionKeys(definition: Definition, reaction: Reaction | undefined): string[] {
  if (!reaction) return [];
  const places: [string | null, Definition['on']][] = [
    ...Object.entries(definition.stages).map(([key, { on }]) => [key, on] as [string, Definition['on']]),
    [null, definition.on],
  ];
  for (const [stage, on] of places)
    for (const [event, all] of Object.entries(on ?? {})) {
      const i = all.indexOf(reaction);
      if (i >= 0) return [targetKeys.reaction(stage, event, i)];
    }
  return [];
}

function ofDeadline(before: Snapshot, key: string): string[] {
  const fired = deadlinesOf(before).find((one) => one.key === key);
  return fired ? [targetKeys.deadline(subjectOf(fired, before), whatOf(fired))] : [];
}

/** `rung 2` and the like stand in the key of a deadline, between its subject and its instant. */
export const whatOf = ({ key, subject }: Pick<Deadline, 'key' | 'subject'>): string =>
  key.slice(subject.length + 1, key.lastIndexOf('@'));

/** The subject of a deadline in the definition's own words, whichever visit or nth task it is. */
export function subjectOf({ subject }: Pick<Deadline, 'subject'>, { state, branches, tasks }: Snapshot): string {
  if (subject === 'stage') return `stage ${state}`;
  const [, branch] = /^branch (.+)$/.exec(subject) ?? [];
  if (branch !== undefined) return `step ${branches?.[branch]?.at ?? branch}`;
  const [, repeated] = /^repeat (.+)$/.exec(subject) ?? [];
  if (repeated !== undefined) return `task ${repeated}`;
  const task: Task | undefined = tasks.find(({ key }) => key === subject);
  return task ? `task ${task.stage}/${task.task ?? 'by-hand'}` : subject;
}

/** Stages that were led to and not come into, since their condition did not hold. */
function passedOver(passage: Passage): string[] {
  const { definition, before, after } = passage;
  const entered = (key: string) => (after.visits[key] ?? 0) > (before?.visits[key] ?? 0);
  const passed = new Set<string>();
  let key = ledTo(passage);
  while (key !== null && definition.stages[key]?.when !== undefined && !entered(key) && !passed.has(key)) {
    passed.add(key);
    key = definition.stages[key]?.next ?? null;
  }
  return [...passed].map(targetKeys.passed);
}

/** Where a command led, before anything was passed over on the way; null: it stayed. */
function ledTo(passage: Passage): Target | null {
  const { definition, before, command } = passage;
  if (!before) return Object.keys(definition.stages)[0] ?? null;
  const target = command.type === 'deadline' ? movedByTime(passage, before) : edgeOf(passage)?.target;
  const joined = before.branches && passage.after.state !== before.state && target === END;
  return joined ? (definition.stages[before.state]?.next ?? null) : (target ?? null);
}

/** The edge that a command takes, where it takes one. */
function edgeOf(passage: Passage): Edge | undefined {
  const { command, before } = passage;
  if (command.type === 'move') return edgeTaken(passage, moveEvent(command.to))?.edge;
  if (command.type === 'skip') return edgeTaken(passage, skipEvent(command.stage))?.edge;
  if (command.type === 'event') return edgeTaken(passage, outsideEvent(command.event))?.edge;
  if (command.type !== 'complete') return undefined;
  const task = before?.tasks.find(({ key, id }) => key === command.task || id === command.task);
  return task?.task ? edgeTaken(passage, outcomeEvent(task.stage, task.task, command.outcome))?.edge : undefined;
}

/** Where a deadline moved the instance to, if it did. */
function movedByTime({ definition, command }: Passage, before: Snapshot): Target | undefined {
  const fired = deadlinesOf(before).find((one) => command.type === 'deadline' && one.key === command.deadline);
  if (!fired) return undefined;
  const [kind, where = ''] = subjectOf(fired, before).split(' ');
  const [stage = '', task] = where.split('/');
  const limit =
    kind === 'process'
      ? definition.limit
      : (task ? definition.stages[stage]?.tasks[task] : definition.stages[stage])?.limit;
  if (fired.kind === 'overdue' && task === undefined) return definition.stages[stage]?.atLimit ?? undefined;
  const rung = fired.kind === 'rung' ? limit?.ladder?.[Number(/\d+$/.exec(whatOf(fired))?.[0]) - 1]?.does : undefined;
  return rung?.act === 'move' ? rung.to : undefined;
}
