import {
  type Act,
  type Actor,
  type Command,
  deadlineCommand,
  deadlinesOf,
  decide,
  type Facts,
  type Instant,
  type Snapshot,
} from '../../src/process';
import { type DecisionRecord, type Instance, layOut } from '../decision-record';
import type { Reference } from '../reference';

/**
 * An instance whose past is being made: each command is decided by the machine at its own instant, each deadline that
 * one lets pass fires at its own, and the decisions come out as `recordDecision` would have laid them out. So a made history
 * replays like one that was lived. Values in, values out: nothing is written here.
 */
export interface PastInstance {
  readonly instance: Instance;
  /** As of the last decision. @throws Error before the start. */
  snapshot(): Snapshot;
  /**
   * Asks for something at an instant. What fell due before it has to have fired by then: see `passUntil`.
   * @throws PastRefused when the machine refuses.
   */
  ask(at: Instant, actor: Actor, act: Act, converted?: Facts['converted']): Snapshot;
  /** Lets time pass: what falls due until `at` fires. */
  passUntil(at: Instant): Snapshot;
  /** All decisions so far, in order. */
  decisions(): readonly DecisionRecord[];
}

/** What making a past needs beside the definition. */
export interface PastSources {
  /** People and calendars, as of one reading. */
  reference: Reference;
  /** Ids of commands, tasks and notices that came to be at an instant. */
  newId(at: Instant): string;
}

/** A command of a past that the machine refuses. */
export class PastRefused extends Error {}

/** Begins the past of one instance: its first command is `start`. */
export function createPast(instance: Instance, { reference, newId }: PastSources): PastInstance {
  const decisions: DecisionRecord[] = [];
  let now = Number.NEGATIVE_INFINITY;
  const last = () => decisions.at(-1)?.snapshot ?? null;

  function take(at: Instant, command: Command, converted?: Facts['converted']): boolean {
    const { decision, refused } = decide(instance.definition, last(), command, at);
    if (refused && command.type === 'deadline') return false;
    if (refused) throw new PastRefused(refused.detail);
    const record = layOut(instance, decision, reference, () => newId(at));
    decisions.push(converted ? { ...record, facts: { ...record.facts, converted } } : record);
    return true;
  }

  /** A deadline that the machine has no use for is dropped, as in life. */
  function fireUntil(at: Instant): void {
    const dropped = new Set<string>();
    const nextDue = () => {
      const snapshot = last();
      return snapshot && deadlinesOf(snapshot).find((one) => one.at <= at && !dropped.has(one.key));
    };
    for (let due = nextDue(); due; due = nextDue()) {
      const fired = take(Math.max(due.at, now), deadlineCommand(due.key, last()?.seq ?? 0));
      if (!fired) dropped.add(due.key);
      now = Math.max(due.at, now);
    }
  }

  const snapshot = (): Snapshot => {
    const known = last();
    if (!known) throw new Error('This instance has not started yet.');
    return known;
  };

  return {
    instance,
    snapshot,
    decisions: () => decisions,
    passUntil(at) {
      fireUntil(at);
      now = Math.max(now, at);
      return snapshot();
    },
    ask(at, actor, act, converted) {
      if (at < now) throw new Error(`${act.type} at ${at} comes after ${now}: a past is made in order.`);
      now = at;
      take(at, { id: newId(at), actor, ...act }, converted);
      return snapshot();
    },
  };
}
