import type { Pool } from 'pg';
import { remindOfContacts, tellUnnoticed, watchActivities } from '../src/crm';
import type { Clock } from '../src/platform/clock';

/** What becomes of contacts with clients by itself. Each is one statement that marks and tells: harmless when repeated. */
export const createContactActivities = ({ pool, clock }: { pool: Pool; clock: Clock }) => ({
  /** Reminds of planned contacts whose time has come. Gives how many. */
  remindOfContacts: (): Promise<number> => remindOfContacts(pool, clock.now()),
  /** Takes up what clients did, and tells owners of what nobody noticed in time. Gives how much was taken up or ended. */
  async watchClients(): Promise<number> {
    const now = clock.now();
    return (await watchActivities(pool, now)) + (await tellUnnoticed(pool, now));
  },
});
