import fc from 'fast-check';
import { compare, placed } from '../../../web/src/board/placing';
import type { Card, CardPage, Pages } from '../../../web/src/board/queries';
import { LIGHTS } from '../../../web/src/board/search';

const T0 = Date.UTC(2026, 0, 1);
const aCard = (n: number, light: number, due: number | null): Card =>
  ({
    id: `card-${String(n).padStart(3, '0')}`,
    open: true,
    light: LIGHTS[light],
    dueAt: due === null ? null : new Date(T0 + due * 60_000).toISOString(),
    waitUntil: due === null ? null : new Date(T0 + due * 60_000).toISOString(),
    closedAt: null,
  }) as Card;

/** A column of so many cards, of which the first have been read, in pages of `size`. */
const read = (cards: readonly Card[], pages: number, size: number): Pages => {
  const all = [...cards].sort(compare);
  const chunks: CardPage[] = [];
  for (let at = 0; at < Math.max(all.length, 1) && chunks.length < pages; at += size)
    chunks.push({
      items: all.slice(at, at + size),
      next: at + size < all.length ? `after ${at + size}` : null,
      asOf: '',
    });
  return { pages: chunks, pageParams: chunks.map(() => '') };
};
const shown = ({ pages }: Pages): Card[] => pages.flatMap(({ items }) => items);

const column = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 40 }).chain((ids) =>
  fc
    .array(fc.tuple(fc.nat(LIGHTS.length - 1), fc.option(fc.nat(20), { nil: null })), {
      minLength: ids.length,
      maxLength: ids.length,
    })
    .map((looks) => ids.map((id, n) => aCard(id, ...(looks[n] ?? [0, null])))),
);

describe('cards that move, in the pages of a column that have been read', () => {
  it('leave nothing where nothing moved: the very same object, so that nothing is drawn anew', () => {
    const pages = read([aCard(1, 0, 5), aCard(2, 1, 7)], 2, 1);
    expect(placed(pages, new Set(['elsewhere']), [])).toBe(pages);
  });

  it('stand where reading anew would have put them, as far as was read', () => {
    fc.assert(
      fc.property(
        column,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (cards, pages, size, pick) => {
          const [moving, ...others] = [...cards.slice(pick % cards.length), ...cards.slice(0, pick % cards.length)];
          if (!moving) return;
          const before = read(others, pages, size);
          const after = placed(before, new Set([moving.id]), [moving]);
          const now = shown(after);
          expect(now).toEqual([...now].sort(compare));
          const known = shown(before);
          const all = after.pages.at(-1)?.next === null;
          const inReach = all || compare(moving, known.at(-1) as Card) < 0;
          expect(now.map(({ id }) => id).sort()).toEqual(
            [...known, ...(inReach ? [moving] : [])].map(({ id }) => id).sort(),
          );
        },
      ),
    );
  });

  it('are there once, however often it is told that they moved; and leave when they are elsewhere', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 5 }), fc.nat(), (cards, size, pick) => {
        const moving = cards[pick % cards.length] as Card;
        const pages = read(cards, 99, size);
        const twice = placed(placed(pages, new Set([moving.id]), [moving]), new Set([moving.id]), [moving]);
        expect(shown(twice)).toEqual(shown(pages));
        expect(shown(placed(pages, new Set([moving.id]), [])).some(({ id }) => id === moving.id)).toBe(false);
      }),
    );
  });
});
