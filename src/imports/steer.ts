import type { ImportStatus } from './store';

/** What may be asked of an import of a file. */
export const IMPORT_STEERINGS = ['map', 'look', 'preview', 'run', 'pause', 'resume', 'cancel', 'revert'] as const;
export type ImportSteering = (typeof IMPORT_STEERINGS)[number];

const WHEN: Readonly<Record<ImportSteering, readonly ImportStatus[]>> = {
  map: ['uploaded', 'mapped', 'previewed', 'failed'],
  look: ['uploaded', 'mapped', 'previewed', 'failed'],
  preview: ['mapped', 'previewing', 'previewed'],
  run: ['mapped', 'previewed', 'running', 'cancelled'],
  pause: ['previewing', 'running', 'reverting'],
  resume: ['paused'],
  cancel: ['previewing', 'running', 'paused', 'reverting'],
  revert: ['done', 'cancelled', 'reverting', 'reverted'],
};

/** Why an import does not take this now, and what it takes; null where it may be asked. */
export function refusedImportSteering(how: ImportSteering, status: ImportStatus): string | null {
  if (WHEN[how].includes(status)) return null;
  const possible = IMPORT_STEERINGS.filter((one) => WHEN[one].includes(status));
  return `"${how}" is not for an import that is ${status}; possible now: ${possible.join(', ') || 'nothing'}.`;
}
