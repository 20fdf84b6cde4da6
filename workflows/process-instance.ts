import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import {
  type Command,
  type Decision,
  deadlinesOf,
  decide,
  type Facts,
  type ProcessEvent,
  type Refusal,
  SYSTEM,
  settle,
} from '../src/process';
import { createAlarm } from './alarm';
import { inTurn } from './in-turn';
import {
  COMMAND_REFUSED,
  type CommandAnswer,
  catchUpUpdate,
  commandUpdate,
  ENGINE_FAULT,
  type Run,
  seqQuery,
} from './messages';

const quick = wf.proxyLocalActivities<Activities>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '3 seconds',
  retry: { initialInterval: '100 milliseconds', maximumAttempts: 3 },
});
/** Tried for ever: durable while the database is down. */
const patient = wf.proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/** A cold replay costs about a millisecond an event, so runs are kept short. */
const RUN_EVENTS = 300;
/** How many answers are kept for whoever repeats a key. The inbox keeps all of them; this is for what it cannot see. */
const ANSWERS_KEPT = 64;
/** How long a run waits for the command that starts its instance; if none is accepted there is nothing to run. */
const START_WITHIN = '1 minute';
const RETRY_DEADLINE_MS = 60_000;

/**
 * One lead or sale, for as long as it is open. It takes commands (Updates) and deadlines (one timer), asks the
 * machine, and has the decision recorded; it holds no rule of its own. A run starts from what the last one
 * carried over, and ends when the instance is closed: whoever reopens it starts the next from its row.
 */
export async function processInstance(run: Run): Promise<{ seq: number }> {
  const { instanceId, kind, versionId, definition } = run;
  const instance = { instanceId, kind, versionId, definition };
  const answered = new Map(run.answered);
  const alarm = createAlarm();
  let snapshot = run.snapshot;

  const perform = inTurn(async (command: Command): Promise<CommandAnswer> => {
    const before = snapshot;
    try {
      if (isBehind(command)) await takeOver(await quickly('readEvents', instanceId, seqOf() + 1));
      return await apply(command);
    } catch (error) {
      throw await asFailure(error, command, () => {
        snapshot = before;
      });
    } finally {
      setAlarm();
    }
  });

  const catchUp = inTurn(async (): Promise<number> => {
    await takeOver(await quickly('readEvents', instanceId, seqOf() + 1));
    setAlarm();
    return seqOf();
  });

  const seqOf = () => snapshot?.seq ?? 0;
  const isBehind = (command: Command) => (command.sawSeq ?? 0) > seqOf();

  async function apply(command: Command): Promise<CommandAnswer> {
    const known = answered.get(command.id);
    if (known) return known;
    const { decision, refused } = decide(definition, snapshot, command, Date.now());
    if (refused) throw refusedBy(refused);
    const recorded = await record(decision);
    if (recorded.facts) return settleWith(decision, recorded.facts);
    await takeOver(recorded.ahead);
    return apply(command);
  }

  /** Writes it the fast way, and the durable way when that fails. */
  const record = (decision: Decision) => quickly('recordDecision', instance, decision);

  async function settleWith(decision: Decision, facts: Facts): Promise<CommandAnswer> {
    snapshot = settle(decision.snapshot, facts);
    const answer: CommandAnswer = { instanceId, seq: snapshot.seq, state: snapshot.state, converted: facts.converted };
    remember(decision.command.id, answer);
    if (facts.converted?.saleId) await quickly('startSale', instanceId);
    return answer;
  }

  /** The table knows more than this run, which lost decisions with Temporal's last writes: they are replayed. */
  async function takeOver(events: readonly ProcessEvent[]): Promise<void> {
    for (const event of events) {
      const { decision, refused } = decide(definition, snapshot, event.command, event.at);
      if (refused) throw new Error(`The stored event ${event.seq} is refused: ${refused.detail}`);
      await settleWith(decision, event.facts);
    }
  }

  function remember(id: string, answer: CommandAnswer): void {
    answered.set(id, answer);
    const [oldest] = answered.keys();
    if (answered.size > ANSWERS_KEPT && oldest !== undefined) answered.delete(oldest);
  }

  const setAlarm = () => alarm.setFor(snapshot ? (deadlinesOf(snapshot)[0]?.at ?? null) : null);

  const earliestDue = () => (snapshot ? deadlinesOf(snapshot).find((one) => one.at <= Date.now()) : undefined);

  /** Deadlines go through the same door as commands. One that changes nothing is tried again later, not at once. */
  async function fireDue(): Promise<void> {
    for (let due = earliestDue(); due; due = earliestDue()) {
      const { key } = due;
      await perform({ id: `deadline ${key}`, actor: SYSTEM, type: 'deadline', deadline: key }).catch(ignoreFailure);
      if (earliestDue()?.key === key) {
        alarm.setFor(Date.now() + RETRY_DEADLINE_MS);
        return;
      }
    }
    setAlarm();
  }

  const refuseEarly = (command: Command): void => {
    // While another command is under way, or the table is ahead, only the handler can tell.
    if (perform.busy() || isBehind(command) || answered.has(command.id)) return;
    const { refused } = decide(definition, snapshot, command, Date.now());
    if (refused) throw refusedBy(refused);
  };

  wf.setHandler(commandUpdate, perform, { validator: refuseEarly });
  wf.setHandler(catchUpUpdate, catchUp);
  wf.setHandler(seqQuery, seqOf);

  if (!(await wf.condition(() => snapshot !== null, START_WITHIN))) return { seq: 0 };
  setAlarm();
  const isClosed = () => snapshot !== null && snapshot.closedAt !== null;
  const isLong = () =>
    wf.workflowInfo().historyLength > (run.runEvents ?? RUN_EVENTS) || wf.workflowInfo().continueAsNewSuggested;
  while (!isClosed()) {
    await wf.condition(() => alarm.rang() || isClosed() || isLong());
    if (alarm.rang()) await fireDue();
    if (isLong() && !isClosed()) {
      await wf.condition(wf.allHandlersFinished);
      await wf.continueAsNew<typeof processInstance>({ ...run, snapshot, answered: [...answered] });
    }
  }
  await wf.condition(wf.allHandlersFinished);
  return { seq: seqOf() };
}

/** Fast by a local activity; durable, by a regular one, when that fails within its few seconds. */
function quickly<K extends keyof Activities>(
  name: K,
  ...args: Parameters<Activities[K]>
): Promise<Awaited<ReturnType<Activities[K]>>> {
  type Act = (...args: Parameters<Activities[K]>) => Promise<Awaited<ReturnType<Activities[K]>>>;
  return (quick[name] as unknown as Act)(...args).catch((error: unknown) => {
    if (wf.isCancellation(error)) throw error;
    return (patient[name] as unknown as Act)(...args);
  });
}

/** A deadline that was refused or failed has nobody who waits for its answer; a failure has left its incident. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof wf.ApplicationFailure)) throw error;
}

const refusedBy = (refusal: Refusal): wf.ApplicationFailure =>
  wf.ApplicationFailure.create({
    type: COMMAND_REFUSED,
    message: refusal.detail,
    nonRetryable: true,
    details: [refusal],
  });

/**
 * Only an `ApplicationFailure` may leave a handler: an ordinary error would wedge the deal. A refusal passes;
 * anything else puts the snapshot back, leaves an incident, and fails this one command.
 */
async function asFailure(error: unknown, command: Command, putBack: () => void): Promise<unknown> {
  if (wf.isCancellation(error)) return error;
  if (error instanceof wf.ApplicationFailure && error.type === COMMAND_REFUSED) return error;
  putBack();
  const detail = told(error);
  const instanceId = wf.workflowInfo().workflowId.replace(/^\w+-/, '');
  const incident = await quick.reportIncident(instanceId, command.id, Date.now(), detail).catch(() => 'not recorded');
  return wf.ApplicationFailure.create({ type: ENGINE_FAULT, message: detail, nonRetryable: true, details: [incident] });
}

/** An error with what caused it, down to the root: the outermost says only that an activity failed. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}${error.cause ? `; ${told(error.cause)}` : ''}`;
}
