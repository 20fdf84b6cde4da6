import type { MigrationRun, MigrationStatus } from '../../workflows/messages';

/** What may be asked of a migration. */
export const STEERINGS = ['start', 'pause', 'resume', 'stop', 'revert'] as const;
export type Steering = (typeof STEERINGS)[number];

/** When each may be asked. `start` goes on with what was stopped, and takes what failed again. */
const WHEN: Readonly<Record<Steering, readonly MigrationStatus[]>> = {
  start: ['ready', 'stopped', 'done', 'running', 'previewing'],
  pause: ['previewing', 'running', 'reverting'],
  resume: ['paused'],
  stop: ['previewing', 'running', 'reverting', 'paused'],
  revert: ['stopped', 'done', 'reverting'],
};

export const maySteer = (how: Steering, status: MigrationStatus): boolean => WHEN[how].includes(status);

/** Why it may not be asked now, and what may. */
export function refusedSteering(how: Steering, status: MigrationStatus): string {
  const possible = STEERINGS.filter((one) => maySteer(one, status));
  return `"${how}" is not for a migration that is ${status}; possible now: ${possible.join(', ')}.`;
}

/** Why a batch cannot be taken back: it is not there. Null where it is, or where all of them are meant. */
export const noSuchBatch = (batch: number | undefined, batches: number): string | null =>
  batch === undefined || batch <= batches ? null : `There is no batch ${batch}: this migration has ${batches}.`;

/** What the workflow is asked to do when a migration is started, whatever it was doing when it was cut short. */
export const runToStart = (status: MigrationStatus): MigrationRun => ({
  does: status === 'previewing' ? 'preview' : 'run',
});
