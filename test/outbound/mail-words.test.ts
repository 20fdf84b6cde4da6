import { valuesOf } from '../../src/outbound/mail-words';
import type { Clock, Snapshot } from '../../src/process';
import { shipped } from '../support/walk';

const at = (text: string) => Date.parse(text);
const clock = (dueAt: string) => ({ dueAt: at(dueAt) }) as Clock;

const snapshot = {
  state: 'qualify',
  fields: { amount: { minor: 1_250_000_00, currency: 'RUB' } },
  clock: clock('2026-11-23T15:00:00Z'),
  tasks: [{ key: 'first-call#1', task: 'first-call', stage: 'qualify', clock: clock('2026-11-20T22:30:00Z') }],
} as unknown as Snapshot;

const deal = {
  name: 'Racks',
  number: 7,
  owner: 'Rita',
  definition: shipped('standard-sale'),
  snapshot,
  subject: 'stage',
};
const anna = { name: 'Anna', language: 'en', zone: 'Europe/London' } as const;

describe('what a mail says of a deal', () => {
  it("is said in the reader's language and time", () => {
    expect(valuesOf(deal, anna)).toMatchObject({ stage: 'Qualify', due: '23 November 2026 at 15:00', number: '7' });
    const yuri = { name: 'Yuri', language: 'ru', zone: 'Asia/Vladivostok' } as const;
    expect(valuesOf(deal, yuri)).toMatchObject({ due: expect.stringMatching(/^24 ноября 2026.* 01:00$/) });
    expect(valuesOf(deal, yuri).amount.replace(/\s/g, ' ')).toBe('1 250 000,00 ₽');
  });

  it('is about the task that it is about', () => {
    const task = valuesOf({ ...deal, subject: 'first-call#1' }, anna);
    expect(task).toMatchObject({ task: 'First call', due: '20 November 2026 at 22:30' });
  });

  it('is a dash where the deal has no such thing', () => {
    const bare = { ...deal, snapshot: { ...snapshot, fields: {}, clock: null } };
    expect(valuesOf(bare, anna)).toMatchObject({ task: '–', due: '–', amount: '–' });
  });

  it('is told in UTC, and says so, where the zone is unknown here', () => {
    expect(valuesOf(deal, { ...anna, zone: 'Mars/Olympus' }).due).toBe('23 November 2026 at 15:00 UTC');
  });
});
