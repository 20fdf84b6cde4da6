import type { Pool } from 'pg';
import type { FileRoom } from '../../src/files';
import { type Mailbox, type Polled, pollMailbox } from '../../src/intake';
import type { Clock } from '../../src/platform/clock';
import { beat } from '../beat';

interface Reading {
  pool: Pool;
  clock: Clock;
  /** Which mailboxes there are, with their passwords: these come from this process's configuration and go nowhere else. */
  mailboxes: readonly Mailbox[];
  files?: FileRoom;
}

/**
 * Looks once into each mailbox. One that cannot be read keeps no other waiting; why it could not stands with its source. May
 * run twice, also at the same time: a mail is kept once. Gives how many mails were kept.
 */
export const createPollMailboxes = ({ pool, clock, mailboxes, files }: Reading) =>
  async function pollMailboxes(): Promise<number> {
    const stopBeating = beat();
    try {
      const polled = await Promise.all(
        mailboxes.map((mailbox) =>
          pollMailbox({ pool, clock, ...(files && { files }) }, mailbox).catch(
            (): Polled => ({ kept: 0, trouble: 'The database is away' }),
          ),
        ),
      );
      return polled.reduce((sum, { kept }) => sum + kept, 0);
    } finally {
      stopBeating();
    }
  };
