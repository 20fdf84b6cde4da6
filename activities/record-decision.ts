import { ApplicationFailure } from '@temporalio/common';
import type { Pool } from 'pg';
import type { Decision, Facts, ProcessEvent } from '../src/process';
import { type DecisionRecord, type Instance, layOut } from './decision-record';
import { withTurns } from './pools';
import type { ReferenceSource } from './reference';

/**
 * What became of a decision: its facts; or the events by which the table is ahead of the workflow; or that it is behind,
 * since it was set back.
 */
export type Recorded =
  | { facts: Facts; ahead?: undefined; behind?: undefined }
  | { ahead: readonly ProcessEvent[]; facts?: undefined; behind?: undefined }
  | { behind: true; facts?: undefined; ahead?: undefined };

/** How often facts are resolved anew when calendars or people change under them. */
const FRESH_TRIES = 5;

/**
 * Writes one decision, all of it or nothing, in one round trip: its event, the row that people query, its
 * tasks, deadlines, notices and wishes for the outside, the command's answer. A task for one of a pool costs one more.
 *
 * May run twice: where the table holds this seq already, nothing is written and what it holds from there on
 * comes back as `ahead`, the same command's first recording included.
 * @throws what the database throws, and is tried again until it answers; what no retry can mend, such as an account that
 *   is not there, as a failure that is not tried again.
 */
export const createRecordDecision = ({ pool, reference }: { pool: Pool; reference: ReferenceSource }) =>
  async function recordDecision(instance: Instance, decision: Decision): Promise<Recorded> {
    let known = await reference.current();
    for (let n = 0; n < FRESH_TRIES; n++) {
      const answer = await record(pool, laidOut(instance, decision, await withTurns(pool, instance, decision, known)));
      if (!('stale' in answer)) return answer;
      known = await reference.refresh();
    }
    throw new Error('Calendars or people change faster than decisions can be recorded.');
  };

/** Facts that cannot be resolved, such as those of a calendar that is in no table, will not be by trying again. */
function laidOut(...given: Parameters<typeof layOut>): DecisionRecord {
  try {
    return layOut(...given);
  } catch (error) {
    throw hopeless(error);
  }
}

async function record(pool: Pool, input: DecisionRecord): Promise<Recorded | { stale: true }> {
  const query = {
    name: 'record decision',
    text: 'SELECT record_decision($1::jsonb) AS answer',
    values: [JSON.stringify(input)],
  };
  const { rows } = await pool.query<{ answer: Recorded | { stale: true } }>(query).catch((error: unknown) => {
    throw ROWS_REFUSE.test((error as { code?: string }).code ?? '') ? hopeless(error) : error;
  });
  const answer = rows[0]?.answer;
  if (!answer) throw new Error('record_decision gave no row.');
  return answer;
}

/** SQLSTATE classes of what the rows themselves make impossible: bad data, a broken constraint. */
const ROWS_REFUSE = /^2[23]/;

const hopeless = (error: unknown): ApplicationFailure =>
  ApplicationFailure.nonRetryable(error instanceof Error ? error.message : String(error), 'NotRecordable');
