import fc from 'fast-check';
import { ordered } from '../../../web/src/inbox/stable-order';

const NOTHING = { of: '', ids: [] };
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 20 });

describe('the order of the inbox while somebody works in it', () => {
  it('takes a list as it comes, and another list anew', () => {
    const first = ordered(NOTHING, 'now', ['a', 'b']);
    expect(first).toEqual({ of: 'now', ids: ['a', 'b'] });
    expect(ordered(first, 'waiting', ['b', 'a'])).toEqual({ of: 'waiting', ids: ['b', 'a'] });
  });

  it('holds back what would push in, adds what comes behind, and lets go what has gone', () => {
    const first = ordered(NOTHING, 'now', ['a', 'b', 'c']);
    expect(ordered(first, 'now', ['new', 'c', 'a', 'later']).ids).toEqual(['a', 'c', 'later']);
  });

  it('never moves what stays, shows nothing that has gone, and nothing twice', () => {
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 6 }), (reads) => {
        let order = NOTHING as ReturnType<typeof ordered>;
        for (const read of reads) {
          const next = ordered(order, 'now', read);
          const stays = order.ids.filter((id) => read.includes(id));
          expect(next.ids.slice(0, stays.length)).toEqual(stays);
          expect(next.ids.every((id) => read.includes(id))).toBe(true);
          expect(new Set(next.ids).size).toBe(next.ids.length);
          order = next;
        }
      }),
    );
  });

  it('is the same object where nothing has changed, so that nothing is drawn anew', () => {
    const first = ordered(NOTHING, 'now', ['a', 'b']);
    expect(ordered(first, 'now', ['b', 'a'])).toBe(first);
  });
});
