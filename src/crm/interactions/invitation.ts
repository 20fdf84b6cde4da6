import ICAL from 'ical.js';
import { zoneRules } from '../../platform/zone-rules';
import type { Instant } from '../../process';
import { DAY_MS, MINUTE_MS } from '../../process/time/calendar';
import { normalEmail } from '../normal';

/** One meeting as an iCalendar text says it. */
export interface Invitation {
  uid: string;
  sequence: number;
  cancelled: boolean;
  subject: string;
  place: string | null;
  body: string | null;
  start: Instant;
  end: Instant | null;
  /** Addresses of the organiser and of whoever is invited, in the form in which they are compared. */
  emails: string[];
  /** Whether it says of itself that it is nobody else's business. */
  isPrivate: boolean;
  /** When it was changed last, as far as it says so. */
  changedAt: Instant | null;
  /** Files that stand in the text itself; addresses of others are not asked for. */
  attached: { name: string | null; type: string; bytes: Uint8Array }[];
}

/** What is no single meeting that can be planned. The message says what is wrong. */
export class InvitationRefused extends Error {
  override readonly name = 'InvitationRefused';
}

export const MOST_CHARACTERS = 64 * 1024;
const MOST_PEOPLE = 100;
const MOST_ATTACHED = 20;
const LONGEST_DAYS = 31;
const [FIRST, LAST] = [Date.UTC(2000, 0, 1), Date.UTC(2060, 0, 1)];

const refuse = (message: string): never => {
  throw new InvitationRefused(message);
};

/**
 * Reads the one meeting of an iCalendar text (RFC 5545). Nothing in it is expanded: a series is refused, and so is a time zone
 * whose rules are more than the yearly change of the clocks. @throws InvitationRefused
 */
export function readInvitation(text: string): Invitation {
  if (text.length > MOST_CHARACTERS) refuse(`It is longer than ${MOST_CHARACTERS / 1024} KiB.`);
  try {
    return meetingOf(new ICAL.Component(ICAL.parse(text) as never));
  } catch (error) {
    if (error instanceof InvitationRefused) throw error;
    // The parser throws errors of its own, also when a value is first looked at; what it stumbled over helps nobody.
    return refuse('It is not a valid iCalendar text.');
  }
}

function meetingOf(calendar: ICAL.Component): Invitation {
  if (calendar.name !== 'vcalendar') refuse('It is not an iCalendar text.');
  const events = calendar.getAllSubcomponents('vevent');
  const [event] = events;
  if (!event || events.length !== 1) return refuse(`It must hold one meeting, and holds ${events.length}.`);
  for (const name of ['rrule', 'rdate', 'exrule', 'recurrence-id'])
    if (event.hasProperty(name)) refuse('It is a series, or one of a series: send one meeting.');
  const word = (name: string, longest: number) => wordOf(event, name, longest);
  const uid = word('uid', 255) ?? refuse('The meeting has no UID.');
  const sequence = Number(event.getFirstPropertyValue('sequence') ?? 0);
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 2 ** 31 - 1) refuse('Its SEQUENCE is no number.');
  return {
    uid,
    sequence,
    cancelled: wordOf(calendar, 'method', 20) === 'CANCEL' || word('status', 20) === 'CANCELLED',
    subject: word('summary', 1000) ?? 'Meeting',
    place: word('location', 500),
    body: word('description', 10_000),
    ...timesOf(calendar, event),
    emails: peopleOf(event),
    isPrivate: /^(private|confidential)$/i.test(word('class', 20) ?? ''),
    changedAt: changedAt(event),
    attached: attachedTo(event),
  };
}

function attachedTo(event: ICAL.Component): Invitation['attached'] {
  return event
    .getAllProperties('attach')
    .filter((one) => one.type === 'binary')
    .slice(0, MOST_ATTACHED)
    .map((one) => {
      const said = (key: string) => {
        const value: unknown = one.getParameter(key);
        return typeof value === 'string' ? value : null;
      };
      const bytes = Buffer.from(String(one.getFirstValue()), 'base64');
      return { name: said('filename') ?? said('x-filename'), type: said('fmttype') ?? '', bytes };
    })
    .filter(({ bytes }) => bytes.length > 0);
}

function changedAt(event: ICAL.Component): Instant | null {
  const time: unknown = event.getFirstPropertyValue('last-modified') ?? event.getFirstPropertyValue('dtstamp');
  return time instanceof ICAL.Time && !time.isDate ? time.toUnixTime() * 1000 : null;
}

/** A text of it, without what no table can keep; null where there is none. */
function wordOf(of: ICAL.Component, name: string, longest: number): string | null {
  const value: unknown = of.getFirstPropertyValue(name);
  if (typeof value !== 'string') return null;
  // Cut between two halves of a character, one half is left: it goes as well.
  return (
    value
      .replaceAll('\u0000', '')
      .trim()
      .slice(0, longest)
      .replace(/\p{Surrogate}/gu, '') || null
  );
}

function timesOf(calendar: ICAL.Component, event: ICAL.Component): Pick<Invitation, 'start' | 'end'> {
  const start = instantOf(calendar, event, 'dtstart') ?? refuse('It does not say when it begins.');
  const lasts: unknown = event.getFirstPropertyValue('duration');
  const end = lasts instanceof ICAL.Duration ? start + lasts.toSeconds() * 1000 : instantOf(calendar, event, 'dtend');
  if (end !== null && !(end >= start && end <= start + LONGEST_DAYS * DAY_MS))
    refuse(`It must end after it begins, and last ${LONGEST_DAYS} days at most.`);
  return { start, end };
}

function instantOf(calendar: ICAL.Component, event: ICAL.Component, name: string): Instant | null {
  const property = event.getFirstProperty(name);
  const time: unknown = property?.getFirstValue();
  if (!property || !(time instanceof ICAL.Time)) return null;
  if (time.isDate) refuse('It has a date and no time of day.');
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  if (!(wall >= FIRST && wall < LAST)) refuse('It is not between the years 2000 and 2059.');
  if (time.zone === ICAL.Timezone.utcTimezone) return wall;
  const zone: unknown = property.getParameter('tzid');
  if (typeof zone !== 'string') return refuse('Its time says no time zone.');
  return instantInZone(zone, wall) ?? wall - offsetBy(calendar, zone, time) * 1000;
}

/** By the rules that are known for a zone of that name; null where none are. */
function instantInZone(zone: string, wall: number): Instant | null {
  let rules: ReturnType<typeof zoneRules>;
  try {
    // Rules are kept by name: by the one of a zone's names that is its own.
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    rules = zoneRules(timeZone, 1999, 2060);
  } catch {
    return null;
  }
  // The first of two where the clock was put back; what it skipped is read as if it had not been put forward yet.
  const found = rules.findIndex((rule, n) => wall - rule.offsetMinutes * MINUTE_MS < (rules[n + 1]?.from ?? Infinity));
  return wall - (rules[found]?.offsetMinutes ?? 0) * MINUTE_MS;
}

/** Seconds that a zone which the text itself describes is ahead of UTC. */
function offsetBy(calendar: ICAL.Component, zone: string, time: ICAL.Time): number {
  const described = calendar.getAllSubcomponents('vtimezone').find((one) => one.getFirstPropertyValue('tzid') === zone);
  if (!described) return refuse('Its time zone is neither known nor described in it.');
  const parts = described.getAllSubcomponents();
  if (parts.length > 20 || !parts.every(isYearly)) refuse('Its time zone has rules that no clock goes by.');
  return new ICAL.Timezone({ component: described, tzid: zone }).utcOffset(time);
}

/** Rules of a zone are worked out year by year: one day in one month of each, or none at all. */
function isYearly(part: ICAL.Component): boolean {
  if (part.getAllProperties('rrule').length > 1 || part.getAllProperties('rdate').length > 20) return false;
  const rule: unknown = part.getFirstPropertyValue('rrule');
  if (rule === null || rule === undefined) return true;
  if (!(rule instanceof ICAL.Recur) || rule.freq !== 'YEARLY') return false;
  const by = Object.entries(rule.parts as Record<string, unknown[]>);
  return (
    by.every(([name, values]) => ['BYMONTH', 'BYDAY', 'BYMONTHDAY'].includes(name) && values.length <= 7) &&
    (rule.parts as { BYMONTH?: unknown[] }).BYMONTH?.length === 1
  );
}

function peopleOf(event: ICAL.Component): string[] {
  const named = [...event.getAllProperties('organizer'), ...event.getAllProperties('attendee')];
  if (named.length > MOST_PEOPLE) refuse(`It invites more than ${MOST_PEOPLE} people.`);
  const emails = named.flatMap((one) => {
    const value: unknown = one.getFirstValue();
    return typeof value === 'string' ? (normalEmail(value) ?? []) : [];
  });
  return [...new Set(emails)];
}
