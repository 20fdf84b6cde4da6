import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type Priority } from '@temporalio/common';
import {
  COMMAND_REFUSED,
  type CommandAnswer,
  commandUpdate,
  ENGINE_FAULT,
  INTERACTIVE_QUEUE,
  type MigrateRequest,
  migrateUpdate,
  PROCESS_INSTANCE,
  type Run,
  WORKFLOW_TASK_TIMEOUT,
  workflowIdOf,
} from '../../workflows/messages';
import type { Command, Refusal } from '../process';

/** What the engine said, or that it cannot be asked now. */
export type Dispatched =
  | { became: 'applied'; answer: CommandAnswer }
  | { became: 'refused'; refusal: Refusal }
  | { became: 'failed'; incident: string }
  | { became: 'away' };

/** How long a caller is kept waiting for the engine; after that the command is left to the inbox. */
export const ENGINE_DEADLINE_MS = 4_000;
/** A run that ends or continues as new while an Update is on its way sends it back; the same key goes again. */
const RUN_CHANGES = 5;

/** An Update as an instance takes it. Its id is the command's. */
export interface Message {
  id: string;
  update: string;
  argument: unknown;
}

export const commandMessage = (command: Command): Message => ({
  id: command.id,
  update: commandUpdate.name,
  argument: command,
});

export const migrateMessage = (request: MigrateRequest): Message => ({
  id: request.command.id,
  update: migrateUpdate.name,
  argument: request,
});

/** How a message reaches its instance: by the workflow that runs, or together with its start. */
export interface Route {
  message: Message;
  run: Omit<Run, 'definition'>;
  /** Whether a workflow is known to run. */
  running: boolean;
  /** Read only when a run has to be started. */
  definition(versionId: string): Promise<Run['definition']>;
  /** The newest state of the row, for a run that has to be started anew. */
  newest(): Promise<Pick<Run, 'snapshot' | 'versionId'>>;
  taskQueue?: string;
  /** Of a workflow that is started with it. */
  priority?: Priority;
}

/** Sends a command to its workflow and waits for the answer, a few seconds at most. Never throws for what the engine says. */
export async function dispatch(client: Client, route: Route, deadlineMs = ENGINE_DEADLINE_MS): Promise<Dispatched> {
  const deadline = Date.now() + deadlineMs;
  let running = route.running;
  for (let n = 0; n < RUN_CHANGES; n++) {
    try {
      const answer = await client.withDeadline(deadline, () =>
        running ? update(client, route) : updateWithStart(client, route, n > 0),
      );
      return { became: 'applied', answer };
    } catch (error) {
      const said = engineSaid(error);
      if (said) return said;
      if (Date.now() > deadline || !runChanged(error)) return { became: 'away' };
      running = false;
    }
  }
  return { became: 'away' };
}

const update = (client: Client, { message, run }: Route): Promise<CommandAnswer> =>
  client.workflow
    .getHandle(workflowIdOf(run.kind, run.instanceId))
    .executeUpdate(message.update, { args: [message.argument], updateId: message.id });

async function updateWithStart(client: Client, route: Route, again: boolean): Promise<CommandAnswer> {
  const { message, priority } = route;
  const run = { ...route.run, ...(again || route.running ? await route.newest() : {}) };
  const definition = await route.definition(run.versionId);
  const start = new WithStartWorkflowOperation(PROCESS_INSTANCE, {
    workflowId: workflowIdOf(run.kind, run.instanceId),
    taskQueue: route.taskQueue ?? INTERACTIVE_QUEUE,
    args: [{ ...run, definition }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    ...(priority && { priority }),
  });
  return client.workflow.executeUpdateWithStart(message.update, {
    startWorkflowOperation: start,
    args: [message.argument],
    updateId: message.id,
  });
}

function engineSaid(error: unknown): Dispatched | null {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return null;
  const [detail] = error.cause.details ?? [];
  if (error.cause.type === COMMAND_REFUSED) return { became: 'refused', refusal: detail as Refusal };
  if (error.cause.type === ENGINE_FAULT) return { became: 'failed', incident: String(detail) };
  return null;
}

/** No run is there, or the one that was there closed under the Update. */
function runChanged(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return false;
  if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) return true;
  return (
    error instanceof Error &&
    /already completed|closing workflow|not found/i.test(
      `${error.message} ${(error as { details?: string }).details ?? ''}`,
    )
  );
}
