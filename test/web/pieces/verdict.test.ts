import { isAtOnce, verdictOf, wayBetween } from '../../../web/src/board/verdict';
import type { Definition, Offer } from '../../../web/src/deal/queries';

const offer = (to: string | null, can: Offer['can'], more: Partial<Offer> = {}): Offer =>
  ({
    body: { type: 'complete' },
    name: { en: '', ru: '' },
    to,
    can,
    asks: [],
    until: [],
    refusal: null,
    ...more,
  }) as Offer;

describe('what is said of a column while a card is lifted', () => {
  it('is the word of the API: open where anything that leads there may be done, else closed with all that leads there', () => {
    const offers = [offer('proposal', 'no'), offer('proposal', 'with input'), offer('lost', 'no')];
    expect(verdictOf('qualify', 'qualify', offers)).toEqual({ is: 'here' });
    expect(verdictOf('qualify', 'proposal', offers)).toEqual({ is: 'open', offers: [offers[1]] });
    expect(verdictOf('qualify', 'lost', offers)).toEqual({ is: 'closed', offers: [offers[2]] });
    expect(verdictOf('qualify', 'won', offers)).toEqual({ is: 'closed', offers: [] });
  });

  it('is not made up while the API has not answered, or could not', () => {
    expect(verdictOf('qualify', 'proposal', undefined)).toEqual({ is: 'asking' });
    expect(verdictOf('qualify', 'proposal', null)).toEqual({ is: 'unknown' });
  });

  it('sends at once what wants nothing more; a closing asks for its reasons, though some are known', () => {
    expect(isAtOnce(offer('proposal', 'now', { asks: ['amount'] }))).toBe(true);
    expect(isAtOnce(offer('proposal', 'with input', { asks: ['amount'] }))).toBe(false);
    expect(isAtOnce(offer('closed.lost', 'now', { asks: ['reason'] }))).toBe(false);
    expect(isAtOnce(offer('closed.won', 'now'))).toBe(true);
  });
});

describe('the way to a column that nothing leads to', () => {
  const stage = (...tos: string[]) => ({
    tasks: { task: { name: {}, outcomes: Object.fromEntries(tos.map((to, n) => [`${n}`, { name: {}, to }])) } },
  });
  const definition = {
    stages: { a: stage('b'), b: stage('c', 'closed.lost'), c: stage('closed.won'), alone: stage() },
    moves: [{ from: 'c', to: 'a' }],
  } as unknown as Definition;

  it('is the shortest that the process knows, both ends left out', () => {
    expect(wayBetween(definition, 'a', 'c')).toEqual(['b']);
    expect(wayBetween(definition, 'a', 'closed.won')).toEqual(['b', 'c']);
    expect(wayBetween(definition, 'a', 'b')).toEqual([]);
    expect(wayBetween(definition, 'c', 'b')).toEqual(['a']);
  });

  it('is none where there is none', () => {
    expect(wayBetween(definition, 'a', 'alone')).toBeNull();
    expect(wayBetween(definition, 'alone', 'a')).toBeNull();
  });
});
