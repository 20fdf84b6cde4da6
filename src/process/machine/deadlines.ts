import {
  branchSubject,
  type Clock,
  type Deadline,
  type DeadlineKind,
  type Light,
  PROCESS,
  repeatSubject,
  type Snapshot,
  STAGE,
  WAIT,
} from '../snapshot';
import type { Instant } from '../types';
import { openTasks } from './draft';

const LIGHTS: readonly Light[] = ['on time', 'due soon', 'overdue', 'escalated'];
/** Deadlines that turn a clock's light. */
export type LightKind = 'due soon' | 'overdue' | 'escalate';

const LIGHT_AFTER: Readonly<Record<LightKind, Light>> = {
  'due soon': 'due soon',
  overdue: 'overdue',
  escalate: 'escalated',
};

/** The light that a clock shows once this deadline has fired. */
export const lightAfter = (kind: LightKind): Light => LIGHT_AFTER[kind];

/** Whether a clock shows less than what this kind of deadline would turn it to. */
const isAhead = (clock: Clock, kind: LightKind): boolean =>
  LIGHTS.indexOf(clock.light) < LIGHTS.indexOf(LIGHT_AFTER[kind]);

/**
 * What is still armed, earliest first. It follows from the snapshot alone, so it is kept nowhere else: a
 * fired deadline changes a light (or ends a wait), and is gone from here. The key names the instant, so a
 * limit that is set anew arms anew.
 */
export function deadlinesOf(snapshot: Snapshot | null): Deadline[] {
  if (!snapshot || snapshot.closedAt !== null) return [];
  const found: Deadline[] = [];
  const add = (subject: string, kind: DeadlineKind, at: Instant | null | undefined, name: string = kind) => {
    if (at !== null && at !== undefined) found.push({ key: `${subject}:${name}@${at}`, subject, kind, at });
  };
  const addClock = (subject: string, clock: Clock | null | undefined) => {
    if (!clock || clock.paused) return;
    if (isAhead(clock, 'due soon')) add(subject, 'due soon', clock.dueSoonAt);
    if (isAhead(clock, 'overdue')) add(subject, 'overdue', clock.dueAt);
    if (isAhead(clock, 'escalate')) add(subject, 'escalate', clock.escalateAt);
    const { climbed = 0, rungs = [] } = clock;
    add(subject, 'rung', rungs[climbed], `rung ${climbed + 1}`);
  };
  addClock(STAGE, snapshot.clock);
  addClock(PROCESS, snapshot.processClock);
  for (const [key, { clock }] of Object.entries(snapshot.branches ?? {})) addClock(branchSubject(key), clock);
  for (const task of openTasks(snapshot)) addClock(task.key, task.clock);
  for (const [key, { dueAt }] of Object.entries(snapshot.repeats ?? {})) add(repeatSubject(key), 'repeat', dueAt);
  if (snapshot.wait) add(WAIT, 'wait over', snapshot.wait.until);
  return found.sort((a, b) => a.at - b.at || LIGHT_ORDER[a.kind] - LIGHT_ORDER[b.kind]);
}

const LIGHT_ORDER: Readonly<Record<DeadlineKind, number>> = {
  'wait over': 0,
  repeat: 1,
  'due soon': 2,
  overdue: 3,
  escalate: 4,
  rung: 5,
};
