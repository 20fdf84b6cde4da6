import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../process';
import type { MailWay, NoticeSettings, WallTime, Wanted } from './settings';

/**
 * When a notice of `at` may be mailed: at once, or with the next digest, in either case not before quiet hours and a mute end. Null:
 * it is not mailed. Wall times are of the reader's zone; one that a change of clocks skips is the one after it.
 */
export function mailAt(way: MailWay, wanted: Wanted, at: Instant): Instant | null {
  if (way === 'never') return null;
  if (way === 'at once') return freeFrom(wanted, at);
  const next = nextDigest(wanted, at);
  return next === null ? null : freeFrom(wanted, next);
}

/** The first instant from `at` on at which mails are neither muted nor kept quiet. */
export function freeFrom({ settings: { quiet }, zone, mutedUntil }: Wanted, at: Instant): Instant {
  const heard = Math.max(at, mutedUntil ?? at);
  return quiet && isQuiet(quiet, zone, heard) ? wallTimeAfter(quiet.to, zone, heard) : heard;
}

/** Whether an instant lies in quiet hours; their end is no longer part of them. */
export function isQuiet({ from, to }: NonNullable<NoticeSettings['quiet']>, zone: string, at: Instant): boolean {
  const now = localAt(zone, at).toPlainTime().toString({ smallestUnit: 'minute' });
  return from < to ? from <= now && now < to : now >= from || now < to;
}

/** The first digest at or after an instant. */
function nextDigest({ settings: { digest }, zone }: Wanted, at: Instant): Instant | null {
  if (!digest) return null;
  const today = localAt(zone, at).toPlainDate();
  for (let days = 0; days <= 7; days += 1) {
    const day = today.add({ days });
    const then = instantOf(day, digest.at, zone);
    if (digest.days.includes(day.dayOfWeek) && then >= at) return then;
  }
  return null;
}

/** The next time that clocks show a wall time, after an instant. */
function wallTimeAfter(time: WallTime, zone: string, at: Instant): Instant {
  const today = localAt(zone, at).toPlainDate();
  const then = instantOf(today, time, zone);
  return then > at ? then : instantOf(today.add({ days: 1 }), time, zone);
}

function instantOf(day: Temporal.PlainDate, time: WallTime, zone: string): Instant {
  const local = day.toPlainDateTime(Temporal.PlainTime.from(time));
  // Where clocks show it twice, the later one: so that hours that have begun do not end before that.
  return local.toZonedDateTime(knownZone(zone), { disambiguation: 'later' }).epochMilliseconds;
}

const localAt = (zone: string, at: Instant) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(knownZone(zone));

/** A zone that this machine does not know is UTC, as in all mails. */
function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}
