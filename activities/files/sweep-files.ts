import type { Pool } from 'pg';
import { type FileRoom, sweepFiles } from '../../src/files';
import type { Clock } from '../../src/platform/clock';
import { beat } from '../beat';

interface Sweeping {
  pool: Pool;
  clock: Clock;
  /** Without it this worker knows of no place for files. */
  files?: FileRoom;
}

/**
 * Has the scanner look at files that wait for it, and deletes bytes of no file. May run twice, also at the same time. Gives how
 * many of both it did.
 */
export const createSweepFiles = ({ pool, clock, files }: Sweeping) =>
  async function sweepStoredFiles(): Promise<number> {
    if (!files) return 0;
    const stopBeating = beat();
    try {
      const { cleared, refused, removed } = await sweepFiles(files, pool, clock.now());
      return cleared + refused + removed;
    } finally {
      stopBeating();
    }
  };
