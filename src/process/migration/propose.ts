import type { InstancePlan } from '../command';
import type { Definition, StageDefinition } from '../definition';
import { likeness, mostAlike, stageLikeness } from './likeness';

/** A plan as it is proposed, and why: what was not matched is for a person to say. */
export interface ProposedPlan {
  plan: InstancePlan;
  /** Stages that were matched by likeness only: worth a look. Alike from 0 to 1. */
  guessed: readonly { stage: string; to: string; alike: number }[];
  /** Stages for which the new version has nothing alike. */
  open: readonly string[];
}

/**
 * Proposes how running deals get from one version to another: what has the same key stays, what has gone is matched by
 * name and tasks, and timers are recomputed from when they started, so that a new limit counts for the time already spent.
 */
export function proposePlan(from: Definition, to: Definition): ProposedPlan {
  const stages: Record<string, string> = {};
  const guessed: { stage: string; to: string; alike: number }[] = [];
  const open: string[] = [];
  for (const [key, stage] of Object.entries(from.stages)) {
    const found = targetOf(key, stage, to);
    if (!found) open.push(key);
    else if (found.to !== key) {
      stages[key] = found.to;
      guessed.push({ stage: key, ...found });
    }
  }
  return { plan: { stages, tasks: proposeTasks(from, to, stages), timers: 'recompute', fields: {} }, guessed, open };
}

/** Proposes what becomes of tasks where stages are matched so; those of stages that lead nowhere are not asked. */
export function proposeTasks(from: Definition, to: Definition, stages: InstancePlan['stages']): InstancePlan['tasks'] {
  const entries = Object.entries(from.stages).map(([key, stage]) => {
    const target = to.stages[stages[key] ?? key];
    return [key, target ? taskTargets(stage, target) : {}] as const;
  });
  return Object.fromEntries(entries.filter(([, tasks]) => Object.keys(tasks).length > 0));
}

/** Stages stay where they are nested: what is a step of a branch is not proposed for what is none. */
function targetOf(key: string, stage: StageDefinition, to: Definition): { to: string; alike: number } | null {
  const fits = (other: StageDefinition) => Boolean(other.within) === Boolean(stage.within);
  const same = to.stages[key];
  if (same && fits(same)) return { to: key, alike: 1 };
  const others = Object.entries(to.stages).filter(([, other]) => fits(other));
  const best = mostAlike(others, ([other, its]) => stageLikeness({ key, ...stage }, { key: other, ...its }));
  return best && { to: best.is[0], alike: best.score };
}

/** What becomes of tasks that are not found in the new stage by their key: the one most alike that is new, or withdrawn. */
function taskTargets(stage: StageDefinition, to: StageDefinition): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  const free = new Set(Object.keys(to.tasks).filter((key) => !Object.hasOwn(stage.tasks, key)));
  for (const [key, task] of Object.entries(stage.tasks)) {
    if (Object.hasOwn(to.tasks, key)) continue;
    const best = mostAlike([...free], (other) =>
      likeness({ key, name: task.name }, { key: other, name: to.tasks[other]?.name ?? task.name }),
    );
    found[key] = best?.is ?? null;
    if (best) free.delete(best.is);
  }
  return found;
}
