import fc from 'fast-check';
import { InvitationRefused, readInvitation } from '../../../src/crm';

/** The text of an .ics file with one meeting. */
const ics = (lines: readonly string[], around: readonly string[] = []) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Test//EN',
    ...around,
    'BEGIN:VEVENT',
    'UID:meeting-1@client.example',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const TIMES = ['DTSTART:20260310T090000Z', 'DTEND:20260310T100000Z'];
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const refused = (text: string) => {
  try {
    readInvitation(text);
  } catch (error) {
    if (error instanceof InvitationRefused) return error.message;
    throw error;
  }
  return null;
};

const zone = (rule: string) => [
  'BEGIN:VTIMEZONE',
  'TZID:Our own zone',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0300',
  'TZOFFSETTO:+0200',
  rule,
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0300',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const IN_ZONE = ['DTSTART;TZID=Our own zone:20260710T120000', 'SUMMARY:In summer'];

describe('an invitation', () => {
  it('is read: what, where, when, with whom', () => {
    const read = readInvitation(
      ics(
        [
          ...TIMES,
          'SEQUENCE:3',
          'SUMMARY:Talk about pumps\\, and\r\n  pipes',
          'LOCATION:Room 5',
          'DESCRIPTION:Bring the\\nquote',
          'ORGANIZER;CN=Vera:mailto:Vera@Client.example',
          'ATTENDEE;CN=Rita:MAILTO:rita@example.com',
          'ATTENDEE:mailto:vera@client.example',
          'ATTENDEE:tel:+70000000000',
        ],
        ['METHOD:REQUEST'],
      ),
    );
    expect({ ...read, start: iso(read.start), end: iso(read.end) }).toEqual({
      uid: 'meeting-1@client.example',
      sequence: 3,
      cancelled: false,
      subject: 'Talk about pumps, and pipes',
      place: 'Room 5',
      body: 'Bring the\nquote',
      start: '2026-03-10T09:00:00.000Z',
      end: '2026-03-10T10:00:00.000Z',
      emails: ['vera@client.example', 'rita@example.com'],
      isPrivate: false,
      changedAt: null,
      attached: [],
    });
  });

  it('may say how long it lasts, or not when it ends; may be called off', () => {
    expect(iso(readInvitation(ics(['DTSTART:20260310T090000Z', 'DURATION:PT45M'])).end)).toBe(
      '2026-03-10T09:45:00.000Z',
    );
    expect(readInvitation(ics(['DTSTART:20260310T090000Z'])).end).toBeNull();
    expect(readInvitation(ics([...TIMES, 'STATUS:CANCELLED'])).cancelled).toBe(true);
    expect(readInvitation(ics(TIMES, ['METHOD:CANCEL'])).cancelled).toBe(true);
  });

  it('has its time in a zone by name, or in one that it describes itself, as mail programs on Windows do', () => {
    const moscow = readInvitation(ics(['DTSTART;TZID=Europe/Moscow:20260310T120000']));
    expect(iso(moscow.start)).toBe('2026-03-10T09:00:00.000Z');
    const berlin = (day: string) => iso(readInvitation(ics([`DTSTART;TZID=Europe/Berlin:${day}T120000`])).start);
    expect([berlin('20260110'), berlin('20260710')]).toEqual(['2026-01-10T11:00:00.000Z', '2026-07-10T10:00:00.000Z']);
    const own = readInvitation(ics(IN_ZONE, zone('RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10')));
    expect(iso(own.start)).toBe('2026-07-10T09:00:00.000Z');
  });

  it('is refused where it is a bomb, a series, several meetings, or none: with what is wrong', () => {
    const two = ics([...TIMES, 'END:VEVENT', 'BEGIN:VEVENT', 'UID:2', ...TIMES]);
    const many = Array.from({ length: 101 }, (_, n) => `ATTENDEE:mailto:p${n}@client.example`);
    const bomb = zone('RRULE:FREQ=SECONDLY');
    expect([
      refused(ics([...TIMES, 'RRULE:FREQ=SECONDLY'])),
      refused(ics([...TIMES, 'RDATE:20260311T090000Z'])),
      refused(two),
      refused(ics(IN_ZONE, bomb)),
      refused(ics(IN_ZONE, zone('RRULE:FREQ=YEARLY;BYSECOND=1,2,3;BYMONTH=10'))),
      refused(ics(IN_ZONE)),
      refused(ics([...TIMES, ...many])),
      refused(ics(['SUMMARY:When?'])),
      refused(ics(['DTSTART;VALUE=DATE:20260310'])),
      refused(ics(['DTSTART:20260310T090000'])),
      refused(ics(['DTSTART:99990310T090000Z'])),
      refused(ics(['DTSTART:20260310T090000Z', 'DTEND:20260309T090000Z'])),
      refused(ics(['DTSTART:20260310T090000Z', 'DURATION:P9999W'])),
      refused(ics([...TIMES, 'SEQUENCE:-1'])),
      refused('Hello'),
      refused(''),
      refused('BEGIN:VCARD\r\nEND:VCARD'),
      refused('BEGIN:X\r\n'.repeat(7000)),
      refused(ics([...TIMES, `SUMMARY:${'x'.repeat(70_000)}`])),
    ]).not.toContain(null);
    expect(refused(ics([...TIMES, 'RRULE:FREQ=DAILY']))).toBe('It is a series, or one of a series: send one meeting.');
  });

  it('is read or refused, whatever is sent: nothing else ever happens', () => {
    const line = fc.oneof(
      fc.constantFrom(
        ...TIMES,
        'DTSTART:now',
        'RRULE:FREQ=',
        'BEGIN:VEVENT',
        'END:VEVENT',
        'BEGIN:VTIMEZONE',
        'SEQUENCE:x',
      ),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const message = refused(ics(lines));
        expect(message === null || message.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
