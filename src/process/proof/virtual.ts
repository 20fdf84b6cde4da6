import type { Calendar } from '../time/calendar';
import type { World } from '../trial/run';

/**
 * The world in which a definition is proven: the calendar is always open, so that no finding hangs on a holiday, and
 * everybody is one and the same person.
 */
export const VIRTUAL_START = Date.UTC(2026, 0, 5, 6);

const ROUND_THE_CLOCK: Calendar = {
  key: 'proof',
  version: 1,
  zone: 'UTC',
  zoneRules: [{ from: 0, offsetMinutes: 0 }],
  week: Array.from({ length: 7 }, () => [[0, 24 * 60] as const]),
  exceptions: {},
  dayMinutes: 24 * 60,
};

export const OWNER_ID = 'owner';

export const VIRTUAL_WORLD: World = {
  calendar: ROUND_THE_CLOCK,
  people: { managerOf: () => 'manager', pick: () => OWNER_ID, membersOf: () => [OWNER_ID], nameOf: (person) => person },
};
