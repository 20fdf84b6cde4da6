import * as wf from '@temporalio/workflow';
import { nothingUpdate, writeUpdate } from './bare-messages';
import type { BareActivities } from './bare-worker';

const { insertRow } = wf.proxyLocalActivities<BareActivities>({ startToCloseTimeout: '2 seconds' });

/** A workflow without any layer of ours: it answers Updates for as long as it is let. */
export async function bare(): Promise<void> {
  let n = 0;
  wf.setHandler(nothingUpdate, async () => {
    n += 1;
    return n;
  });
  wf.setHandler(writeUpdate, async (text) => {
    n += 1;
    const mine = n;
    await insertRow(wf.workflowInfo().workflowId, mine, text);
    return mine;
  });
  await wf.condition(() => false);
}
