import fc from 'fast-check';
import { nextContact } from '../../../src/crm';
import { readCalendar } from '../../../src/platform/calendars';
import { workingBetween } from '../../../src/process/time/working-time';

const weekdays = [[540, 1080] as const];
const calendar = readCalendar({
  key: 'office',
  version: 1,
  definition: {
    zone: 'Europe/Moscow',
    week: [weekdays, weekdays, weekdays, weekdays, weekdays, [], []],
    exceptions: {},
    dayMinutes: 540,
  },
});
const at = (iso: string) => Date.parse(iso);
const FRIDAY = at('2026-03-06T12:00:00+03:00');
const facts = { kind: 'call', again: null, waitUntil: null, taskDueAt: null, calendar, days: 2 };

describe('the next contact that is offered', () => {
  it('DIR-17: is when the client asked for it, before anything else', () => {
    const again = FRIDAY + 60_000;
    expect(nextContact({ ...facts, again, waitUntil: FRIDAY + 1, taskDueAt: FRIDAY + 2 }, FRIDAY)).toEqual({
      kind: 'call',
      at: again,
      why: 'asked for',
    });
  });

  it('else when the deal’s wait ends, else when its next task is due', () => {
    const [waitUntil, taskDueAt] = [FRIDAY + 5000, FRIDAY + 1000];
    expect(nextContact({ ...facts, waitUntil, taskDueAt }, FRIDAY)).toMatchObject({ at: waitUntil, why: 'wait ends' });
    expect(nextContact({ ...facts, taskDueAt }, FRIDAY)).toMatchObject({ at: taskDueAt, why: 'task due' });
  });

  it('else some working days later by the owner’s calendar: from Friday noon two of them end on Tuesday noon', () => {
    expect(nextContact(facts, FRIDAY)).toEqual({
      kind: 'call',
      at: at('2026-03-10T12:00:00+03:00'),
      why: 'usual',
    });
  });

  it('answers a letter by a letter and a message by a message; everything else by a call', () => {
    const kinds = ['call', 'e-mail', 'meeting', 'visit', 'message', 'form'];
    expect(kinds.map((kind) => nextContact({ ...facts, kind }, FRIDAY).kind)).toEqual([
      'call',
      'e-mail',
      'call',
      'call',
      'message',
      'call',
    ]);
  });

  it('is never in the past, whatever is known; the usual one is so many working days off', () => {
    const instant = fc.option(fc.integer({ min: FRIDAY - 10 ** 9, max: FRIDAY + 10 ** 9 }), { nil: null });
    fc.assert(
      fc.property(instant, instant, instant, fc.integer({ min: 1, max: 60 }), (again, waitUntil, taskDueAt, days) => {
        const next = nextContact({ ...facts, again, waitUntil, taskDueAt, days }, FRIDAY);
        expect(next.at).toBeGreaterThan(FRIDAY);
        if (next.why === 'usual') expect(workingBetween(calendar, FRIDAY, next.at)).toBe(days * 540 * 60_000);
      }),
    );
  });
});
