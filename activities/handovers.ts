import type { Pool } from 'pg';
import type { SendCommand } from '../src/commands';
import { openHandovers, performHandover } from '../src/crm';
import type { Clock } from '../src/platform/clock';

const PAGE = 20;

/**
 * Does what is left of handovers, there and back. What is done stays done, so it may be cut short and repeated. A part that
 * cannot be done now, since the engine is away, waits for the next time.
 *
 * @returns how many parts got their result
 */
export const createPerformHandovers = ({ pool, send, clock }: { pool: Pool; send: SendCommand; clock: Clock }) =>
  async function performHandovers(): Promise<number> {
    let settled = 0;
    for (const id of await openHandovers(pool)) {
      for (let done = PAGE; done > 0; settled += done)
        done = await performHandover({ pool, door: send, clock }, id, PAGE);
    }
    return settled;
  };
