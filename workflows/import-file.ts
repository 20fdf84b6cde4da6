import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import {
  beginImportSignal,
  type FileImportCarry,
  type FileImportRun,
  type FileImportSteering,
  steerImportUpdate,
} from './messages';
import { startPending } from './start-pending';

/** A file is read in one go, with a sign of life for every thousand rows. */
const { readImportFile } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});
/** A page takes a fraction of a second; one whose worker died is given to another soon. */
const pages = wf.proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});
/** Closing leads goes through each one's workflow. */
const { revertImportPage } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});
const { noteImport } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
});

const BEGINS = { preview: 'previewing', run: 'running', revert: 'reverting' } as const;
const ENDS = { preview: 'previewed', run: 'done', revert: 'reverted' } as const;

/**
 * Previews a file, brings it in or takes it back, page by page: what is done stays done, wherever it is cut short. It holds
 * nothing itself: the file, its mapping, the rows and their results stand in the tables. Runs under one id an import.
 */
export async function importFile({ importId, asked }: FileImportCarry): Promise<void> {
  let queue = [...asked];
  let now: FileImportRun | null = null;
  let wanted: 'go' | 'pause' | 'cancel' = 'go';
  const isToCancel = () => wanted === 'cancel';

  wf.setHandler(beginImportSignal, (run) => {
    if ((now?.does !== run.does || isToCancel()) && !queue.some(({ does }) => does === run.does)) queue.push(run);
  });
  wf.setHandler(steerImportUpdate, async (how: FileImportSteering) => {
    if (!now || isToCancel()) return;
    wanted = how === 'resume' ? 'go' : how;
    if (isToCancel()) queue = [];
    await noteImport(importId, wanted === 'pause' ? 'paused' : isToCancel() ? 'cancelled' : BEGINS[now.does]);
  });

  for (let next = queue.shift(); next; next = queue.shift()) {
    now = next;
    wanted = now.paused ? 'pause' : 'go';
    await perform(now);
    await wf.condition(wf.allHandlersFinished);
    now = null;
  }

  async function perform(run: FileImportRun): Promise<void> {
    await noteImport(importId, wanted === 'pause' ? 'paused' : BEGINS[run.does]);
    if (run.does !== 'revert' && !(await readImportFile(importId))) return;
    const page = { preview: pages.previewImportPage, run: pages.importFilePage, revert: revertImportPage }[run.does];
    for (;;) {
      await wf.condition(() => wanted !== 'pause');
      if (isToCancel() || (await page(importId)) === 0) break;
      if (wf.workflowInfo().continueAsNewSuggested) await goOn(run);
    }
    if (isToCancel()) return noteImport(importId, 'cancelled');
    await noteImport(importId, ENDS[run.does]);
    if (run.does === 'run') await startBehind();
  }

  async function goOn(run: FileImportRun): Promise<void> {
    await wf.condition(wf.allHandlersFinished);
    if (isToCancel()) return;
    await wf.continueAsNew<typeof importFile>({ importId, asked: [{ ...run, paused: wanted === 'pause' }, ...queue] });
  }
}

/** The workflows of open leads and sales start behind the import. */
async function startBehind(): Promise<void> {
  await wf.startChild(startPending, {
    workflowId: `start-pending-after-${wf.workflowInfo().runId}`,
    parentClosePolicy: 'ABANDON',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}
