import type { Act, Actor, Command } from '../command';
import { deadlineCommand } from '../command';
import { decide } from '../decide';
import type { Answer, Decision, Wish } from '../decision';
import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import type { Refusal } from '../refusal';
import type { ProcessEvent } from '../replay';
import { settle, settledTasks } from '../settle';
import type { Snapshot, Task } from '../snapshot';
import type { Calendar } from '../time/calendar';
import { type Directory, resolveFacts } from '../time/resolve';
import type { Fields, Instant } from '../types';

/** What surrounds an instance that is tried: whose working time counts, and who works there. */
export interface World {
  calendar: Calendar;
  people: People;
}

/** The people of a trial: what the resolver asks of them, and what they are called. */
export interface People extends Directory {
  /** Everybody who may claim from a queue. */
  membersOf(queue: { role: string } | { team: string }): readonly string[];
  nameOf(person: string): string;
}

/**
 * One instance in virtual time, on the machine alone: no server, no clock. It grows as commands are taken and time
 * passes. Each event has the snapshot that it led to and the wishes it made at the same index.
 */
export interface Run {
  readonly definition: Definition;
  readonly world: World;
  now: Instant;
  events: ProcessEvent[];
  snapshots: Snapshot[];
  wishes: (readonly Wish[])[];
  /** Every task that was ever opened, as its last decision left it. */
  tasks: Map<string, Task>;
}

/** More decisions than one instance makes in a life: it would go on for ever. */
export class RunTooLong extends Error {
  constructor(made = MAX_EVENTS) {
    super(`The run has made ${made} decisions: it is stopped, since by itself it might go on for ever.`);
  }
}

/** The start was refused. */
export class StartRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
  }
}

const MAX_EVENTS = 5_000;

/** An instance that has not started yet. */
export const unstarted = (definition: Definition, world: World, at: Instant): Run => ({
  definition,
  world,
  now: at,
  events: [],
  snapshots: [],
  wishes: [],
  tasks: new Map(),
});

/** How an instance begins; by its owner unless `by` says otherwise. */
export interface Beginning {
  at: Instant;
  owner: string;
  fields?: Fields;
  by?: Actor;
}

/** Starts an instance. @throws StartRefused */
export function begin(definition: Definition, world: World, { at, owner, fields = {}, by }: Beginning): Run {
  const run = unstarted(definition, world, at);
  const { refused } = take(run, { type: 'start', owner, fields }, by ?? ownerOf(owner));
  if (refused) throw new StartRefused(refused);
  return run;
}

const ownerOf = (id: string): Actor => ({ id, roles: [], teams: [], manages: false });

/** Where it stands. @throws when it has not started. */
export function standing(run: Pick<Run, 'snapshots'>): Snapshot {
  const last = run.snapshots.at(-1);
  if (!last) throw new Error('This run has not started.');
  return last;
}

/** Asks for something now. A refusal leaves the run where it was. @throws RunTooLong */
export const take = (run: Run, act: Act, actor: Actor): Answer =>
  decideOn(run, { id: `c${run.events.length}`, actor, ...act });

/**
 * Lets time pass: so many milliseconds, or until an instant. Deadlines fire on their way, each at its own instant; one
 * that the machine has no use for is dropped, as in life.
 * @throws RunTooLong
 */
export function pass(run: Run, time: number | { until: Instant }): void {
  const end = typeof time === 'number' ? run.now + time : Math.max(run.now, time.until);
  const dropped = new Set<string>();
  const next = () => deadlinesOf(run.snapshots.at(-1) ?? null).find((one) => one.at <= end && !dropped.has(one.key));
  for (let due = next(); due; due = next()) {
    run.now = Math.max(run.now, due.at);
    const { refused } = decideOn(run, deadlineCommand(due.key, standing(run).seq));
    if (refused) dropped.add(due.key);
  }
  run.now = end;
}

function decideOn(run: Run, command: Command): Answer {
  if (run.events.length >= MAX_EVENTS) throw new RunTooLong();
  const answer = decide(run.definition, run.snapshots.at(-1) ?? null, command, run.now);
  if (answer.decision) record(run, answer.decision);
  return answer;
}

function record(run: Run, decision: Decision): void {
  let ids = 0;
  const facts = resolveFacts(decision, { ...run.world, newId: () => `t${run.events.length}-${ids++}` });
  const snapshot = settle(decision.snapshot, facts);
  run.events.push({ seq: snapshot.seq, command: decision.command, at: decision.at, facts });
  run.snapshots.push(snapshot);
  run.wishes.push(decision.wishes);
  for (const task of settledTasks(decision, facts)) run.tasks.set(task.key, task);
}

/** The same run, to be taken two ways from here. What one of them does, the other does not see. */
export const forked = (run: Run): Run => ({
  ...run,
  events: [...run.events],
  snapshots: [...run.snapshots],
  wishes: [...run.wishes],
  tasks: new Map(run.tasks),
});
