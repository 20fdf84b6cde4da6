import type { Act, Command, InstancePlan } from '../command';
import { type Branch, END, isClosedState, type Limit } from '../definition';
import { holds } from '../fields/condition';
import { fieldProblem } from '../fields/field-value';
import { same } from '../same';
import { type BranchState, branchSubject, type Clock, repeatedTask, STAGE, type Task } from '../snapshot';
import { askClock, askPlan, askStagePlan, freshClock, startClock } from './clocks';
import { changeTask, currentStages, type Draft, definitionOf, openTasks, withdraw } from './draft';
import { setFields } from './fields';
import { Refused, refuse, refuseUnmet } from './refuse';
import { putBack } from './undo';

/**
 * Brings an instance into the definition that it is decided on with. Where the plan says nothing, stages and tasks keep their
 * names; a task that the new stage does not know is withdrawn, one that applies and was not asked for opens afterwards.
 */
export function migrate(draft: Draft, { plan, back, actor }: Command & Extract<Act, { type: 'migrate' }>): void {
  if (actor.id !== 'system') refuse('NotYours', { who: 'system' });
  if (back) {
    putBack(draft, back);
    return;
  }
  const old = draft.at.state;
  const state = plan.stages[old] ?? old;
  if (isClosedState(state) || !draft.definition.stages[state] || draft.definition.stages[state]?.within)
    refuse('NotAtThisStage', { state });
  draft.at.state = state;
  migrateFields(draft, plan);
  migrateBranches(draft, plan);
  mustMeetEntry(draft);
  for (const task of draft.at.tasks) migrateTask(draft, task, plan);
  migrateClocks(draft, plan);
  if (plan.timers !== 'keep') planAnew(draft);
  draft.at.visits = renamed(draft.at.visits, plan.stages);
  migrateRepeats(draft, plan);
}

/** Fields that the new definition does not know are kept in the history only; new ones start with their default. */
function migrateFields(draft: Draft, { fields }: InstancePlan): void {
  const known = Object.entries(draft.definition.fields).map(([key, field]) => {
    const value = draft.at.fields[key] ?? null;
    return [key, value ?? fields[key] ?? field.default] as const;
  });
  const unfit = known.flatMap(([field, value]) => {
    const of = draft.definition.fields[field];
    const problem = of ? fieldProblem(of, value) : null;
    return problem ? [{ code: problem.code, params: { field, ...problem.params } }] : [];
  });
  if (unfit.length > 0) throw new Refused('FieldInvalid', unfit);
  setFields(draft, Object.fromEntries(known));
  draft.at.fields = Object.fromEntries(known);
}

/** Steps of branches by the plan of stages; a branch that is new begins, one that is gone is dropped. */
function migrateBranches(draft: Draft, plan: InstancePlan): void {
  const { branches } = draft.definition.stages[draft.at.state] ?? {};
  const before = draft.at.branches ?? {};
  if (!branches) {
    delete draft.at.branches;
    return;
  }
  const entries = Object.entries(branches).map(([key, branch]): [string, BranchState] => {
    const known = before[key];
    if (known?.at === null) return [key, known];
    const at = known ? stepOf(draft, key, known.at, plan) : beginning(draft, branch);
    return [key, { enteredAt: draft.now, clock: null, ...known, at }];
  });
  // Nobody's answer would join what has ended already: where such a deal goes on is for a person to say.
  if (entries.every(([key, { at }]) => at === null || branches[key]?.optional))
    refuse('NotAtThisStage', { state: draft.at.state });
  draft.at.branches = Object.fromEntries(entries);
}

function stepOf({ definition, at: { state } }: Draft, branch: string, at: string, { stages }: InstancePlan): string {
  const step = stages[at] ?? at;
  const within = definition.stages[step]?.within;
  if (within?.branch !== branch || within.stage !== state) refuse('NotAtThisStage', { state: step });
  return step;
}

/** A branch whose condition does not hold is done at once; steps whose condition does not are passed over. */
function beginning({ definition, at }: Draft, { first, when }: Branch): string | null {
  const isMet = (condition: string | null = null) => holds(condition, definition.fields, at.fields);
  let step = isMet(when) ? first : END;
  const passed = new Set<string>();
  while (step !== END && !passed.has(step) && !isMet(definition.stages[step]?.when)) {
    passed.add(step);
    step = definition.stages[step]?.next ?? END;
  }
  return step === END ? null : step;
}

function mustMeetEntry(draft: Draft): void {
  const required = currentStages(draft).flatMap(([, { enter }]) => enter.fields);
  const missing = [...new Set(required)].filter((field) => (draft.at.fields[field] ?? null) === null);
  refuseUnmet(missing.map((field) => ({ code: 'FieldMissing', params: { field } })));
}

/** Tasks that have ended are renamed too: what was done under its old name is not asked for again. */
function migrateTask(draft: Draft, task: Task, { stages, tasks }: InstancePlan): void {
  if (task.task === null) return;
  const stage = stages[task.stage] ?? task.stage;
  const mapped = tasks[task.stage]?.[task.task];
  const name = mapped === undefined ? task.task : mapped;
  if (task.status !== 'open') {
    if (name !== null && (stage !== task.stage || name !== task.task))
      changeTask(draft, task.key, { stage, task: name });
    return;
  }
  const isCurrent = currentStages(draft).some(([key]) => key === stage);
  if (name === null || !isCurrent || !draft.definition.stages[stage]?.tasks[name]) withdraw(draft, task.key);
  else changeTask(draft, task.key, { stage, task: name });
}

/** The plan of the whole process, which counts from its start whatever else is reset. */
function planAnew(draft: Draft): void {
  const before = draft.at.processClock;
  draft.at.plannedFor = null;
  delete draft.at.processClock;
  delete draft.at.plan;
  askPlan(draft);
  askStagePlan(draft);
  const { processClock } = draft.at as Pick<Draft['at'], 'processClock'>;
  if (!processClock || !before) return;
  const anewAt = same(processClock.limit, before.limit) ? {} : { anewAt: draft.now };
  const climbed = processClock.rungs && { climbed: before.climbed ?? 0 };
  draft.at.processClock = { ...processClock, light: before.light, ...anewAt, ...climbed };
}

function migrateClocks(draft: Draft, { timers }: InstancePlan): void {
  const { at, definition } = draft;
  at.clock = nextClock(draft, STAGE, at.clock, definition.stages[at.state]?.limit ?? null, timers, at.enteredAt);
  for (const [key, branch] of Object.entries(at.branches ?? {})) {
    const limit = (branch.at !== null && definition.stages[branch.at]?.limit) || null;
    const clock = nextClock(draft, branchSubject(key), branch.clock, limit, timers, branch.enteredAt);
    at.branches = { ...at.branches, [key]: { ...branch, clock } };
  }
  for (const task of openTasks(at)) {
    const limit = definitionOf(draft, task)?.limit ?? null;
    if (task.task === null) continue;
    changeTask(draft, task.key, { clock: nextClock(draft, task.key, task.clock, limit, timers, task.openedAt) });
  }
}

/** The clock under the new limit. What a wait has stopped stays stopped, with what it had spent. */
function nextClock(
  draft: Draft,
  subject: string,
  clock: Clock | null,
  limit: Limit | null,
  timers: InstancePlan['timers'],
  since: number,
): Clock | null {
  if (timers === 'keep' && clock) return clock;
  if (!limit) return null;
  if (timers === 'reset' || !clock) {
    return timers === 'recompute' && !draft.at.wait
      ? askClock(draft, subject, freshClock(limit, since))
      : startClock(draft, subject, limit);
  }
  const { from, spentMs } = clock;
  const stands = limit.due.by === 'span' && draft.at.wait !== null;
  // A light that the same limit has turned stays: only a new limit can put it out, and have it come on again.
  if (same(limit, clock.limit)) return clock.paused ? clock : askClock(draft, subject, clock);
  const climbed = limit.ladder && { climbed: clock.climbed ?? 0 };
  const anew = { ...freshClock(limit, from), spentMs, light: clock.light, ...climbed, anewAt: draft.now };
  return stands ? { ...anew, paused: true } : askClock(draft, subject, anew);
}

const renamed = (
  visits: Readonly<Record<string, number>>,
  stages: Readonly<Record<string, string>>,
): Record<string, number> => {
  const result: Record<string, number> = {};
  for (const [key, n] of Object.entries(visits)) {
    const now = stages[key] ?? key;
    result[now] = (result[now] ?? 0) + n;
  }
  return result;
};

/** Repeated tasks go by their new names; those that the new definition does not repeat there open no more. */
function migrateRepeats(draft: Draft, { stages, tasks }: InstancePlan): void {
  if (!draft.at.repeats) return;
  const current = new Set(currentStages(draft).map(([key]) => key));
  const kept = Object.entries(draft.at.repeats).flatMap(([key, clock]) => {
    const { stage, task } = repeatedTask(key);
    const name = tasks[stage]?.[task] === undefined ? task : tasks[stage]?.[task];
    const at = stages[stage] ?? stage;
    const repeats = name != null && draft.definition.stages[at]?.tasks[name]?.repeat !== undefined;
    return repeats && current.has(at) ? [[`${at}/${name}`, clock] as const] : [];
  });
  draft.at.repeats = Object.fromEntries(kept);
}
