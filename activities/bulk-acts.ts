import type { Pool } from 'pg';
import type { SendCommand } from '../src/commands';
import { openBulks, performBulk } from '../src/crm';
import type { Clock } from '../src/platform/clock';

const PAGE = 20;

/**
 * Does what is left of what was asked of many leads or sales at once. What has its result is not asked again, so it may be cut
 * short and repeated. What cannot be done now, since the engine is away, waits for the next time.
 *
 * @returns how many got their result
 */
export const createPerformBulkActs = ({ pool, send, clock }: { pool: Pool; send: SendCommand; clock: Clock }) =>
  async function performBulkActs(): Promise<number> {
    let settled = 0;
    for (const id of await openBulks(pool)) {
      for (let done = PAGE; done > 0; settled += done) done = await performBulk({ pool, door: send, clock }, id, PAGE);
    }
    return settled;
  };
