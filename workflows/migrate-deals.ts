import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { type MigrationRun, type MigrationStatus, steerUpdate } from './messages';

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

/**
 * Moves running deals to another version of their process, page by page: what is done stays done, wherever it is cut short. It
 * holds nothing itself: the plan, the deals and their results stand in the tables. Runs under one id a migration.
 */
export async function migrateDeals(run: MigrationRun): Promise<MigrationStatus> {
  const { migrationId } = run;
  let { does } = run;
  let wanted: 'go' | 'pause' | 'stop' = run.paused ? 'pause' : 'go';
  const isToStop = () => wanted === 'stop';
  const status = (): MigrationStatus => (wanted === 'pause' ? 'paused' : wanted === 'stop' ? 'stopped' : STATUS[does]);

  wf.setHandler(steerUpdate, async (how) => {
    if (wanted !== 'stop') wanted = how === 'resume' ? 'go' : how;
    await notes.noteMigration(migrationId, status());
    return status();
  });

  if (does === 'run' && !run.goesOn) await notes.retryFailed(migrationId);
  await notes.noteMigration(migrationId, status());
  let pace = await notes.readPace(migrationId);
  if (does === 'preview') {
    await work(() => pages.previewPage(migrationId).then((taken) => ({ taken, left: taken })), null);
    if (isToStop() || !pace.runs) return end(isToStop() ? 'stopped' : 'ready');
    does = 'run';
    await notes.noteMigration(migrationId, status());
  }
  if (does === 'run') await work((limit) => pages.migratePage(migrationId, limit), pace.perSecond);
  else await work((limit) => pages.revertPage(migrationId, run.batch ?? null, limit), pace.perSecond);
  pace = await notes.readPace(migrationId);
  return end(pace.left > 0 ? 'stopped' : 'done');

  /** Takes pages until none is left or it is to stop; between two of them it stands still, and keeps to its rate. */
  async function work(page: (limit: number) => Promise<{ taken: number; left: number }>, perSecond: number | null) {
    const limit = perSecond === null ? PAGE : Math.max(1, Math.min(PAGE, Math.round(perSecond * PAGE_SECONDS)));
    for (;;) {
      await wf.condition(() => wanted !== 'pause');
      if (isToStop()) return;
      const began = Date.now();
      const { taken, left } = await page(limit);
      if (left === 0) return;
      const restMs = perSecond === null ? 0 : began + (taken / perSecond) * 1_000 - Date.now();
      if (restMs > 0) await wf.condition(isToStop, restMs);
      if (isLong()) await goOn();
    }
  }

  function isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = wf.workflowInfo();
    return historyLength > RUN_EVENTS || continueAsNewSuggested;
  }

  async function goOn(): Promise<void> {
    await wf.condition(wf.allHandlersFinished);
    if (!isToStop())
      await wf.continueAsNew<typeof migrateDeals>({ ...run, does, paused: wanted === 'pause', goesOn: true });
  }

  async function end(as: MigrationStatus): Promise<MigrationStatus> {
    await wf.condition(wf.allHandlersFinished);
    await notes.noteMigration(migrationId, as);
    return as;
  }
}
