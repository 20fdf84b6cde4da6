import { endOfDay } from '../../src/process/time/working-time';
import { at, OWNER, office, shipped, take, walkThrough } from '../support/walk';

describe('the planned end of a process that is due on a date', () => {
  const limit = { due: { by: 'field', field: 'decisionDate' }, dueSoonPct: 100, escalateAfter: null } as const;

  it('follows the date', () => {
    const walk = walkThrough({ ...shipped('standard-sale'), limit }, []);
    expect(at(walk).plannedFor).toBeNull();
    for (const decisionDate of ['2026-12-01', '2026-12-24']) {
      take(walk, { type: 'amend', fields: { decisionDate } }, OWNER);
      expect(at(walk).plannedFor).toBe(endOfDay(office(), decisionDate));
    }
  });
});
