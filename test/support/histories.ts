import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import * as workflows from '../../workflows';

type History = temporal.api.history.v1.IHistory;
const { History } = temporal.api.history.v1;

/** Histories of each version, one of each kind, as protobuf: `0.2.0-sale-won.binpb`. `npm run record-histories` adds those of this code. */
const FOLDER = join(__dirname, '..', 'histories');
const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
  version: string;
};
/** Longer ones say no more, and take their place. */
const MOST_EVENTS = 300;

/** The names of the recorded histories' files. */
export const recordedHistories = (): string[] => readdirSync(FOLDER).filter((name) => name.endsWith('.binpb'));

/** What a recorded history is of: `sale-won`, `workflow-deliver`. */
export const kindOfHistory = (name: string): string => name.replace(/^[\d.]+-|\.binpb$/g, '');

export const readHistory = (name: string): History => History.decode(readFileSync(join(FOLDER, name)));

export function recordHistory(kind: string, history: History): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${version}-${kind}.binpb`), History.encode(history).finish());
}

/** The kind under which the history of a workflow is kept that is no lead's and no sale's: `workflow-import-file`. */
export const kindOfWorkflow = (type: string): string =>
  `workflow-${type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Keeps, of each kind of workflow of ours that the tests of a run have seen to its end, the one that did most. */
export async function keepHistories(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const { workflow } = new Client({ connection });
  const best = new Map<string, { workflowId: string; runId: string; events: number }>();
  for await (const { type, workflowId, runId, historyLength: events } of workflow.list({
    query: `ExecutionStatus = 'Completed' AND WorkflowType != 'processInstance'`,
  }))
    if (type in workflows && events <= MOST_EVENTS && events > (best.get(type)?.events ?? 0))
      best.set(type, { workflowId, runId, events });
  for (const [type, { workflowId, runId }] of best)
    recordHistory(kindOfWorkflow(type), await workflow.getHandle(workflowId, runId).fetchHistory());
  await connection.close();
}
