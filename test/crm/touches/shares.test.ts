import fc from 'fast-check';
import { MODELS, shareBySource, shareOut, weights } from '../../../src/crm/touches/shares';
import { isRunning } from '../../../src/crm/touches/sources';

describe('shares of a result among the touches before it', () => {
  it('first and last give all of it to that one', () => {
    expect(shareOut(1000, weights('first', 3))).toEqual([1000, 0, 0]);
    expect(shareOut(1000, weights('last', 3))).toEqual([0, 0, 1000]);
  });

  it('PB-04: linear and position-based count the whole sequence', () => {
    expect(shareOut(1000, weights('linear', 4))).toEqual([250, 250, 250, 250]);
    expect(shareOut(1000, weights('position', 4))).toEqual([400, 100, 100, 400]);
    expect(shareOut(1000, weights('position', 3))).toEqual([400, 200, 400]);
  });

  it('position-based with nobody between: a half each; one touch alone has all', () => {
    expect(shareOut(1000, weights('position', 2))).toEqual([500, 500]);
    for (const model of MODELS) expect(shareOut(1000, weights(model, 1))).toEqual([1000]);
  });

  it('what does not divide goes to whose due was cut by most, the earlier of equals', () => {
    expect(shareOut(100, weights('linear', 3))).toEqual([34, 33, 33]);
    expect(shareOut(7, weights('position', 5))).toEqual([3, 1, 0, 0, 3]);
  });

  it('no touch, no share', () => {
    for (const model of MODELS) expect(shareOut(1000, weights(model, 0))).toEqual([]);
  });

  const minor = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const model = fc.constantFrom(...MODELS);

  it('shares add up to the amount exactly, none is below nothing, and each is within a unit of its due', () => {
    fc.assert(
      fc.property(minor, model, fc.integer({ min: 1, max: 150 }), (amount, one, count) => {
        const by = weights(one, count);
        const total = BigInt(by.reduce((sum, weight) => sum + weight, 0));
        const shares = shareOut(amount, by);
        expect(shares.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(amount));
        for (const [n, share] of shares.entries()) {
          const due = (BigInt(amount) * BigInt(by[n] ?? 0)) / total;
          expect(BigInt(share) - due === 0n || BigInt(share) - due === 1n).toBe(true);
        }
      }),
    );
  });

  it('position-based keeps 40, 20 and 40 per cent, to the unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 3, max: 150 }), (amount, count) => {
        const shares = shareOut(amount, weights('position', count));
        expect(Math.abs((shares[0] ?? 0) - amount * 0.4)).toBeLessThanOrEqual(1);
        expect(Math.abs((shares.at(-1) ?? 0) - amount * 0.4)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('by source they add up as well, however often a source comes', () => {
    const sources = fc.array(fc.constantFrom('fair', 'web', 'referral'), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), model, sources, (amount, one, of) => {
        const sum = [...shareBySource(one, amount, of).values()].reduce((all, share) => all + share, 0);
        expect(sum).toBe(amount);
      }),
    );
  });
});

describe('whether a source runs', () => {
  it('PB-12: one without an end runs on any day from its beginning on', () => {
    expect(isRunning({ startsOn: null, endsOn: null }, '2999-12-31')).toBe(true);
    expect(isRunning({ startsOn: '2026-01-01', endsOn: null }, '2999-12-31')).toBe(true);
    expect(isRunning({ startsOn: '2026-01-01', endsOn: null }, '2025-12-31')).toBe(false);
  });

  it('both its first and its last day count', () => {
    const term = { startsOn: '2026-03-01', endsOn: '2026-03-31' };
    expect(['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((day) => isRunning(term, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
