import { nearest } from '../../../src/process/language/guess';

const stages = ['qualify', 'proposal', 'waiting-decision', 'closed.won', 'end'];

describe('the name that was probably meant', () => {
  it.each([
    ['propsal', 'proposal', 'a letter left out'],
    ['propossal', 'proposal', 'a letter added'],
    ['porposal', 'proposal', 'two letters changed about'],
    ['proposel', 'proposal', 'a letter mistaken'],
    ['Qualify', 'qualify', 'a capital'],
    ['wating-desicion', 'waiting-decision', 'several slips in a long name'],
    ['closed.one', 'closed.won', 'a closing'],
  ])('%s means %s: %s', (written, meant) => expect(nearest(written, stages)).toBe(meant));

  it.each(['negotiation', 'x', 'en-route', ''])('of %j is none of them', (written) =>
    expect(nearest(written, stages)).toBeNull(),
  );

  it('is the nearest of several', () => {
    expect(nearest('amounts', ['account', 'amount', 'amounted'])).toBe('amount');
  });

  it('is not looked for among names longer than people type', () => {
    const long = 'a'.repeat(41);
    expect(nearest(`${long.slice(1)}b`, [long])).toBeNull();
  });
});
