import fc from 'fast-check';
import { SCORE_RULES, type ScoreFacts, ScoreRules, scoreOf } from '../../src/crm';

const DAY_MS = 86_400_000;
const now = Date.parse('2026-03-01T12:00:00Z');
const nothing: ScoreFacts = {
  ...{ importance: null, revenueMinor: null, openSales: 0, pipelineMinor: 0, wonSales: 0, wonMinor: 0 },
  ...{ lastContactAt: null, currency: 'RUB' },
};
const high = { key: 'high', name: { en: 'High', ru: 'Высокая' } };
const { revenue, pipeline, won } = SCORE_RULES;
const everything: ScoreFacts = {
  ...{ importance: high, revenueMinor: revenue.full, openSales: 2, pipelineMinor: pipeline.full },
  ...{ wonSales: 3, wonMinor: won.full, lastContactAt: now, currency: 'RUB' },
};
const part = (facts: ScoreFacts, code: string) =>
  scoreOf(facts, SCORE_RULES, now).parts.find((one) => one.code === code);

describe('the score of an account', () => {
  it('is 0 where nothing is known and 100 where everything speaks for it', () => {
    expect(scoreOf(nothing, SCORE_RULES, now).score).toBe(0);
    expect(scoreOf(everything, SCORE_RULES, now).score).toBe(100);
  });

  it('grows in proportion to money, and fades as the last contact gets older', () => {
    expect(part({ ...nothing, pipelineMinor: pipeline.full / 2 }, 'pipeline')).toMatchObject({ points: 13, of: 25 });
    const after = (days: number) => part({ ...nothing, lastContactAt: now - days * DAY_MS }, 'recency')?.points;
    expect([0, 14, 97, 180, 400].map(after)).toEqual([15, 15, 8, 0, 0]);
    expect(after(-3)).toBe(15);
  });

  it('says of every point why it is there, in both languages', () => {
    expect(part(everything, 'importance')?.says).toEqual({ en: 'Importance: High', ru: 'Важность: Высокая' });
    const { en, ru } = part({ ...everything, openSales: 2, pipelineMinor: 123_450 }, 'pipeline')?.says ?? {};
    const spaced = (text: string | undefined) => text?.replace(/\s/g, ' ');
    expect({ en: spaced(en), ru: spaced(ru) }).toEqual({
      en: 'Open sales: 2, for RUB 1,235; all points from RUB 5,000,000 on',
      ru: 'Открытых продаж: 2, на 1 235 ₽; полный балл от 5 000 000 ₽',
    });
    expect(part(nothing, 'recency')?.says.en).toBe('Nobody has been in contact yet');
  });

  it('is the share of its parts’ points, whatever the facts and the rules; the same twice; more never scores less', () => {
    const money = fc.integer({ min: 0, max: 10 ** 12 });
    const facts = fc.record({
      importance: fc.option(fc.constant(high), { nil: null }),
      revenueMinor: fc.option(money, { nil: null }),
      openSales: fc.nat(99),
      pipelineMinor: money,
      wonSales: fc.nat(99),
      wonMinor: money,
      lastContactAt: fc.option(fc.integer({ min: now - 400 * DAY_MS, max: now }), { nil: null }),
      currency: fc.constant('RUB'),
    });
    const points = fc.integer({ min: 0, max: 100 });
    const rules = fc.record({ i: points, r: points, p: points, w: points, c: points }).map(({ i, r, p, w, c }) =>
      ScoreRules.parse({
        importance: { points: i, byKey: { high: i } },
        revenue: { ...revenue, points: r },
        pipeline: { ...pipeline, points: p },
        won: { ...won, points: w },
        recency: { ...SCORE_RULES.recency, points: c },
      }),
    );
    fc.assert(
      fc.property(facts, rules, money, (given, by, more) => {
        const { score, parts } = scoreOf(given, by, now);
        const [sum, of] = [parts.reduce((n, one) => n + one.points, 0), parts.reduce((n, one) => n + one.of, 0)];
        expect(score).toBe(of === 0 ? 0 : Math.round((sum * 100) / of));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        for (const one of parts) expect(one.points).toBeLessThanOrEqual(one.of);
        expect(scoreOf(given, by, now)).toEqual({ score, parts });
        const richer = { ...given, pipelineMinor: given.pipelineMinor + more, lastContactAt: now };
        expect(scoreOf(richer, by, now).score).toBeGreaterThanOrEqual(score);
      }),
    );
  });
});
