import type { Pool } from 'pg';
import type { SendCommand } from '../../src/commands';
import type { Versions } from '../../src/crm';
import { forgetReserved, takePage } from '../../src/intake';
import type { Clock } from '../../src/platform/clock';
import { inParallel } from '../in-parallel';

interface Taking {
  pool: Pool;
  versions: Versions;
  sendCommand: SendCommand;
  clock: Clock;
}

/** Commands of one worker under way at once. */
const AT_ONCE = 4;

/**
 * Works on what came in by itself and is due, all of it. Any number of workers may do so at once. Gives how many messages
 * came to an end. Nothing of their content leaves the tables.
 */
export const createTakeInMessages = (taking: Taking) =>
  async function takeInMessages(): Promise<number> {
    let worked = 0;
    for (;;) {
      const { ended, more } = await takePage(taking, (items, act) => inParallel(items, AT_ONCE, act));
      worked += ended;
      if (!more) break;
    }
    await forgetReserved(taking.pool, taking.clock.now());
    return worked;
  };
