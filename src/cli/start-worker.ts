import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { WaysOut } from '../../activities/deliver';
import { hearWishes } from '../../activities/hear-wishes';
import { rebuildIfLost, reconcileSoon, startPendingSoon } from '../../activities/rebuild-workflows';
import { ensureSchedules } from '../../activities/schedules';
import { BULK_QUEUE, INTERACTIVE_QUEUE, OUTBOUND_QUEUE } from '../../workflows/messages';
import { storeShippedLetterTemplates } from '../client-mails';
import { createFileRoom } from '../files';
import { type Mailbox, readMailboxes } from '../intake';
import {
  createClientPost,
  createPostWebhook,
  createSendMail,
  createSendPush,
  storeShippedTemplates,
} from '../outbound';
import type { Config } from '../platform/config';
import { createPool } from '../platform/database';
import { sealingKey } from '../platform/sealed';
import type { WorkflowBundle } from '../platform/workflow-bundle';
import type { Installation, Part } from './parts';

/** An Update that lost its worker waits so long before another takes it. */
const STICKY_TIMEOUT = '1s';
/** Connections of one worker process: as many decisions may be written at once. */
const POOL_SIZE = 20;
/** Deliveries of one worker under way at once; and so many begin in a second, whatever number of workers there are. */
const DELIVERIES_AT_ONCE = 20;
const DELIVERIES_A_SECOND = 20;

/**
 * Runs workflows and activities until it is stopped: one queue for what people wait for, one for bulk work. Makes the
 * schedules, and rebuilds the workflows when Temporal's store was lost.
 */
export async function startWorker(on: Installation, bundle: WorkflowBundle): Promise<Part> {
  const { address, namespace } = on.temporal;
  const url = on.urls.worker;
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => on.log.warn({ level, meta }, message)),
  });
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection, namespace });
  const pool = createPool(url, { max: POOL_SIZE });
  const activities = createActivities({
    pool,
    client,
    clock: on.clock,
    waysOut: waysOut(on.config),
    mailboxes: mailboxesOf(on.config),
    calendars: calendarsOf(on.config),
    files: createFileRoom(on.config.files),
  });
  const create = (taskQueue: string, bulk: boolean) =>
    Worker.create({
      connection: native,
      namespace,
      taskQueue,
      activities,
      workflowBundle: { codePath: bundle.codePath },
      stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
      shutdownGraceTime: '5s',
      shutdownForceTime: '20s',
      ...(bulk && { maxCachedWorkflows: 10, maxConcurrentActivityTaskExecutions: 4 }),
    });
  const deliveries = Worker.create({
    connection: native,
    namespace,
    taskQueue: OUTBOUND_QUEUE,
    activities: {
      deliver: activities.deliver,
      deliverClientMail: activities.deliverClientMail,
      syncCalendars: activities.syncCalendars,
      tellEventHook: activities.tellEventHook,
      sendNotices: activities.sendNotices,
      sendPushes: activities.sendPushes,
    },
    maxConcurrentActivityTaskExecutions: DELIVERIES_AT_ONCE,
    maxTaskQueueActivitiesPerSecond: DELIVERIES_A_SECOND,
    shutdownGraceTime: '5s',
    shutdownForceTime: '20s',
  });
  const workers = await Promise.all([create(INTERACTIVE_QUEUE, false), create(BULK_QUEUE, true), deliveries]);
  const over = Promise.all(workers.map((worker) => worker.run()));
  over.catch((error: unknown) => on.log.error({ err: error }, 'a worker ended'));
  const { root } = on.config;
  await Promise.all([
    ensureSchedules(client),
    storeShippedTemplates(pool, root),
    storeShippedLetterTemplates(pool, root),
  ]);
  const rebuilt = await rebuildIfLost(pool, client);
  if (rebuilt > 0)
    on.log.warn({ instances: rebuilt }, 'Temporal knew of no instance: workflows are started anew from the tables');
  await Promise.all([startPendingSoon(client), reconcileSoon(client)]);
  const taking = hearWishes({
    pool,
    channel: 'dealwright_inbound',
    dispatch: activities.takeInMessages,
    warn: (error) => on.log.warn({ err: error }, 'what came in by itself waits for the next sweep'),
  });
  const telling = hearWishes({
    pool,
    channel: 'dealwright_hooks',
    dispatch: activities.dispatchHooks,
    warn: (error) => on.log.warn({ err: error }, 'receivers of events wait for the next sweep'),
  });
  const writing = hearWishes({
    pool,
    channel: 'dealwright_client_mails',
    dispatch: activities.dispatchClientMails,
    warn: (error) => on.log.warn({ err: error }, 'mails to clients wait for the next sweep'),
  });
  const pushing = hearWishes({
    pool,
    channel: 'dealwright_pushes',
    dispatch: activities.sendPushes,
    warn: (error) => on.log.warn({ err: error }, 'pushes to browsers wait for the next sweep'),
  });
  const hearing = hearWishes({
    pool,
    dispatch: activities.dispatchWishes,
    warn: (error) => on.log.warn({ err: error }, 'new wishes for the outside wait for the next sweep'),
  });
  return {
    async stop() {
      await Promise.all([hearing.stop(), taking.stop(), telling.stop(), writing.stop(), pushing.stop()]);
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await over.catch(() => undefined);
      await Promise.all([native.close(), connection.close(), pool.end()]);
    },
  };
}

/** The mailboxes of this installation, with their passwords. @throws Trouble for a file that cannot be used */
const mailboxesOf = ({ intake }: Config): Mailbox[] =>
  intake.mailboxesFile === undefined ? [] : readMailboxes(intake.mailboxesFile);

/** With what people's own calendars are reached; without a key there is none that could be opened. */
function calendarsOf({ sealing, outbound }: Config) {
  const key = sealingKey(sealing);
  return key && { key, reach: outbound.webhooksTo };
}

/** How wishes leave this installation, by its configuration. */
function waysOut({ api: { url }, outbound: { mail, webhooksTo } }: Config): WaysOut {
  return {
    postWebhook: createPostWebhook({ reach: webhooksTo }),
    sendPush: createSendPush({ reach: webhooksTo, contact: contactOf(url, mail?.from) }),
    ...(mail && { sendMail: createSendMail(mail), clientPost: createClientPost(mail) }),
  };
}

/** Where push services turn to that have trouble with us: our address, or that of our mails. */
function contactOf(url: string | undefined, from = 'dealwright@localhost'): string {
  if (url?.startsWith('https:')) return url;
  return `mailto:${/<([^>]+)>/.exec(from)?.[1] ?? from}`;
}
