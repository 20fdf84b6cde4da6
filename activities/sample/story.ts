import type { Act, Actor, Facts, Instant, Snapshot, Task } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { addWorking, subtractWorking } from '../../src/process/time/working-time';
import type { PastInstance } from '../bulk/past-instance';

const HOUR_MS = 60 * 60 * 1000;

/** One thing that somebody asked of an instance, so many working hours after the one before. */
export interface Step {
  afterHours: number;
  ask(at: Instant, snapshot: Snapshot): Asked;
}

export interface Asked {
  actor: Actor;
  act: Act;
  converted?: Facts['converted'];
}

/** What happened to an instance, from its start to now. */
export interface Story {
  start: Asked;
  steps: readonly Step[];
  /** Working hours since the last step: what decides how its light stands now. */
  quietHours: number;
}

/** When a story must have begun so that it ends now. */
export function beginningOf({ steps, quietHours }: Story, calendar: Calendar, now: Instant): Instant {
  const hours = steps.reduce((sum, step) => sum + step.afterHours, quietHours);
  return subtractWorking(calendar, now, hours * HOUR_MS);
}

/** Lives a story through: each step at its own instant of working time, deadlines in between, up to now. */
export function live(
  past: PastInstance,
  story: Story,
  { calendar, from, now }: { calendar: Calendar; from: Instant; now: Instant },
): void {
  let at = from;
  past.ask(at, story.start.actor, story.start.act);
  for (const step of story.steps) {
    at = addWorking(calendar, at, step.afterHours * HOUR_MS);
    const { actor, act, converted } = step.ask(at, past.passUntil(at));
    past.ask(at, actor, act, converted);
  }
  past.passUntil(now);
}

/** The open task of a key in the definition. */
export function openTask(snapshot: Snapshot, key: string): Task {
  const found = snapshot.tasks.find((task) => task.task === key && task.status === 'open');
  if (!found) throw new Error(`No task ${key} is open at ${snapshot.state}.`);
  return found;
}
