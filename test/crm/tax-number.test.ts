import fc from 'fast-check';
import { isInn, isRussia, taxNumberProblem } from '../../src/crm';

describe('the tax number of a Russian client', () => {
  it.each(['7707083893', '7830002293', '500100732259'])('%s is an INN', (inn) => expect(isInn(inn)).toBe(true));

  it('a digit mistyped, or two neighbours swapped, is found in nearly every INN of an organisation', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 }).map((all) => all.join(''));
    let slips = 0;
    let unnoticed = 0;
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (nine, at, by) => {
        const inn = [...'0123456789'].map((last) => nine + last).find(isInn);
        expect(inn).toBeDefined();
        const wrong = [...(inn ?? '')].map((d, n) => (n === at ? String((Number(d) + by) % 10) : d)).join('');
        slips += 1;
        unnoticed += isInn(wrong) ? 1 : 0;
      }),
      { numRuns: 1000 },
    );
    // The control digit is a remainder by 11 of which 10 stands as 0, so a slip between the two passes.
    expect(unnoticed).toBeLessThan(slips / 20);
  });

  it('exactly one last digit fits to nine, of eleven digits one twelfth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => {
        const nine = String(n).padStart(9, '0');
        expect([...'0123456789'].filter((last) => isInn(nine + last))).toHaveLength(1);
      }),
    );
  });

  it('is held against its control digits where the country is Russia, by whatever name', () => {
    for (const country of ['RU', 'Russia', 'россия', ' РФ ', 'Российская Федерация']) {
      expect(isRussia(country)).toBe(true);
      expect(taxNumberProblem('7707083894', country)).toContain('control digits');
      expect(taxNumberProblem('77070838', country)).toContain('10 digits');
      expect(taxNumberProblem('7707083893', country)).toBeNull();
    }
    for (const country of ['Kazakhstan', null, undefined]) expect(taxNumberProblem('7707083894', country)).toBeNull();
  });
});
