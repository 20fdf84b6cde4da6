import fc from 'fast-check';
import { likeness } from '../../../src/process/migration/likeness';

const named = (key: string) => ({ key, name: { en: '', ru: '' } });
const alike = (a: string, b: string) => likeness(named(a), named(b));

/** As it is defined, pair by pair. */
function pairByPair(a: string, b: string): number {
  const pairs = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap((word) => Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2)));
  const [left, rest] = [pairs(a), pairs(b)];
  const all = left.length + rest.length;
  if (left.length === 0 || rest.length === 0) return 0;
  const common = left.filter((pair) => rest.includes(pair) && rest.splice(rest.indexOf(pair), 1)).length;
  return (2 * common) / all;
}

describe('how much two names are alike', () => {
  const word = fc.string({ unit: fc.constantFrom(...'aAbBя- '), maxLength: 30 });

  it('is the share of the letter pairs that they have in common', () => {
    fc.assert(fc.property(word, word, (a, b) => expect(alike(a, b)).toBe(pairByPair(a, b))));
  });

  it('is told by the first 200 letters: a name without end is not followed to its end', () => {
    expect(alike(`${'ab'.repeat(100)}${'x'.repeat(100_000)}`, 'ab'.repeat(100))).toBe(1);
  });
});
