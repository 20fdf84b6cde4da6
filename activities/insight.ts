import type { Pool } from 'pg';
import { keepForecast, raiseAlerts } from '../src/insight';
import type { Clock } from '../src/platform/clock';

/** What reports need to be kept as time goes by. Each may be repeated, and done by several at once. */
export const createInsightActivities = ({ pool, clock }: { pool: Pool; clock: Clock }) => ({
  /** Keeps how all open sales stand today, once a day. Gives whether it did. */
  keepForecast: (): Promise<boolean> => keepForecast(pool, clock.now()),
  /** Looks by every rule and tells of what is new. Gives how much was raised. */
  raiseAlerts: (): Promise<number> => raiseAlerts(pool, clock.now()),
});
