import * as wf from '@temporalio/workflow';
import {
  type Answer,
  type Command,
  type Decision,
  type Definition,
  decide,
  type Facts,
  type Instant,
  type ProcessEvent,
  type Refusal,
  type Snapshot,
  settle,
} from '../src/process';
import { perform } from './effects';
import { faultOf, isRefusal, refusedBy } from './failures';
import { createTurns } from './in-turn';
import type { CommandAnswer, MigrateRequest, Run } from './messages';
import { sharedDefinition } from './shared-definition';

/** How many answers are kept for whoever repeats a key. The inbox keeps all of them; this is for what it cannot see. */
const ANSWERS_KEPT = 64;

/** One instance as its workflow knows it: what it takes, one command at a time, and where it stands. */
export interface Decider {
  /** Decides, has it recorded, and answers. @throws ApplicationFailure: a refusal, or a fault that left an incident. */
  take(command: Command): Promise<CommandAnswer>;
  /** Moves it to another version of its process, and goes on by that. @throws ApplicationFailure, as `take` does. */
  migrate(request: MigrateRequest): Promise<CommandAnswer>;
  /** Takes over what the table holds beyond the last decision known here, or from the begin where it holds less (`held`). Gives the seq it has then. */
  catchUp(held: number | null): Promise<number>;
  /** Refuses before anything is accepted, where that can be told. @throws ApplicationFailure */
  refuseEarly(command: Command): void;
  /** The same for a move to another version. @throws ApplicationFailure */
  refuseMigration(request: MigrateRequest): void;
  snapshot(): Snapshot | null;
  seq(): number;
  /** What the next run starts from. */
  carry(): Run;
}

/** A version of the process, as far as deciding needs it. */
type Version = Pick<Run, 'versionId' | 'definition'>;

/** Histories of earlier releases began with the version that their run had: nothing could change it. */
const VERSION_OF_THE_START = 'the version that a history began with is read';

/** Makes the decider of a run. `moved` is called whenever its snapshot may have changed. */
export function createDecider(run: Run, moved: () => void): Decider {
  const { instanceId, kind } = run;
  const answered = new Map(run.answered);
  const turns = createTurns();
  let snapshot = run.snapshot;
  let version = sharedVersion(run);
  let asked: { id: string; of: Snapshot | null; at: Instant; answer: Answer } | null = null;

  const seq = () => snapshot?.seq ?? 0;
  /** The row was further on when the command was sent: this run lost decisions with Temporal's last writes. */
  const isBehind = (command: Command) => (command.sawSeq ?? 0) > seq();

  /** The machine's answer. The handler follows its validator in the same task, and then it is not asked again. */
  function answerTo(command: Command, { definition }: Version): Answer {
    const at = Date.now();
    if (asked?.id === command.id && asked.of === snapshot && asked.at === at) return asked.answer;
    asked = { id: command.id, of: snapshot, at, answer: decide(definition, snapshot, command, at) };
    return asked.answer;
  }

  /** Its refusal, for the validator. A fault is the handler's to meet: there it leaves an incident, and its sender an answer. */
  function refusalOf(command: Command, by: Version): Refusal | undefined {
    try {
      return answerTo(command, by).refused;
    } catch {
      return undefined;
    }
  }

  /** @param target the version that a migration leads to; other commands are decided by the one it is on by then. */
  async function apply(command: Command, target?: Version): Promise<CommandAnswer> {
    const known = answered.get(command.id);
    if (known) return known;
    const by = target ?? version;
    const { decision, refused } = answerTo(command, by);
    if (refused) throw refusedBy(refused);
    const recorded = await perform('recordDecision', { instanceId, kind, ...by }, decision);
    if (recorded.facts) return settleWith(decision, recorded.facts, by);
    if (recorded.behind) await startOver();
    else await takeOver(recorded.ahead, target);
    return apply(command, target);
  }

  async function settleWith(decision: Decision, facts: Facts, by: Version): Promise<CommandAnswer> {
    snapshot = settle(decision.snapshot, facts);
    version = by;
    const answer = { instanceId, seq: snapshot.seq, state: snapshot.state, converted: facts.converted };
    remember(decision.command.id, answer);
    if (facts.converted?.saleId) await perform('startSale', instanceId);
    return answer;
  }

  /** Events that the table holds and this run does not are replayed, their wishes included. */
  async function takeOver(events: readonly ProcessEvent[], target?: Version): Promise<void> {
    for (const event of events) {
      const by = await versionOf(event.command, target);
      const { decision, refused } = decide(by.definition, snapshot, event.command, event.at);
      if (refused) throw new Error(`The stored event ${event.seq} is refused: ${refused.detail}`);
      await settleWith(decision, event.facts, by);
    }
  }

  /** The version that a stored command was decided on with. A migration's own is mostly at hand. */
  async function versionOf(command: Command, target?: Version): Promise<Version> {
    if (command.type !== 'migrate') return version;
    const { versionId } = command;
    if (target?.versionId === versionId) return target;
    return sharedVersion({ versionId, definition: await perform('readDefinition', versionId) });
  }

  function remember(id: string, answer: CommandAnswer): void {
    answered.set(id, answer);
    const [oldest] = answered.keys();
    if (answered.size > ANSWERS_KEPT && oldest !== undefined) answered.delete(oldest);
  }

  /** Makes up for what this run has missed. */
  const makeUp = async () => takeOver(await perform('readEvents', instanceId, seq() + 1));

  /** The table was set back, as by a restored backup: what it no longer holds has not happened, and was not answered. */
  async function startOver(): Promise<void> {
    answered.clear();
    snapshot = null;
    const first = wf.patched(VERSION_OF_THE_START) && (await perform('readFirstVersion', instanceId));
    if (first) version = sharedVersion(first);
    await makeUp();
  }

  /** Runs one thing at a time; what goes wrong in it puts the snapshot back, and leaves as what a handler may throw. */
  const guarded = <A extends unknown[], R>(idOf: (...args: A) => string, act: (...args: A) => Promise<R>) =>
    turns.inTurn(async (...args: A): Promise<R> => {
      const before = { snapshot, version };
      try {
        return await act(...args);
      } catch (error) {
        if (wf.isCancellation(error) || isRefusal(error)) throw error;
        ({ snapshot, version } = before);
        throw await faultOf(error, idOf(...args), instanceId);
      } finally {
        moved();
      }
    });

  async function takeUpToDate(command: Command, target?: Version): Promise<CommandAnswer> {
    if (isBehind(command)) await makeUp();
    return apply(command, target);
  }

  function refuse(command: Command, by: Version): void {
    // While another command is under way, or the table is ahead, only the handler can tell.
    if (turns.busy() || isBehind(command) || answered.has(command.id)) return;
    const refused = refusalOf(command, by);
    if (refused) throw refusedBy(refused);
  }

  return {
    take: guarded(
      (command) => command.id,
      (command: Command) => takeUpToDate(command),
    ),
    migrate: guarded(
      ({ command }) => command.id,
      (request: MigrateRequest) => takeUpToDate(request.command, targetOf(request)),
    ),
    catchUp: guarded(
      (_held: number | null) => 'catch up',
      async (held: number | null) => {
        // Histories of earlier releases ask with nothing.
        if (typeof held === 'number' && held < seq()) await startOver();
        else await makeUp();
        return seq();
      },
    ),
    refuseEarly: (command) => refuse(command, version),
    refuseMigration: (request) => refuse(request.command, targetOf(request)),
    snapshot: () => snapshot,
    seq,
    carry: () => ({ ...run, ...version, snapshot, answered: [...answered] }),
  };
}

const sharedVersion = ({ versionId, definition }: { versionId: string; definition: Definition }): Version => ({
  versionId,
  definition: sharedDefinition(definition),
});

const targetOf = ({ command, definition }: MigrateRequest): Version =>
  sharedVersion({ versionId: command.versionId, definition });
