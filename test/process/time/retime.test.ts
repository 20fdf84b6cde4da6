import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Definition, deadlinesOf, decide, type Snapshot, SYSTEM } from '../../../src/process';
import { readDefinition } from '../../../src/process/language/read-definition';
import type { Calendar } from '../../../src/process/time/calendar';
import { movedBetween, whatMoves } from '../../../src/process/time/retime';
import { at, longSteps, office, pass, steps, take, walkThrough } from '../../support/walk';

const calendar = office();
/** The office closes on a few days more, and on one it is open where it was not. */
const edited: Calendar = {
  ...calendar,
  version: 2,
  exceptions: {
    ...calendar.exceptions,
    '2026-10-05': [],
    '2026-10-07': [[540, 600]],
    '2026-10-13': [],
    '2026-11-04': [[540, 780]],
  },
};

function definitionOf(file: string): Definition {
  const read = readDefinition(readFileSync(join(__dirname, '../../..', file), 'utf8'), {}, { proven: true });
  if (!read.definition) throw new Error(JSON.stringify(read.findings));
  return read.definition;
}
const everything = definitionOf('test/support/every-construct.yaml');
const standard = definitionOf('processes/standard-sale.yaml');
const definitions = fc.constantFrom(everything, standard);

describe('what a new calendar would move', () => {
  const seen = { moved: 0, still: 0, kinds: new Set<string>() };

  it('is what the machine moves when it is asked, and afterwards nothing is left to move', () => {
    fc.assert(
      fc.property(definitions, fc.oneof(steps, longSteps), (definition, picks) => {
        const walk = walkThrough(definition, picks);
        const before = at(walk);
        const moves = whatMoves(definition, before, edited, walk.now);
        const world = { ...walk, world: { ...walk.world, calendar: edited } };
        const took = take(world, { type: 'retime' }, SYSTEM);
        expect(took).toBe(before.closedAt === null);
        const after = at(world);
        expect(moves).toEqual(took ? movedBetween(before, after) : []);
        expect(whatMoves(definition, after, edited, walk.now)).toEqual([]);
        seen[moves.length > 0 ? 'moved' : 'still'] += 1;
        for (const { subject, kind } of moves) seen.kinds.add(`${subject.split(/[ #]/)[0]} ${kind.split(' ')[0]}`);
      }),
      // The same walks each time: the rarest kind that is counted below is in three of a hundred of them.
      { numRuns: 150, seed: 20_261_123 },
    );
  });

  it('was something in many walks, of every kind of clock, and nothing in others', () => {
    expect(seen.moved).toBeGreaterThan(30);
    expect(seen.still).toBeGreaterThan(5);
    expect([...seen.kinds]).toEqual(
      expect.arrayContaining([
        'stage overdue',
        'process overdue',
        'process rung',
        'process planned',
        'plan planned',
        'first-call escalate',
      ]),
    );
  });

  it('is nothing with the calendar that it was resolved with', () => {
    fc.assert(
      fc.property(definitions, steps, (definition, picks) => {
        const walk = walkThrough(definition, picks);
        expect(whatMoves(definition, at(walk), calendar, walk.now)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('fires nothing twice: a light stays on, and a step that was climbed stays so, where its instant is past', () => {
    const walk = walkThrough(everything, []);
    pass(walk, 200 * 24 * 3_600_000);
    const before = at(walk);
    expect([before.processClock?.light, before.processClock?.climbed]).toEqual(['escalated', 2]);
    const { decision } = decide(everything, before, { id: 'x', actor: SYSTEM, type: 'retime' }, walk.now);
    expect(decision).toBeDefined();
    take(walk, { type: 'retime' }, SYSTEM);
    const after: Snapshot = at(walk);
    expect([after.processClock?.light, after.processClock?.climbed]).toEqual(['escalated', 2]);
    const late = deadlinesOf(after).filter(({ at, kind }) => at <= walk.now && kind !== 'repeat');
    expect(late).toEqual([]);
  });
});
