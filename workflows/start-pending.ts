import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const { startPage } = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes' });

/** Starts the workflows of all instances that have none yet, page by page. Runs under one fixed id. */
export async function startPending(): Promise<number> {
  let started = 0;
  for (let page = await startPage(); page > 0; page = await startPage()) started += page;
  return started;
}
