import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { gatherNotices, planNotices, type Way } from '../gather';
import { freeFrom } from '../when';

const PUSH: Way = {
  name: 'push',
  dueAt: (wanted, kind, shownAt) => (wanted.settings.push[kind] === 'at once' ? freeFrom(wanted, shownAt) : null),
  reaches: 'EXISTS (SELECT 1 FROM push_subscriptions b WHERE b.person_id = p.id AND b.off_at IS NULL)',
  begin: (client, { id, personId, now }) =>
    client.query(
      `INSERT INTO notice_pushes (id, push_id, person_id, subscription_id, next_try_at, created_at)
       SELECT gen_random_uuid(), $1, $2, b.id, $3, $3 FROM push_subscriptions b WHERE b.person_id = $2 AND b.off_at IS NULL`,
      [id, personId, new Date(now)],
    ),
};

/** Says of each new notice when it is to be pushed, or that it is not. */
export const planPushes = (pool: Pool, now: Instant): Promise<void> => planNotices(pool, PUSH, now);

/** Puts everything that is due to one person into one push, to each of their browsers and programs. Gives how many pushes there are more. */
export const gatherPushes = (pool: Pool, now: Instant): Promise<number> => gatherNotices(pool, PUSH, now);
