import * as wf from '@temporalio/workflow';
import { deadlineCommand, deadlinesOf } from '../src/process';
import { createAlarm } from './alarm';
import { createDecider } from './decider';
import { catchUpUpdate, commandUpdate, migrateUpdate, type Run, seqQuery } from './messages';

/** A cold replay costs about a millisecond an event, so runs are kept short. */
const RUN_EVENTS = 300;
/** How long a run waits for the command that starts its instance; if none is accepted there is nothing to run. */
const START_WITHIN = '1 minute';
/** A deadline that changed nothing is tried again, but not at once, and more and more seldom: each try leaves an incident. */
const RETRY_DEADLINE_MS = 60_000;
const RETRY_DEADLINE_MOST_MS = 6 * 3_600_000;

/**
 * One lead or sale, for as long as it is open. It takes commands (Updates) and deadlines (one timer), asks the
 * machine, and has the decision recorded; it holds no rule of its own. A run starts from what the last one
 * carried over, and ends when the instance is closed: whoever reopens it starts the next from its row.
 */
export async function processInstance(run: Run): Promise<{ seq: number }> {
  const alarm = createAlarm();
  const decider = createDecider(run, () => alarm.setFor(armed()[0]?.at ?? null));
  let retryMs = RETRY_DEADLINE_MS;
  const armed = () => deadlinesOf(decider.snapshot());
  const isStarted = () => decider.snapshot() !== null;
  const isClosed = () => decider.snapshot()?.closedAt != null;
  const isLong = () => {
    const { historyLength, continueAsNewSuggested } = wf.workflowInfo();
    return historyLength > (run.runEvents ?? RUN_EVENTS) || continueAsNewSuggested;
  };

  wf.setHandler(commandUpdate, decider.take, { validator: decider.refuseEarly });
  wf.setHandler(migrateUpdate, decider.migrate, { validator: decider.refuseMigration });
  wf.setHandler(catchUpUpdate, decider.catchUp);
  wf.setHandler(seqQuery, decider.seq);

  // What was accepted within that time may take longer to be recorded, while the database is away.
  if (!(await wf.condition(isStarted, START_WITHIN))) await wf.condition(wf.allHandlersFinished);
  if (!isStarted()) return { seq: 0 };
  alarm.setFor(armed()[0]?.at ?? null);
  // A command that is under way may reopen what is closed: the first of a run that was started for it, for one.
  do {
    await whileOpen();
    await wf.condition(wf.allHandlersFinished);
  } while (!isClosed());
  return { seq: decider.seq() };

  async function whileOpen(): Promise<void> {
    while (!isClosed()) {
      await wf.condition(() => alarm.rang() || isClosed() || isLong());
      if (alarm.rang()) await fireDue();
      if (isLong() && !isClosed()) {
        await wf.condition(wf.allHandlersFinished);
        await wf.continueAsNew<typeof processInstance>(decider.carry());
      }
    }
  }

  /** Deadlines go through the same door as commands; nobody waits for their answer, and a fault has left its incident. */
  async function fireDue(): Promise<void> {
    const earliest = () => armed().find(({ at }) => at <= Date.now())?.key;
    for (let key = earliest(); key; key = earliest()) {
      const before = decider.seq();
      await decider.take(deadlineCommand(key, before)).catch(ignoreFailure);
      if (decider.seq() === before) {
        alarm.setFor(Date.now() + retryMs);
        retryMs = Math.min(2 * retryMs, RETRY_DEADLINE_MOST_MS);
        return;
      }
      retryMs = RETRY_DEADLINE_MS;
      if (isLong()) break; // the next run goes on with what is due
    }
    alarm.setFor(armed()[0]?.at ?? null);
  }
}

function ignoreFailure(error: unknown): void {
  if (!(error instanceof wf.ApplicationFailure)) throw error;
}
