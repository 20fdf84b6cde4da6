import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { atEnd } from './at-end';
import { testServers } from './servers';

let client: Promise<Client> | undefined;
const natives = new Map<string, Promise<NativeConnection>>();

/** The namespace of all tests; ids of workflows and task queues keep them apart. */
export const NAMESPACE = 'default';

/** host:port of the run's Temporal server. */
export const temporalAddress = () => testServers().temporalAddress;

/** The file's Temporal client, opened the first time and closed after its last test. */
export function temporalClient(): Promise<Client> {
  client ??= (async () => {
    const connection = await Connection.connect({ address: temporalAddress() });
    atEnd(() => connection.close());
    return new Client({ connection, namespace: NAMESPACE });
  })();
  return client;
}

/** A connection for workers, opened the first time and closed after the file's last test. */
export function nativeConnection(address = temporalAddress()): Promise<NativeConnection> {
  const known = natives.get(address);
  if (known) return known;
  if (natives.size === 0) Runtime.install({ logger: new DefaultLogger('ERROR') });
  const opening = NativeConnection.connect({ address });
  natives.set(address, opening);
  atEnd(async () => (await opening).close());
  return opening;
}

/** A worker that polls; `stop` lets it finish what it does. It is stopped after the file's last test in any case. */
export interface TestWorker {
  readonly taskQueue: string;
  readonly worker: Worker;
  stop(): Promise<void>;
}

/**
 * Starts a worker on a task queue of its own (unless one is given), with the product's workflows from the prebuilt
 * bundle (unless `workflowsPath` or `workflowBundle` says otherwise). Undefined options are left out, as Temporal asks.
 */
export async function startTestWorker(options: Partial<WorkerOptions> = {}): Promise<TestWorker> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const taskQueue = options.taskQueue ?? `test-${randomUUID()}`;
  const worker = await Worker.create({
    connection: options.connection ?? (await nativeConnection()),
    namespace: NAMESPACE,
    stickyQueueScheduleToStartTimeout: '1s',
    ...('workflowsPath' in given || 'workflowBundle' in given ? {} : { workflowBundle: prebuiltBundle() }),
    ...given,
    taskQueue,
  });
  const over = worker.run();
  over.catch(() => undefined); // told by stop()
  const stop = async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await over;
  };
  atEnd(stop);
  return { taskQueue, worker, stop };
}

/** The product's workflows, bundled once for the run. */
export function prebuiltBundle(): { codePath: string } {
  const { bundle } = testServers();
  if ('error' in bundle) throw new Error(bundle.error);
  return bundle;
}

/**
 * Moves one workflow's clock forward by `ms`; its timers that fall due on the way fire, in order. Other workflows, the
 * database and this process keep real time: compare times in workflow time. A workflow that closes on the way is fine.
 */
export async function forward(workflowId: string, ms: number): Promise<void> {
  const { workflowService } = (await temporalClient()).connection as Connection;
  const workflowExecution = { workflowId };
  const id = randomUUID();
  await workflowService.updateWorkflowExecutionOptions({
    namespace: NAMESPACE,
    workflowExecution,
    updateMask: { paths: ['time_skipping_config'] },
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration: msToTs(ms) } },
    },
  });
  await workflowService.pollWorkflowExecutionTimeSkipping({
    namespace: NAMESPACE,
    workflowExecution,
    fastForwardId: id,
  });
  await quiet(workflowId);
}

/** Waits until a workflow has no task of its own pending: it has done what it could with what it knows. */
export async function quiet(workflowId: string, withinMs = 30_000): Promise<void> {
  const { workflowService } = (await temporalClient()).connection as Connection;
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(15)) {
    const { pendingWorkflowTask, pendingActivities } = await workflowService.describeWorkflowExecution({
      namespace: NAMESPACE,
      execution: { workflowId },
    });
    if (!pendingWorkflowTask && !pendingActivities?.length) return;
  }
  throw new Error(`The workflow ${workflowId} still has a task pending after ${withinMs} ms: does its worker run?`);
}
