import { type Act, deadlinesOf } from '../../../src/process';
import {
  begin,
  forked,
  pass,
  RunTooLong,
  StartRefused,
  standing,
  take,
  unstarted,
} from '../../../src/process/trial/run';
import { instantOf, readWallTime, wallTimeOf, wallTimeText } from '../../../src/process/trial/wall-time';
import { MANAGER, OWNER, office, STRANGER, shipped, WORLD } from '../../support/walk';

const sale = shipped('standard-sale');
const AT = Date.UTC(2026, 2, 16, 7);
const HOUR_MS = 3_600_000;

describe('one instance in virtual time', () => {
  const started = () => begin(sale, WORLD, { at: AT, owner: 'owner' });

  it('begins, or says why it cannot', () => {
    expect(standing(started())).toMatchObject({ seq: 1, state: 'qualify', startedAt: AT, owner: 'owner' });
    expect(() => begin(sale, WORLD, { at: AT, owner: 'owner', fields: { discount: 'much' } })).toThrow(StartRefused);
    expect(() => standing(unstarted(sale, WORLD, AT))).toThrow('has not started');
  });

  it('is left where it was by what is refused', () => {
    const run = started();
    const before = JSON.stringify({ ...run, tasks: [...run.tasks] });
    expect(take(run, { type: 'wait', until: AT + HOUR_MS, reason: 'budget' }, STRANGER).refused?.code).toBe('NotYours');
    expect(JSON.stringify({ ...run, tasks: [...run.tasks] })).toBe(before);
  });

  it('keeps each event with its snapshot and its wishes, and every task that there was', () => {
    const run = started();
    pass(run, 8 * HOUR_MS);
    const cancelled: Act = { type: 'close', outcome: 'lost', fields: { reason: 'price' } };
    take(run, cancelled, MANAGER);
    expect([run.snapshots.length, run.wishes.length]).toEqual([run.events.length, run.events.length]);
    expect(run.wishes[1]).toEqual([expect.objectContaining({ about: 'due soon', subject: 'first-call#1' })]);
    expect(standing(run).tasks).toEqual([]);
    expect(run.tasks.get('first-call#1')).toMatchObject({ status: 'cancelled' });
  });

  it('lets each deadline fire at its own instant, by a span or until a moment', () => {
    const [first, second] = deadlinesOf(standing(started()));
    const run = started();
    pass(run, (second?.at ?? 0) - AT);
    expect(run.events.slice(1).map(({ at }) => at)).toEqual([first?.at, second?.at]);
    const other = started();
    pass(other, { until: second?.at ?? 0 });
    expect(other.events).toEqual(run.events);
    pass(other, { until: AT });
    expect(other.now).toBe(second?.at);
  });

  it('goes two ways from a fork', () => {
    const run = started();
    const other = forked(run);
    take(other, { type: 'amend', fields: { discount: 5 } }, OWNER);
    expect([run.events.length, standing(run).fields.discount]).toEqual([1, 0]);
    expect([other.events.length, standing(other).fields.discount]).toEqual([2, 5]);
  });

  it('is stopped before it goes on for ever', () => {
    const run = started();
    const flip = (n: number) => take(run, { type: 'amend', fields: { discount: n % 50 } }, OWNER);
    expect(() => Array.from({ length: 5_001 }, (_, n) => flip(n))).toThrow(RunTooLong);
    expect(run.events).toHaveLength(5_000);
  });
});

describe('a time on the wall clock', () => {
  const calendar = office();

  it.each(['2026-03-16 10:00', '2026-03-16 00:00', '2026-12-31 23:59:59'])('is the same there and back: %s', (text) => {
    const read = readWallTime(text);
    expect(read && wallTimeText(wallTimeOf(calendar, instantOf(calendar, read)))).toBe(text);
  });

  it('is in the zone of the calendar', () => {
    expect(instantOf(calendar, { date: '2026-03-16', second: 36_000 })).toBe(AT);
  });

  it.each(['2026-02-30', '2026-03-16 24:00', '16.03.2026', ''])('is not "%s"', (text) => {
    expect(readWallTime(text)).toBeNull();
  });
});
