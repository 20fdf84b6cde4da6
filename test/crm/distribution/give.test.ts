import fc from 'fast-check';
import type { LeadFacts } from '../../../src/crm/distribution/facts';
import { giveLead, type Seller } from '../../../src/crm/distribution/give';
import type { DistributionRule } from '../../../src/crm/distribution/rule';

const aSeller = (id: string, given: Partial<Seller> = {}): Seller => ({
  id,
  active: true,
  roles: ['rep'],
  teams: [],
  skills: [],
  lines: [],
  languages: ['en'],
  openLeads: 0,
  maxOpenLeads: null,
  away: null,
  turns: {},
  ...given,
});
const aRule = (given: Partial<DistributionRule>): DistributionRule => ({
  name: null,
  when: null,
  to: { role: 'rep' },
  how: 'least loaded',
  keeper: null,
  ...given,
});
const among = (...sellers: Seller[]) => new Map(sellers.map((one) => [one.id, one]));
const given = (rules: DistributionRule[], sellers: Seller[], facts: LeadFacts = {}) =>
  giveLead(rules, among(...sellers), facts, 'fallback');

describe('whom a lead is given to', () => {
  it('TB-SFA-01: least loaded gives it to whoever has the fewest open leads, and between equals to whose turn is longer ago', () => {
    const rule = aRule({});
    const pool = 'pool role rep';
    expect(given([rule], [aSeller('a', { openLeads: 3 }), aSeller('b', { openLeads: 1 })]).ownerId).toBe('b');
    expect(
      given([rule], [aSeller('a', { turns: { [pool]: 9 } }), aSeller('b', { turns: { [pool]: 4 } })]).ownerId,
    ).toBe('b');
  });

  it('TB-SFA-01: in turn gives it to whoever had none for longest, however much they have', () => {
    const pool = 'pool role rep';
    const sellers = [
      aSeller('a', { turns: { [pool]: 9 } }),
      aSeller('b', { turns: { [pool]: 4 }, openLeads: 90 }),
      aSeller('c', { turns: { [pool]: 5 } }),
    ];
    expect(given([aRule({ how: 'in turn' })], sellers).ownerId).toBe('b');
    expect(given([aRule({ how: 'in turn' })], [...sellers, aSeller('z')]).ownerId).toBe('z');
  });

  it('TB-SFA-02: goes by fit before number: skill, line and language of the lead', () => {
    const rule = aRule({ to: { role: 'rep', skill: 'tender', line: "the lead's", language: "the lead's" } });
    const sellers = [
      aSeller('idle'),
      aSeller('other-line', { skills: ['tender'], lines: ['paper'] }),
      aSeller('other-language', { skills: ['tender'], lines: ['printing'] }),
      aSeller('fits', { skills: ['tender'], lines: ['Printing'], languages: ['ru'], openLeads: 50 }),
    ];
    const got = given([rule], sellers, { line: 'printing', language: 'ru' });
    expect(got.ownerId).toBe('fits');
    const why = Object.fromEntries(got.looked[0]?.candidates.map(({ id, unfit }) => [id, unfit]) ?? []);
    expect(why).toEqual({
      fits: null,
      idle: 'no skill',
      'other-language': 'other language',
      'other-line': 'other line',
    });
  });

  it('asks for no line and no language where the lead says none', () => {
    const rule = aRule({ to: { role: 'rep', line: "the lead's", language: "the lead's" } });
    expect(given([rule], [aSeller('a')]).ownerId).toBe('a');
  });

  it('the first rule that holds and has somebody free gives it away, and says what became of those before', () => {
    const rules = [
      aRule({ when: 'source == "fair"' }),
      aRule({ when: 'estimate != null && estimate > money("100.00", "EUR")' }),
      aRule({ to: { team: 'north' } }),
      aRule({ to: { skill: 'x' } }),
      aRule({ to: { person: 'boss' } }),
    ];
    const sellers = [aSeller('full', { teams: ['north'], openLeads: 2, maxOpenLeads: 2 }), aSeller('boss')];
    const got = given(rules, sellers, { source: 'web' });
    expect(got).toMatchObject({ ownerId: 'boss', rule: 4 });
    expect(got.looked.map(({ became }) => became)).toEqual([
      'does not hold',
      expect.stringMatching(/does not hold|cannot be told/),
      'nobody free',
      'nobody fits',
      'chosen',
    ]);
    expect(got.looked[0]?.values).toEqual({ source: 'web' });
  });

  it('of who is named alone and away, the deputy gets it; a ring of deputies ends, and the next rule is asked', () => {
    const rules = [aRule({ to: { person: 'a' } }), aRule({ to: { person: 'c' } })];
    const away = (deputyId: string | null) => ({ away: { deputyId } });
    const deputies = [aSeller('a', away('b')), aSeller('b', away('d')), aSeller('d'), aSeller('c')];
    expect(given(rules, deputies)).toMatchObject({ ownerId: 'd', rule: 0 });
    const ring = [aSeller('a', away('b')), aSeller('b', away('a')), aSeller('c')];
    expect(given(rules, ring)).toMatchObject({ ownerId: 'c', rule: 1 });
  });

  it('a queue is kept by its keeper as long as there is anybody to claim from it', () => {
    const rule = aRule({ to: { team: 'north', line: "the lead's" }, how: 'queue', keeper: 'k' });
    const sellers = [aSeller('k'), aSeller('a', { teams: ['north'], lines: ['paper'], away: { deputyId: null } })];
    expect(given([rule], sellers, { line: 'paper' })).toMatchObject({
      ownerId: 'k',
      queue: { team: 'north', line: 'paper' },
    });
    expect(given([rule], sellers, { line: 'glass' })).toMatchObject({ ownerId: 'fallback', rule: null, queue: null });
  });

  it('TB-SFA-01: however many leads come, in turn or by load what people get differs by one at most', () => {
    const ways = fc.constantFrom('in turn' as const, 'least loaded' as const);
    fc.assert(
      fc.property(ways, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 60 }), (how, people, leads) => {
        const pool = 'pool role rep';
        const sellers = among(...Array.from({ length: people }, (_, n) => aSeller(`s${n}`)));
        const counts = new Map([...sellers.keys()].map((id) => [id, 0]));
        for (let turn = 1; turn <= leads; turn += 1) {
          const { ownerId } = giveLead([aRule({ how })], sellers, {}, 'fallback');
          const before = sellers.get(ownerId) as Seller;
          sellers.set(ownerId, { ...before, openLeads: before.openLeads + 1, turns: { [pool]: turn } });
          counts.set(ownerId, (counts.get(ownerId) ?? 0) + 1);
        }
        expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
      }),
    );
  });

  const seller = fc.record({
    id: fc.uuid(),
    active: fc.boolean(),
    openLeads: fc.nat(5),
    maxOpenLeads: fc.option(fc.nat(5)),
    away: fc.option(fc.constant({ deputyId: null })),
    skills: fc.subarray(['crm', 'tender']),
  });

  it('nobody who has left, is away, is full or lacks the skill ever gets one, and nobody better placed is passed over', () => {
    fc.assert(
      fc.property(fc.uniqueArray(seller, { selector: ({ id }) => id, maxLength: 8 }), (people) => {
        const sellers = people.map(({ id, ...rest }) => aSeller(id, rest));
        const { ownerId } = given([aRule({ to: { role: 'rep', skill: 'crm' } })], sellers);
        const free = sellers.filter(
          (one) =>
            one.active &&
            !one.away &&
            one.skills.includes('crm') &&
            (one.maxOpenLeads === null || one.openLeads < one.maxOpenLeads),
        );
        const least = Math.min(...free.map(({ openLeads }) => openLeads));
        const chosen = free.find(({ id }) => id === ownerId);
        expect(free.length === 0 ? ownerId === 'fallback' : chosen?.openLeads === least).toBe(true);
      }),
    );
  });
});
