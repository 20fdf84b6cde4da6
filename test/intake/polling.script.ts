import { pollMailbox, readMailboxes } from '../../src/intake';
import { systemClock } from '../../src/platform/clock';
import { createPool } from '../../src/platform/database';

/** Looks into a mailbox until it is killed; it says when the first mail is kept, and waits then before it goes on. */
async function main([url = '', file = '']: string[]): Promise<void> {
  const pool = createPool(url, { max: 2 });
  const [mailbox] = readMailboxes(file);
  if (!mailbox) throw new Error('There is no mailbox.');
  const query = pool.query.bind(pool) as (...asked: unknown[]) => Promise<unknown>;
  const stuck = new Promise<never>(() => setTimeout(() => undefined, 60_000));
  Object.assign(pool, {
    query: async (...asked: unknown[]) => {
      const answer = await query(...asked);
      if (JSON.stringify(asked[0]).includes('keep inbound')) {
        process.stdout.write('kept one\n');
        await stuck;
      }
      return answer;
    },
  });
  await pollMailbox({ pool, clock: systemClock }, mailbox);
}

void main(process.argv.slice(2));
