import type { Instant } from '../../process';
import type { FeedDeal, FeedEntry } from './entries';
import { type FeedLanguage, wordsIn } from './words';

/** A task is shown as the half hour that ends when it is due. */
const BEFORE_DUE_MS = 30 * 60 * 1000;
/** A contact of which nobody said how long it takes. */
const USUAL_MS = 30 * 60 * 1000;
/** Of a line, by RFC 5545, in octets and without its end. */
const LINE_OCTETS = 75;

/**
 * A calendar as text (RFC 5545), in UTC. It follows from the entries alone, so that it is the same as long as they are: no
 * line holds the time at which it was read.
 */
export function iCalendar(owner: string, entries: readonly FeedEntry[], language: FeedLanguage): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Dealwright//Calendar feed//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(`Dealwright: ${owner}`)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...entries.flatMap((entry) => eventOf(entry, language)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventOf(entry: FeedEntry, language: FeedLanguage): string[] {
  const body = entry.what === 'task' ? taskLines(entry, language) : contactLines(entry, language);
  return ['BEGIN:VEVENT', `UID:${entry.what}-${entry.id}@dealwright`, ...body, 'END:VEVENT'];
}

function taskLines(task: FeedEntry & { what: 'task' }, language: FeedLanguage): string[] {
  const name = typeof task.name === 'string' ? task.name : task.name[language];
  const { deal } = task;
  return [
    `DTSTAMP:${utc(task.madeAt)}`,
    `DTSTART:${utc(task.dueAt - BEFORE_DUE_MS)}`,
    `DTEND:${utc(task.dueAt)}`,
    `SUMMARY:${escaped(deal.name === null ? name : `${name}: ${deal.name}`)}`,
    `DESCRIPTION:${escaped(dealWords(deal, language))}`,
    'TRANSP:TRANSPARENT', // it takes nobody's time from others
  ];
}

function contactLines(contact: FeedEntry & { what: 'contact' }, language: FeedLanguage): string[] {
  const words = wordsIn(language);
  const about = [
    contact.contact !== null && `${words.with}: ${contact.contact}`,
    contact.deal && dealWords(contact.deal, language),
  ].filter((one) => typeof one === 'string');
  return [
    `DTSTAMP:${utc(contact.changedAt)}`,
    `SEQUENCE:${Math.max(0, contact.revision - 1)}`,
    `DTSTART:${utc(contact.from)}`,
    `DTEND:${utc(contact.until ?? contact.from + USUAL_MS)}`,
    `SUMMARY:${escaped(`${words.kinds[contact.kind] ?? contact.kind}: ${contact.subject}`)}`,
    ...(about.length > 0 ? [`DESCRIPTION:${escaped(about.join('\n'))}`] : []),
    ...(contact.place ? [`LOCATION:${escaped(contact.place)}`] : []),
  ];
}

function dealWords({ kind, number, name }: FeedDeal, language: FeedLanguage): string {
  const which = `${wordsIn(language)[kind]} ${number}`;
  return name === null ? which : `${which}: ${name}`;
}

const utc = (at: Instant): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

/** A text as a value. What no line may hold becomes a space. */
export const escaped = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** A line in pieces of 75 octets at most, none of which ends within a character. */
export function folded(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let room = LINE_OCTETS;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (octets > room) {
      pieces.push(piece);
      piece = '';
      room = LINE_OCTETS - 1; // the space that a further piece begins with
    }
    piece += character;
    room -= octets;
  }
  return [...pieces, piece].join('\r\n ');
}
