import { createHash } from 'node:crypto';
import ICAL from 'ical.js';
import type { Instant } from '../process';

/** What both sides say of a meeting, and what is compared. */
export interface MeetingWords {
  subject: string;
  place: string | null;
  start: Instant;
  end: Instant | null;
  cancelled: boolean;
}

/** Of a meeting of ours: what an entry says beside. */
export interface OwnMeeting extends MeetingWords {
  id: string;
  revision: number;
  changedAt: Instant;
  /** Lines about whom and what it is with. */
  about: string;
}

/** A contact of which nobody said how long it takes. */
const USUAL_MS = 30 * 60 * 1000;

/** What tells whether an entry says something else than before. */
export const fingerprintOf = ({ subject, place, start, end, cancelled }: MeetingWords): string =>
  createHash('sha256')
    .update(JSON.stringify([subject, place, start, end, cancelled]))
    .digest('base64url');

/** The UID of an entry of ours: that of the calendar feed, so that who has both sees it once. */
export const uidOf = (interactionId: string): string => `contact-${interactionId}@dealwright`;
export const interactionOf = (uid: string): string | null =>
  /^contact-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@dealwright$/.exec(uid)?.[1] ?? null;

/** What an entry of ours says once it is read again. */
export const asWritten = (meeting: MeetingWords): MeetingWords => ({
  ...meeting,
  start: seconds(meeting.start),
  end: seconds(meeting.end ?? meeting.start + USUAL_MS),
});

/** iCalendar knows no fractions of a second. */
const seconds = (at: Instant): Instant => Math.floor(at / 1000) * 1000;

/** A new entry. It names nobody as a guest: a calendar server would send them invitations. */
export function entryOf(meeting: OwnMeeting): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Dealwright//Calendar sync//EN');
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', uidOf(meeting.id));
  if (meeting.about) event.addPropertyWithValue('description', tame(meeting.about));
  write(event, meeting);
  calendar.addSubcomponent(event);
  return calendar.toString();
}

/** An entry that somebody made in their calendar, with what was changed here; all else in it stays. null: it cannot be read. */
export function changedEntry(text: string, meeting: OwnMeeting): string | null {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as never);
    const event = calendar.getFirstSubcomponent('vevent');
    if (!event) return null;
    write(event, meeting);
    return calendar.toString();
  } catch {
    return null;
  }
}

function write(event: ICAL.Component, meeting: OwnMeeting): void {
  const { subject, place, start, end, cancelled } = { ...meeting, ...asWritten(meeting) };
  const sequence = Number(event.getFirstPropertyValue('sequence') ?? 0);
  for (const name of [
    'dtstart',
    'dtend',
    'duration',
    'dtstamp',
    'last-modified',
    'sequence',
    'status',
    'location',
    'summary',
  ])
    event.removeAllProperties(name);
  event.addPropertyWithValue('summary', tame(subject));
  event.addPropertyWithValue('dtstamp', timeOf(meeting.changedAt));
  event.addPropertyWithValue('last-modified', timeOf(meeting.changedAt));
  event.addPropertyWithValue('dtstart', timeOf(start));
  if (end !== null) event.addPropertyWithValue('dtend', timeOf(end));
  if (place) event.addPropertyWithValue('location', tame(place));
  event.addPropertyWithValue('sequence', Math.max(sequence + 1, meeting.revision));
  event.addPropertyWithValue('status', cancelled ? 'CANCELLED' : 'CONFIRMED');
}

const timeOf = (at: Instant): ICAL.Time => ICAL.Time.fromJSDate(new Date(at), true);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const tame = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
