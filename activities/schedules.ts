import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { BULK_QUEUE } from '../workflows/messages';

/**
 * What happens by itself, whatever processes there are: one Temporal Schedule each. Every run stays in Temporal's store for
 * its retention, so none comes more often than somebody would notice.
 */
export const SCHEDULES = [
  { scheduleId: 'sweep-inbox', every: '15 seconds', workflowType: 'sweepInbox' },
  { scheduleId: 'start-pending', every: '1 minute', workflowType: 'startPending' },
  { scheduleId: 'dispatch-wishes', every: '1 minute', workflowType: 'dispatchWishes' },
  { scheduleId: 'dispatch-client-mails', every: '1 minute', workflowType: 'dispatchClientMails' },
  { scheduleId: 'send-notices', every: '1 minute', workflowType: 'sendNotices' },
  { scheduleId: 'send-pushes', every: '1 minute', workflowType: 'sendPushes' },
  { scheduleId: 'dispatch-hooks', every: '1 minute', workflowType: 'dispatchHooks' },
  { scheduleId: 'take-in-messages', every: '1 minute', workflowType: 'takeInMessages' },
  { scheduleId: 'sync-calendars', every: '1 minute', workflowType: 'syncCalendars' },
  { scheduleId: 'poll-mailboxes', every: '1 minute', workflowType: 'pollMailboxes' },
  { scheduleId: 'reconcile', every: '1 minute', workflowType: 'reconcile' },
  { scheduleId: 'forget-histories', every: '1 minute', workflowType: 'forgetHistories' },
  { scheduleId: 'sweep-files', every: '5 minutes', workflowType: 'sweepFiles' },
  { scheduleId: 'remind-of-contacts', every: '1 minute', workflowType: 'remindOfContacts' },
  { scheduleId: 'watch-clients', every: '1 minute', workflowType: 'watchClients' },
  { scheduleId: 'perform-bulk-acts', every: '1 minute', workflowType: 'performBulkActs' },
  { scheduleId: 'perform-handovers', every: '1 minute', workflowType: 'performHandovers' },
  { scheduleId: 'keep-forecast', every: '1 hour', workflowType: 'keepForecast' },
  { scheduleId: 'raise-alerts', every: '5 minutes', workflowType: 'raiseAlerts' },
  { scheduleId: 'send-summaries', every: '30 minutes', workflowType: 'sendSummaries' },
  { scheduleId: 'start-retimings', every: '1 minute', workflowType: 'startRetimings' },
  { scheduleId: 'start-duplicate-runs', every: '1 minute', workflowType: 'startDuplicateRuns' },
] as const;

/** Makes the schedules that are not there yet. Any number of workers may do so at once. */
export async function ensureSchedules(client: Client, taskQueue = BULK_QUEUE): Promise<void> {
  for (const { scheduleId, every, workflowType } of SCHEDULES) {
    await client.schedule
      .create({
        scheduleId,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: scheduleId,
          taskQueue,
          workflowRunTimeout: '1 hour',
        },
      })
      .catch((error) => {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      });
  }
}
