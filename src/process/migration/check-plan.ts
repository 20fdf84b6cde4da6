import type { InstancePlan } from '../command';
import { CLOSED, type Definition, isClosedState } from '../definition';
import { fieldProblem } from '../fields/field-value';

/** What is wrong with a plan, as a code with its values and an English sentence. Any of it keeps a migration from starting. */
export interface PlanProblem {
  code:
    | 'StageWithoutTarget'
    | 'UnknownStage'
    | 'UnknownTarget'
    | 'UnknownTask'
    | 'UnknownTargetTask'
    | 'TargetTakenTwice'
    | 'UnknownField'
    | 'FieldInvalid'
    | 'OtherKind';
  params: Readonly<Record<string, string | number>>;
  message: string;
}

/**
 * Holds a plan against both versions and against where deals are.
 *
 * @param occupied how many running deals are at each stage of the old version, steps of branches included.
 * @returns everything that is wrong, not the first of it only; empty: it may start.
 */
export function checkPlan(
  plan: InstancePlan,
  from: Definition,
  to: Definition,
  occupied: Readonly<Record<string, number>>,
): PlanProblem[] {
  if (from.kind !== to.kind)
    return [problem('OtherKind', { from: from.kind, to: to.kind }, `A ${from.kind} cannot become a ${to.kind}.`)];
  return [
    ...stageProblems(plan, from, to),
    ...occupiedProblems(plan, to, occupied),
    ...taskProblems(plan, from, to),
    ...fieldProblems(plan, to),
  ];
}

const problem = (code: PlanProblem['code'], params: PlanProblem['params'], message: string): PlanProblem => ({
  code,
  params,
  message,
});

const stageProblems = (plan: InstancePlan, from: Definition, to: Definition): PlanProblem[] =>
  Object.entries(plan.stages).flatMap(([stage, target]) => [
    ...(Object.hasOwn(from.stages, stage)
      ? []
      : [problem('UnknownStage', { stage }, `The old version has no stage "${stage}".`)]),
    ...(Object.hasOwn(to.stages, target)
      ? []
      : [problem('UnknownTarget', { stage, target }, targetWords(stage, target))]),
  ]);

const targetWords = (stage: string, target: string): string =>
  isClosedState(target)
    ? `"${stage}" leads to "${target}": a migration closes no deals, so name a stage.`
    : `"${stage}" leads to "${target}", which the new version does not have.`;

/** A stage that nobody is at needs no target. */
const occupiedProblems = (
  plan: InstancePlan,
  to: Definition,
  occupied: Readonly<Record<string, number>>,
): PlanProblem[] =>
  Object.entries(occupied).flatMap(([stage, deals]) => {
    if (deals === 0 || stage.startsWith(CLOSED) || Object.hasOwn(plan.stages, stage) || Object.hasOwn(to.stages, stage))
      return [];
    const words = `${deals} running deals are at "${stage}", which the new version does not have: say in "stages" where they go.`;
    return [problem('StageWithoutTarget', { stage, deals }, words)];
  });

function taskProblems(plan: InstancePlan, from: Definition, to: Definition): PlanProblem[] {
  return Object.entries(plan.tasks).flatMap(([stage, tasks]) => {
    const old = from.stages[stage];
    if (!old) return [problem('UnknownStage', { stage }, `The old version has no stage "${stage}".`)];
    const target = plan.stages[stage] ?? stage;
    const known = to.stages[target]?.tasks ?? {};
    return Object.entries(tasks).flatMap(([task, becomes]) => {
      if (!Object.hasOwn(old.tasks, task))
        return [problem('UnknownTask', { stage, task }, `"${stage}" of the old version has no task "${task}".`)];
      if (becomes === null) return [];
      if (!Object.hasOwn(known, becomes)) {
        const words = `"${task}" becomes "${becomes}", which "${target}" of the new version does not have.`;
        return [problem('UnknownTargetTask', { stage, task, target, becomes }, words)];
      }
      const rivals = rivalsOf(becomes, old.tasks, tasks).filter((rival) => rival !== task);
      if (rivals.length === 0) return [];
      const words = `"${task}" and "${rivals.join('", "')}" of "${stage}" all become "${becomes}": withdraw all but one (null).`;
      return [problem('TargetTakenTwice', { stage, task, becomes }, words)];
    });
  });
}

/** The tasks of a stage that become this one: a task that the plan does not name keeps its name. */
const rivalsOf = (
  becomes: string,
  old: Readonly<Record<string, unknown>>,
  plan: Readonly<Record<string, string | null>>,
) => Object.keys(old).filter((key) => (Object.hasOwn(plan, key) ? plan[key] : key) === becomes);

const fieldProblems = (plan: InstancePlan, to: Definition): PlanProblem[] =>
  Object.entries(plan.fields).flatMap(([field, value]) => {
    const known = Object.hasOwn(to.fields, field) ? to.fields[field] : undefined;
    if (!known) return [problem('UnknownField', { field }, `The new version has no field "${field}".`)];
    const wrong = value === null ? null : fieldProblem(known, value);
    return wrong
      ? [problem('FieldInvalid', { field }, `The value for "${field}" does not fit: its type is ${known.type}.`)]
      : [];
  });
