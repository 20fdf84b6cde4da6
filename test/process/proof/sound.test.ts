import fc from 'fast-check';
import { allowed, type Definition, SYSTEM } from '../../../src/process';
import { readDefinition } from '../../../src/process/language/read-definition';
import { VIRTUAL_START, VIRTUAL_WORLD } from '../../../src/process/proof/virtual';
import { begin, pass, type Run, standing, take } from '../../../src/process/trial/run';
import { soundDefinition } from '../../support/sound-definition';
import { filled } from '../../support/walk';
import { ALL, constructsOf } from './constructs';

const MANY = 1000;
const AT_ONCE = 50;
const seen = new Map<string, number>();

/** One step at random; later ever more towards an end. */
function step(run: Run, pick: number, late: boolean): void {
  pass(run, (pick % 5) * 86_400_000);
  const at = standing(run);
  if (at.closedAt !== null) return;
  const offers = allowed(run.definition, at, SYSTEM, run.now).filter(
    ({ can, act }) => can !== 'no' && act.type !== 'undo',
  );
  const closing = offers.filter(({ to }) => to?.startsWith('closed.'));
  const from = late && closing.length > 0 ? closing : offers;
  const offer = from[pick % from.length];
  if (offer) take(run, filled({ ...run } as never, offer, pick % 90), SYSTEM);
}

function ends(definition: Definition, picks: readonly number[]): boolean {
  const run = begin(definition, VIRTUAL_WORLD, { at: VIRTUAL_START, owner: 'owner' });
  for (const [i, pick] of picks.entries()) step(run, pick, i > picks.length / 2);
  return standing(run).closedAt !== null;
}

describe('a random sound definition', () => {
  it.each(Array.from({ length: MANY / AT_ONCE }, (_, i) => i))(
    'is read, proven without a finding, and runs to an end: lot %i',
    (lot) => {
      const picks = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 40 });
      fc.assert(
        fc.property(soundDefinition, picks, (text, numbers) => {
          const read = readDefinition(text);
          expect(read.definition ? read.warnings : read.findings).toEqual([]);
          const definition = read.definition as Definition;
          for (const construct of constructsOf(definition)) seen.set(construct, (seen.get(construct) ?? 0) + 1);
          expect(ends(definition, numbers)).toBe(true);
        }),
        { numRuns: AT_ONCE, seed: lot + 1, endOnFailure: true },
      );
    },
    300_000,
  );

  it('has had every construct of the language among them', () => {
    expect(ALL.filter((construct) => !seen.has(construct))).toEqual([]);
  });
});
