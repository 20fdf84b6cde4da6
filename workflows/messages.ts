import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Command, Definition, Facts, Kind, Snapshot } from '../src/process';

/**
 * What may be said to a process instance, apart from its code: whoever sends a message imports this, never
 * a workflow.
 */
export const PROCESS_INSTANCE = 'processInstance';

/** Asks an instance to take a command; its update id is the command's id. Refused by `CommandRefused`. */
export const commandUpdate = defineUpdate<CommandAnswer, [Command]>('command');

/** What moves an instance to another version of its process: the command, and the definition that it is decided on with. */
export interface MigrateRequest {
  command: Migrate;
  definition: Definition;
}

export type Migrate = Extract<Command, { type: 'migrate' }>;

/** Moves an instance to another version; its update id is the command's id. Refused by `CommandRefused`. */
export const migrateUpdate = defineUpdate<CommandAnswer, [MigrateRequest]>('migrate');

/**
 * Asks an instance to take over what the table holds beyond its own last decision. `held`: the last that the table holds, where
 * that is less than the instance knows: then it begins anew from the table. Answers with its seq then.
 */
export const catchUpUpdate = defineUpdate<number, [held: number | null]>('catchUp');

/** The seq of the last decision that the workflow knows of. For the reconciler only: no page asks a workflow. */
export const seqQuery = defineQuery<number>('seq');

/** What a run starts from: a new instance has no snapshot; a later run carries what the last one knew. */
export interface Run {
  /** The shape of this record; a later release reads every earlier one. */
  carry: 1;
  instanceId: string;
  kind: Kind;
  versionId: string;
  definition: Definition;
  snapshot: Snapshot | null;
  /** Keys that were answered of late, oldest first, so that a repeat across runs gets its answer again. */
  answered: readonly (readonly [string, CommandAnswer])[];
  /** History events after which a run continues as new. */
  runEvents?: number;
}

/** What became of a command that was applied. Kept in the inbox, and given again to whoever repeats the key. */
export interface CommandAnswer {
  instanceId: string;
  seq: number;
  state: string;
  converted?: Facts['converted'];
}

/** The workflow that previews, runs or takes back a migration of running deals. */
export const MIGRATE_DEALS = 'migrateDeals';

/** One thing that it is asked to do. */
export interface MigrationRun {
  /** `preview` goes on with `run` where the migration says so. */
  does: 'preview' | 'run' | 'revert';
  /** The batch that is taken back; absent: all that was migrated. */
  batch?: number;
  /** Carried into a later run: that it is one, and whether it stands still. */
  goesOn?: boolean;
  paused?: boolean;
}

export type MigrationStatus = 'previewing' | 'ready' | 'running' | 'paused' | 'stopped' | 'done' | 'reverting';

/** What it starts with: what it was asked to do and has not done, carried over from an earlier run. */
export interface MigrationCarry {
  migrationId: string;
  asked: readonly MigrationRun[];
  /** History events after which a run continues as new. */
  runEvents?: number;
}

/** Asks a migration to do something; what it is doing already it is not asked twice. */
export const beginSignal = defineSignal<[MigrationRun]>('begin');

/** Asks a migration to stand still between two deals, to go on, or to end. Answers with its status then. */
export const steerUpdate = defineUpdate<MigrationStatus, ['pause' | 'resume' | 'stop']>('steer');

/** One workflow a migration, so that it never runs twice at once. */
export const migrationWorkflowId = (migrationId: string): string => `migrate-deals-${migrationId}`;

/** The workflow that previews a file, brings it in or takes it back. */
export const IMPORT_FILE = 'importFile';

/** One thing that it is asked to do. `paused`: carried into a later run, that it stands still. */
export interface FileImportRun {
  does: 'preview' | 'run' | 'revert';
  paused?: boolean;
}
export type FileImportSteering = 'pause' | 'resume' | 'cancel';

/** What it starts with: what it was asked to do and has not done, carried over from an earlier run. */
export interface FileImportCarry {
  importId: string;
  asked: readonly FileImportRun[];
}

/** Asks an import to do something; what it is doing already it is not asked twice. */
export const beginImportSignal = defineSignal<[FileImportRun]>('begin');

/** Asks an import to stand still between two pages, to go on, or to end. */
export const steerImportUpdate = defineUpdate<void, [FileImportSteering]>('steer');

/** One workflow an import, so that it never runs twice at once. */
export const importWorkflowId = (importId: string): string => `import-file-${importId}`;

/** The workflow id of an instance. */
export const workflowIdOf = (kind: Kind, instanceId: string): string => `${kind}-${instanceId}`;

/** Queues: people wait for what runs on the first; bulk work never holds it up. */
export const INTERACTIVE_QUEUE = 'dealwright';
export const BULK_QUEUE = 'dealwright-bulk';
/** What is delivered outside waits for others' servers, and takes no place on the queues above. Activities only. */
export const OUTBOUND_QUEUE = 'dealwright-outbound';

/** The workflow that delivers one wish, and its id. */
export const DELIVER = 'deliver';
export const deliveryIdOf = (wishId: string): string => `deliver-${wishId}`;

/** The workflow that delivers one mail to clients, and its id. */
export const DELIVER_CLIENT_MAIL = 'deliverClientMail';
export const clientMailIdOf = (mailId: string): string => `deliver-client-mail-${mailId}`;

/** The workflow that tells one receiver of events, and its id. */
export const TELL_HOOK = 'tellHook';
export const tellHookIdOf = (hook: string): string => `tell-hook-${hook}`;

/** Says that a wish is there to be delivered: to a workflow that is just ending, too, which then looks once more. */
export const wishSignal = defineSignal('wish');

/** Types of the failures that an Update may end with. */
export const COMMAND_REFUSED = 'CommandRefused';
export const ENGINE_FAULT = 'EngineFault';

/** Recovery after a worker's death takes one workflow task's time. */
export const WORKFLOW_TASK_TIMEOUT = '5 seconds';

/** Looks for doubles among all records of a kind; one workflow a run. */
export const FIND_DUPLICATES = 'findDuplicates';
export const duplicatesWorkflowId = (runId: string): string => `find-duplicates-${runId}`;

/** Resolves the deadlines anew that hang on a calendar which has changed. */
export const RETIME = 'retime';

/** Which work of the table `retimings`, and the last instance that was looked at. */
export interface RetimeRun {
  retimingId: string;
  after: string | null;
}
