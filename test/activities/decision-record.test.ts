import fc from 'fast-check';
import { createPast } from '../../activities/bulk/past-instance';
import { columnsOf } from '../../activities/decision-record';
import type { Reference } from '../../activities/reference';
import { standingOf } from '../../src/crm';
import { whatMoves } from '../../src/process/time/retime';
import { definitionOf, editedText } from '../support/second-version';
import { at, OWNER, office, SHIPPED, shipped, steps, WORLD, walkThrough } from '../support/walk';

describe('the columns of an instance', () => {
  it('hold the decision date of a process where that is a date, and no words that go by its name', () => {
    const definition = shipped('standard-sale');
    const snapshot = { ...at(walkThrough(definition, [])), fields: { decisionDate: '2026-12-01' } };
    const wordy = { ...definition.fields, decisionDate: { ...definition.fields.reason, type: 'text' as const } };
    const columns = (fields: typeof definition.fields) =>
      columnsOf({ definition: { ...definition, fields } }, snapshot);
    expect(columns(definition.fields).decisionOn).toBe('2026-12-01');
    expect(columns(wordy as typeof definition.fields).decisionOn).toBeNull();
  });
});

it("a ladder that gives an instance to the manager lets its clocks count in that manager's calendar, and is climbed once", () => {
  const definition = definitionOf(
    editedText('standard-sale', [
      ['calendar: office', "calendar: owner's"],
      [
        '    limit: 3 working days ',
        "    limit: { due: 3 working days, ladder: [{ at: 0, reassign: owner's manager }] } ",
      ],
    ]),
  );
  const late = { ...office(), key: 'late', week: office().week.map((): [number, number][] => [[720, 1200]]) };
  const reference: Reference = {
    version: 1,
    calendars: new Map([
      ['office', office()],
      ['late', late],
    ]),
    people: {
      ...WORLD.people,
      inPool: () => [],
      managerOf: (person) => (person === 'owner' ? 'manager' : 'director'),
      calendarOf: (person) => (person === 'owner' ? 'office' : 'late'),
    },
  };
  let ids = 0;
  const instance = { instanceId: 'sale', kind: 'sale', versionId: 'first', definition } as const;
  const past = createPast(instance, { reference, newId: () => `id ${ids++}` });
  const start = Date.UTC(2026, 9, 5, 6);
  past.ask(start, OWNER, { type: 'start', owner: 'owner', fields: {} });
  const given = past.passUntil(start + 3 * 86_400_000 + 60_000);
  expect([given.owner, given.clock?.climbed]).toEqual(['manager', 1]);
  expect(whatMoves(definition, given, late, start + 4 * 86_400_000)).toEqual([]);
  expect(past.passUntil(start + 60 * 86_400_000).owner).toBe('manager');
});

it.each(SHIPPED)('%s: what a list shows of an instance is what its card shows, branches included', (name) => {
  const definition = shipped(name);
  fc.assert(
    fc.property(steps, (picks) => {
      for (const snapshot of walkThrough(definition, picks).snapshots) {
        const row = columnsOf({ definition }, snapshot);
        const { dueSoonAt, dueAt, escalateAt, waitUntil, probabilityPct, state, open, result } = standingOf(
          snapshot,
          definition,
        );
        expect(row).toMatchObject({ dueSoonAt, dueAt, escalateAt, waitUntil, probabilityPct, state, open, result });
      }
    }),
    { numRuns: 20 },
  );
});
