import * as wf from '@temporalio/workflow';
import type { Refusal } from '../src/process';
import { attempt } from './effects';
import { COMMAND_REFUSED, ENGINE_FAULT } from './messages';

/** A refusal as an Update gives it to its caller, with its details. */
export const refusedBy = (refusal: Refusal): wf.ApplicationFailure =>
  wf.ApplicationFailure.create({
    type: COMMAND_REFUSED,
    message: refusal.detail,
    nonRetryable: true,
    details: [refusal],
  });

/** Whether an error says that the command was refused, which is an answer and no fault. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof wf.ApplicationFailure && error.type === COMMAND_REFUSED;

/**
 * What may leave a handler for a fault of ours: only an `ApplicationFailure`, since an ordinary error would wedge the
 * deal. It names the incident that was left for whoever looks after the engine.
 */
export async function faultOf(error: unknown, commandId: string, instanceId: string): Promise<wf.ApplicationFailure> {
  const detail = told(error);
  const incident = await attempt.reportIncident(instanceId, commandId, Date.now(), detail).catch(() => 'not recorded');
  return wf.ApplicationFailure.create({ type: ENGINE_FAULT, message: detail, nonRetryable: true, details: [incident] });
}

/** An error with what caused it, down to the root: the outermost says only that an activity failed. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}${error.cause ? `; ${told(error.cause)}` : ''}`;
}
