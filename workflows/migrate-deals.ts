import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { beginSignal, type MigrationCarry, type MigrationRun, type MigrationStatus, steerUpdate } from './messages';

/** A worker that died with a page in hand is missed after a few seconds, and another goes on where it was. */
const pages = wf.proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});
const notes = wf.proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
});

/** Deals of a page where no rate is given, and seconds of work of one where it is. */
const PAGE = 20;
const PAGE_SECONDS = 2;
/** A run of this workflow is kept short, as those of instances are. */
const RUN_EVENTS = 1_000;

const STATUS = { preview: 'previewing', run: 'running', revert: 'reverting' } as const;

/** What a page of deals came to. */
interface Page {
  taken: number;
  left: number;
}

/**
 * Moves running deals to another version of their process, page by page: what is done stays done, wherever it is cut short. It
 * holds nothing itself: the plan, the deals and their results stand in the tables. Runs under one id a migration, and ends when
 * it has done what it was asked; asked while it ends, it goes on.
 */
export async function migrateDeals({ migrationId, asked, ...carried }: MigrationCarry): Promise<void> {
  let queue = [...asked];
  let now: MigrationRun | null = null;
  let wanted: 'go' | 'pause' | 'stop' = 'go';
  const isToStop = () => wanted === 'stop';
  const statusOf = ({ does }: MigrationRun): MigrationStatus =>
    wanted === 'pause' ? 'paused' : isToStop() ? 'stopped' : STATUS[does];

  wf.setHandler(beginSignal, (run) => {
    const does = (one: MigrationRun | null) => one?.does === run.does && one.batch === run.batch;
    if (queue.some(does) || (does(now) && !isToStop())) return;
    queue.push(run);
  });
  wf.setHandler(steerUpdate, async (how) => {
    if (!isToStop()) wanted = how === 'resume' ? 'go' : how;
    if (isToStop()) queue = [];
    const status = now ? statusOf(now) : 'stopped';
    await notes.noteMigration(migrationId, status);
    return status;
  });

  let said: MigrationStatus = 'ready';
  for (let next = queue.shift(); next; next = queue.shift()) {
    now = next;
    wanted = now.paused ? 'pause' : 'go';
    await perform(now);
    // Whoever was told of a status last is told of this one after.
    await wf.condition(wf.allHandlersFinished);
    said = await endOf(now);
    await notes.noteMigration(migrationId, said);
    now = null;
  }
  // It was stopped just between its preview and its run.
  if (said === 'running') await notes.noteMigration(migrationId, 'stopped');

  async function perform(run: MigrationRun): Promise<void> {
    if (run.does === 'run' && !run.goesOn) await notes.retryFailed(migrationId);
    await notes.noteMigration(migrationId, statusOf(run));
    const { runs, perSecond } = await notes.readPace(migrationId);
    if (run.does === 'preview') {
      await work(run, null, async () => {
        const taken = await pages.previewPage(migrationId);
        return { taken, left: taken };
      });
      if (runs && !isToStop()) queue.unshift({ does: 'run' });
    } else if (run.does === 'run') await work(run, perSecond, (limit) => pages.migratePage(migrationId, limit));
    else await work(run, perSecond, (limit) => pages.revertPage(migrationId, run.batch ?? null, limit));
  }

  /** Takes pages until none is left or it is to stop; between two of them it stands still, and keeps to its rate. */
  async function work(
    run: MigrationRun,
    perSecond: number | null,
    page: (limit: number) => Promise<Page>,
  ): Promise<void> {
    const limit = perSecond === null ? PAGE : Math.max(1, Math.min(PAGE, Math.round(perSecond * PAGE_SECONDS)));
    for (;;) {
      await wf.condition(() => wanted !== 'pause');
      if (isToStop()) return;
      const began = Date.now();
      const { taken, left } = await page(limit);
      if (left === 0) return;
      const restMs = perSecond === null ? 0 : began + (taken / perSecond) * 1_000 - Date.now();
      if (restMs > 0) await wf.condition(isToStop, restMs);
      if (isLong(carried.runEvents ?? RUN_EVENTS)) await goOn(run);
    }
  }

  async function goOn(run: MigrationRun): Promise<void> {
    await wf.condition(wf.allHandlersFinished);
    if (isToStop()) return;
    const going = { ...run, goesOn: true, paused: wanted === 'pause' };
    await wf.continueAsNew<typeof migrateDeals>({ migrationId, asked: [going, ...queue], ...carried });
  }

  /** How it stands once it has done what it was asked. */
  async function endOf({ does }: MigrationRun): Promise<MigrationStatus> {
    const { runs, left } = await notes.readPace(migrationId);
    if (does === 'preview') return isToStop() ? 'stopped' : runs ? 'running' : 'ready';
    return left > 0 ? 'stopped' : 'done';
  }
}

function isLong(runEvents: number): boolean {
  const { historyLength, continueAsNewSuggested } = wf.workflowInfo();
  return historyLength > runEvents || continueAsNewSuggested;
}
