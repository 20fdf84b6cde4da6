import type { Pool } from 'pg';
import type { Instant } from '../process';
import { gatherNotices, planNotices, type Way } from './gather';
import { mailAt } from './when';

const MAIL: Way = {
  name: 'mail',
  dueAt: (wanted, kind, shownAt) => mailAt(wanted.settings.mail[kind], wanted, shownAt),
  reaches: 'true',
  begin: (client, { id, personId, now }) =>
    client.query('INSERT INTO notice_mails (id, person_id, created_at) VALUES ($1, $2, $3)', [
      id,
      personId,
      new Date(now),
    ]),
};

/** Says of each new notice when it is to be mailed, or that it is not. */
export const planMails = (pool: Pool, now: Instant): Promise<void> => planNotices(pool, MAIL, now);

/** Puts everything that is due to one person into one mail. Gives how many mails there are more. */
export const gatherMails = (pool: Pool, now: Instant): Promise<number> => gatherNotices(pool, MAIL, now);
