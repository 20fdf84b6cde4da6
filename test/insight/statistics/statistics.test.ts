import fc from 'fast-check';
import { forecastByHistory } from '../../../src/insight/forecast/by-history';
import { coursesFor, coursesOf, FEWEST } from '../../../src/insight/forecast/past-courses';
import {
  type Course,
  chancesOfWinning,
  medianDifference,
  newcombe,
  orderCourses,
  quantile,
  wilson,
} from '../../../src/insight/statistics';

describe('what reports count with', () => {
  it('Wilson: the published intervals', () => {
    // Newcombe 1998, two-sided, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (const [hits, n, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      expect(wilson(hits, n)?.low).toBeCloseTo(low, 4);
      expect(wilson(hits, n)?.high).toBeCloseTo(high, 4);
    }
    expect(wilson(0, 0)).toBeNull();
  });

  it('Newcombe: the published intervals of a difference', () => {
    // Newcombe 1998, table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 10/10 − 0/20.
    for (const [a, m, b, n, low, high] of [
      [56, 70, 48, 80, 0.0524, 0.3339],
      [9, 10, 3, 10, 0.1705, 0.809],
      [10, 10, 0, 20, 0.6791, 1],
    ] as const) {
      const found = newcombe({ hits: b, n }, { hits: a, n: m });
      expect(found?.low).toBeCloseTo(low, 4);
      expect(found?.high).toBeCloseTo(high, 4);
    }
  });

  it('a quantile lies where PostgreSQL has it', () => {
    expect([quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.9), quantile([7], 0.9), quantile([], 0.5)]).toEqual([
      2.5,
      3.7,
      7,
      null,
    ]);
  });

  it('medians that do not differ have nothing between them; those that do have it inside of the interval', () => {
    const low = Array.from({ length: 60 }, (_, n) => n % 10);
    const found = medianDifference(
      low,
      low.map((value) => value + 20),
    );
    expect(found?.difference).toBe(20);
    expect(found?.low).toBeGreaterThan(17);
    expect(found?.high).toBeLessThan(23);
    expect(medianDifference(low, low)?.difference).toBe(0);
    expect(medianDifference([], low)).toBeNull();
  });

  it('chances of winning: worked by hand', () => {
    // At risk 5, won; 4, cut off; 3, lost; 2, won; 1, open: 1/5, then 4/5 · 2/3 · 1/2.
    const courses = orderCourses(
      (
        [
          [1, 'won'],
          [2, null],
          [3, 'lost'],
          [4, 'won'],
          [9, null],
        ] as const
      ).map(([days, ending], deal) => ({ days, ending, deal })),
    );
    const [first, second, last] = chancesOfWinning(courses, [1, 3.5, 100]);
    expect(first).toBeCloseTo(0.2, 12);
    expect(second).toBeCloseTo(0.2, 12);
    expect(last).toBeCloseTo(0.2 + (4 / 5) * (2 / 3) * (1 / 2), 12);
  });

  const endings = fc.array(
    fc.record({ days: fc.integer({ min: 0, max: 50 }), ending: fc.constantFrom('won', 'lost', null) }),
    { minLength: 1, maxLength: 80 },
  );

  it('chances never fall with time, never pass 1, and are shares where nothing was cut off', () => {
    fc.assert(
      fc.property(endings, (drawn) => {
        const all: Course[] = drawn.map((one, deal) => ({ ...one, deal }) as Course);
        const chances = chancesOfWinning(orderCourses(all), [5, 20, 60]);
        expect(chances.every((chance, n) => chance >= (chances[n - 1] ?? 0) - 1e-12 && chance <= 1 + 1e-12)).toBe(true);
        const ended = all.filter(({ ending }) => ending !== null);
        const won = ended.filter(({ ending, days }) => ending === 'won' && days <= 20).length;
        if (ended.length > 0) expect(chancesOfWinning(orderCourses(ended), [20])[0]).toBeCloseTo(won / ended.length, 9);
      }),
    );
  });

  it('deals drawn twice count twice', () => {
    fc.assert(
      fc.property(
        endings,
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 80, maxLength: 80 }),
        (drawn, times) => {
          const all: Course[] = drawn.map((one, deal) => ({ ...one, deal }) as Course);
          const written = all.flatMap((one) => Array.from({ length: times[one.deal] ?? 0 }, () => one));
          const [weighted, repeated] = [
            chancesOfWinning(orderCourses(all), [10, 50], times),
            chancesOfWinning(orderCourses(written), [10, 50]),
          ];
          for (const [n, chance] of weighted.entries()) expect(chance).toBeCloseTo(repeated[n] ?? 0, 9);
        },
      ),
    );
  });

  const DAY = 86_400_000;
  /** Half are won ten days after they came to `talk`, half lost after five. */
  const past = coursesOf(
    Array.from({ length: 2 * FEWEST }, (_, n) => [
      { id: `${n}`, to: 'talk', at: 0, result: null },
      {
        id: `${n}`,
        to: n % 2 ? 'closed.won' : 'closed.lost',
        at: (n % 2 ? 10 : 5) * DAY,
        result: n % 2 ? 'won' : 'lost',
      },
    ]).flat(),
    100 * DAY,
  );

  it('TB-SFA-09: a forecast by history is what became of past sales; who has outlived the lost ones is won', () => {
    const sales = [
      { process: 'p', state: 'talk', landmark: 0, group: 'a', amounts: [1000, 1000] },
      { process: 'p', state: 'talk', landmark: 3, group: 'b', amounts: [600] },
      { process: 'p', state: 'never seen', landmark: 0, group: 'b', amounts: [5] },
    ];
    const found = forecastByHistory(sales, new Map([['p', past]]), [9, 30]);
    expect(found.groups.get('a')?.map(({ amount, deals }) => [amount, deals])).toEqual([
      [0, 0],
      [1000, 1],
    ]);
    // Past the seventh day only those that were won are still there, two days before it.
    expect(found.groups.get('b')?.map(({ amount }) => amount)).toEqual([600, 0]);
    expect(found.all.map(({ amount }) => amount)).toEqual([600, 1000]);
    expect(found.unknown).toEqual({ count: 1, amount: 5 });
    expect(found.all[1]?.low).toBeLessThan(1000);
    expect(found.all[1]?.high).toBeGreaterThan(1000);
  });

  it('fewer past sales than it takes say nothing', () => {
    const few = coursesOf([{ id: '1', to: 'talk', at: 0, result: null }], DAY);
    expect(coursesFor(few, 'talk', 0)).toBeNull();
  });

  it('a sale that was reopened counts from each stage to the end that came next', () => {
    const steps = [
      ['talk', 0, null],
      ['closed.lost', 4, 'lost'],
      ['talk', 10, null],
      ['closed.won', 12, 'won'],
    ] as const;
    const many = Array.from({ length: FEWEST }, (_, n) =>
      steps.map(([to, day, result]) => ({ id: `${n}`, to, at: day * DAY, result })),
    ).flat();
    const courses = coursesFor(coursesOf(many, 50 * DAY), 'talk', 0);
    if (!courses) throw new Error('None');
    expect(chancesOfWinning(courses, [2, 4])).toEqual([0.5, 0.5]);
  });
});
