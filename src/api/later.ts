import type { Instant } from '../process';
import { badInput } from './problem';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `until`, where it is to come and not beyond so many days. @throws Problem for a time of the past, or too far ahead */
export function laterWithin(until: Instant, now: Instant, days: number): Instant {
  if (until > now && until <= now + days * DAY_MS) return until;
  const message = until > now ? `Must be within ${days} days` : 'Must be a time to come';
  throw badInput({ path: 'body.until', message });
}
