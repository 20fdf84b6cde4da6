import { type Command, deadlineCommand } from '../command';
import { decide } from '../decide';
import type { Decision, Facts } from '../decision';
import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import type { Refusal } from '../refusal';
import type { ProcessEvent } from '../replay';
import { settle } from '../settle';
import type { Snapshot } from '../snapshot';
import type { Calendar } from '../time/calendar';
import { resolveFacts } from '../time/resolve';
import type { Instant } from '../types';
import { type Flag, flagOf } from './flags';
import { assigneeKey, type Lived, type PastDeal } from './past';
import { RunTooLong } from './run';

/** The calendars and the people of the time, and what is put in the place of some of them. */
export interface Times {
  /** A definition in the place of every version that a deal ran on; absent: those. */
  definition?: Definition;
  /**
   * The calendar to count in, at an instant, for an owner. `recorded`: the one that a decision of the past was resolved
   * with, where there is one that this decision repeats.
   */
  calendar(definition: Definition, owner: string, at: Instant, recorded: Facts['calendars']): Calendar;
  managerOf(person: string): string | null;
}

/** A past as it would have been. */
export interface Relived {
  flags: readonly Flag[];
  snapshots: readonly Snapshot[];
  /** The command that would have been refused: what came after it is not known. */
  diverged: { at: Instant; seq: number; command: Command; refusal: Refusal } | null;
}

/** So many more than the deal took are lived through: whoever else asks waits meanwhile. */
const MOST_MORE = 1_000;

/**
 * Lives a past again: people ask for the same at the same instants, and deadlines fire at their own. A deadline that
 * is the same as in the past fires when it did then, late or not at all.
 * @throws RunTooLong
 */
export function relive(deal: PastDeal, lived: Lived, times: Times): Relived {
  const again = new Reliving(deal, lived, times);
  for (const event of deal.events) if (!again.take(event)) break;
  if (!again.diverged) again.fireUntil(deal.until);
  return again;
}

class Reliving implements Relived {
  readonly flags: Flag[] = [];
  readonly snapshots: Snapshot[] = [];
  diverged: Relived['diverged'] = null;
  private definition: Definition;
  private now: Instant = Number.NEGATIVE_INFINITY;
  /** Deadlines that fire when they did in the past, and those that the machine had no use for. */
  private readonly awaited = new Map<string, number>();
  private readonly dropped: Set<string>;
  private readonly given = new Map<string, number>();

  constructor(
    private readonly deal: PastDeal,
    private readonly lived: Lived,
    private readonly times: Times,
  ) {
    this.definition = times.definition ?? deal.definition;
    this.dropped = new Set(lived.missed);
    for (const { command } of deal.events) if (command.type === 'deadline') this.await(command.deadline, 1);
  }

  /** Takes one event of the past. false: it would have been refused, and all that follows is unknown. */
  take(event: ProcessEvent): boolean {
    const { command, at } = event;
    if (command.type === 'migrate' && this.times.definition) return true;
    if (command.type === 'migrate') this.definition = this.deal.definitionOf(command.versionId);
    this.fireUntil(at);
    if (command.type === 'deadline') this.await(command.deadline, -1);
    if (command.type === 'deadline' && !this.isArmed(command.deadline)) return true;
    const refusal = this.decide(command, at, event.facts.calendars);
    if (!refusal || command.type === 'deadline' || command.type === 'retime') return true;
    this.diverged = { at, seq: event.seq, command, refusal };
    return false;
  }

  /** Lets what falls due by an instant fire, but for what the past itself will bring. */
  fireUntil(end: Instant): void {
    const isOwn = (key: string) => !this.awaited.has(key) && !this.dropped.has(key);
    const next = () => deadlinesOf(this.standing()).find(({ key, at }) => at <= end && isOwn(key));
    for (let due = next(); due; due = next()) {
      const command = deadlineCommand(due.key, this.standing()?.seq ?? 0);
      if (this.decide(command, Math.max(due.at, this.now), undefined)) this.dropped.add(due.key);
    }
  }

  private decide(given: Command, at: Instant, recorded: Facts['calendars']): Refusal | null {
    const most = this.deal.events.length + MOST_MORE;
    if (this.snapshots.length >= most) throw new RunTooLong(most);
    // What its sender had seen is of the past: here it may stand at another number.
    const { expectedSeq: _expected, sawSeq: _saw, ...command } = given;
    const before = this.standing();
    const { decision, refused } = decide(this.definition, before, command as Command, at);
    if (refused) return refused;
    this.now = Math.max(this.now, at);
    const after = settle(decision.snapshot, this.factsOf(decision, recorded));
    this.snapshots.push(after);
    const flag = flagOf(decision, before, after);
    if (flag) this.flags.push(flag);
    return null;
  }

  private factsOf(decision: Decision, recorded: Facts['calendars']): Facts {
    const { owner } = decision.snapshot;
    const calendar = this.times.calendar(this.definition, owner, decision.at, recorded);
    const people = { managerOf: this.times.managerOf, pick: () => null };
    const facts = resolveFacts(decision, { calendar, people, newId: () => `new ${this.snapshots.length}` });
    const known = decision.questions.flatMap((question) => {
      const held = question.ask === 'assignee' && this.recall(assigneeKey(question, owner));
      return question.ask === 'assignee' && held ? [[question.task, held] as const] : [];
    });
    return { ...facts, tasks: { ...facts.tasks, ...Object.fromEntries(known) } };
  }

  /** Who got this task in the past, the first time, the second time, and so on. */
  private recall(key: string): Facts['tasks'][string] | undefined {
    const n = this.given.get(key) ?? 0;
    this.given.set(key, n + 1);
    return this.lived.assigned.get(key)?.[n];
  }

  private standing(): Snapshot | null {
    return this.snapshots.at(-1) ?? null;
  }

  private isArmed(key: string): boolean {
    return deadlinesOf(this.standing()).some((one) => one.key === key);
  }

  private await(key: string, more: 1 | -1): void {
    const left = (this.awaited.get(key) ?? 0) + more;
    if (left > 0) this.awaited.set(key, left);
    else this.awaited.delete(key);
  }
}
