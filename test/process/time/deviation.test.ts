import { daysOffPlan } from '../../../src/process/time/deviation';

const HOUR_MS = 3_600_000;
const day = (n: number) => n * 24 * HOUR_MS;

describe('deviation from the plan', () => {
  it('is zero on the planned day', () => {
    expect(daysOffPlan({ plannedFor: day(3), closedAt: day(3) }, day(99))).toBe(0);
  });

  it('grows while the process is open', () => {
    expect([3, 4, 10].map((d) => daysOffPlan({ plannedFor: day(3) }, day(d)))).toEqual([0, 1, 7]);
  });

  it('stands still once the process is closed', () => {
    expect(daysOffPlan({ plannedFor: day(3), closedAt: day(5) }, day(99))).toBe(2);
  });

  it('is negative while the plan is ahead, and counts no begun day', () => {
    expect(daysOffPlan({ plannedFor: day(3) }, day(1))).toBe(-2);
    expect(daysOffPlan({ plannedFor: day(3) }, day(3) + HOUR_MS)).toBe(0);
    expect(Object.is(daysOffPlan({ plannedFor: day(3) }, day(3) - HOUR_MS), 0)).toBe(true);
  });
});
