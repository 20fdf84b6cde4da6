import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createCompany } from '../../../activities/sample/company';
import { createDice } from '../../../activities/sample/dice';
import { makeHistories } from '../../../activities/sample/histories';
import type { Command, Definition, ProcessEvent, Snapshot } from '../../../src/process';
import { deadlinesOf, SYSTEM } from '../../../src/process';
import { readDefinition } from '../../../src/process/language/read-definition';
import { type Calendar, DAY_MS } from '../../../src/process/time/calendar';
import { addWorking } from '../../../src/process/time/working-time';
import type { Flag } from '../../../src/process/trial/flags';
import { live, type PastDeal } from '../../../src/process/trial/past';
import { relive, type Times } from '../../../src/process/trial/relive';
import { type WhatIf, whatIf } from '../../../src/process/trial/what-if';
import { at, OWNER, office, pass, SHIPPED, shipped, steps, take, WORLD, walkThrough } from '../../support/walk';

const calendar = office();
const unchanged: Times = { calendar: () => calendar, managerOf: WORLD.people.managerOf };

const noOther = (): Definition => {
  throw new Error('There is no other version.');
};

const past = (id: string, definition: Definition, events: readonly ProcessEvent[], until: number): PastDeal => ({
  id,
  definition,
  definitionOf: noOther,
  events,
  until,
});

/** Half a year of sales and leads of the sample company, as the machine lived them. */
function sample(): { deal: PastDeal; snapshots: readonly Snapshot[] }[] {
  const now = Date.UTC(2026, 5, 30, 9);
  const dice = createDice(7);
  const company = createCompany(dice, now - 365 * DAY_MS);
  const manager = new Map(
    company.people.map((one) => [one.id, company.people.find(({ key }) => key === one.manager)?.id ?? null]),
  );
  const people = {
    managerOf: (id: string) => manager.get(id) ?? null,
    pick: () => null,
    inPool: () => [],
    membersOf: () => [],
    calendarOf: () => 'office',
  };
  const reference = { version: 1, calendars: new Map([['office', calendar]]), people };
  const standard = shipped('standard-sale');
  // By hand out of the first stage as well: then its only task may be cancelled, as some of these sales do.
  const out = { from: ['qualify'], to: 'proposal', who: ['owner'], ask: [], when: null };
  const sale = { id: 'sale', definition: { ...standard, moves: [...standard.moves, out] } };
  const lead = { id: 'lead', definition: shipped('standard-lead') };
  return makeHistories({ dice, company, reference, calendar, now, sale, lead }).map(({ past: made }) => {
    const { instanceId, definition } = made.instance;
    const events = made
      .decisions()
      .map(({ seq, command, at, facts }) => ({ seq, command: command as Command, at, facts }));
    return { deal: past(instanceId, definition, events, now), snapshots: made.decisions().map((one) => one.snapshot) };
  });
}

describe('the past, lived again with unchanged settings', () => {
  const made = sample();

  it('raises exactly the flags of the time, in each of the made histories', () => {
    const found = made.map(({ deal }) => whatIf(deal, unchanged));
    expect(found.filter(({ became }) => became !== 'same')).toEqual([]);
    expect(found.map(({ would }) => would)).toEqual(made.map(({ deal }) => live(deal).flags));
    expect(found.flatMap(({ real }) => real).length).toBeGreaterThan(400);
  });

  it('stands as it stood at every index', () => {
    for (const { deal, snapshots } of made) expect(relive(deal, live(deal), unchanged).snapshots).toEqual(snapshots);
  });

  it('gives the same twice', () => {
    const once = () => made.slice(0, 40).map(({ deal }) => whatIf(deal, unchanged));
    expect(once()).toEqual(once());
  });

  const everything = () => {
    const read = readDefinition(
      readFileSync(join(__dirname, '..', '..', 'support', 'every-construct.yaml'), 'utf8'),
      {},
      { proven: true },
    );
    if (!read.definition) throw new Error('every-construct.yaml does not read.');
    return read.definition;
  };
  const texts: [string, () => Definition][] = [
    ...SHIPPED.map((name): [string, () => Definition] => [name, () => shipped(name)]),
    ['every construct', everything],
  ];

  it.each(texts)('stands as it stood through random lives of %s', (_, read) => {
    const definition = read();
    fc.assert(
      fc.property(steps, (picks) => {
        const walk = walkThrough(definition, picks);
        // What the last act made due at that very instant has fired too, as a past has it.
        pass(walk, 0);
        const deal = past('walk', definition, walk.events, walk.now);
        expect(relive(deal, live(deal), unchanged).snapshots).toEqual(walk.snapshots);
        expect(whatIf(deal, unchanged)).toMatchObject({ became: 'same', differences: [] });
      }),
      { numRuns: 25 },
    );
  });

  it('gives a task of a pool to whoever got it then', () => {
    const definition = shipped('win-back');
    const walk = walkThrough(definition, []);
    take(walk, { type: 'event', event: 'interaction logged' }, SYSTEM);
    const task = at(walk).tasks.find(({ status }) => status === 'open')?.key ?? '';
    take(walk, { type: 'complete', task, outcome: 'told', fields: { leftBecause: 'relations' } }, OWNER);
    const events = JSON.parse(JSON.stringify(walk.events)) as ProcessEvent[];
    const given = events.at(-1)?.facts.tasks['introduce#1'] as { assignee: string } | undefined;
    if (!given) throw new Error('Nobody was asked to introduce anybody.');
    given.assignee = 'zoe';
    const deal = past('pool', definition, events, walk.now);
    expect(relive(deal, live(deal), unchanged).snapshots.at(-1)?.tasks.at(-1)?.assignee).toBe('zoe');
  });

  it('raises late what was raised late, and not what was missed', () => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    const [first] = deadlinesOf(at(walk));
    if (!first) throw new Error('Nothing is armed.');
    walk.now = first.at + 2 * DAY_MS;
    // Of what fell due by then, only the first has fired when the owner goes on.
    take(walk, { type: 'deadline', deadline: first.key }, SYSTEM);
    take(walk, { type: 'close', outcome: 'lost', fields: { reason: 'price' } }, OWNER);
    const found = whatIf(past('late', definition, walk.events, walk.now), unchanged);
    expect(found.became).toBe('same');
    expect(found.would.map(({ what, dueAt, at }) => [what, dueAt, at])).toEqual([['due soon', first.at, walk.now]]);
  });
});

describe('the past, lived again under other settings', () => {
  const definition = shipped('standard-sale');
  /** A sale whose first call is overdue after a working day, and answered after three days. */
  const lived = () => {
    const walk = walkThrough(definition, []);
    pass(walk, 3 * DAY_MS);
    const task = at(walk).tasks[0]?.key ?? '';
    const fields = { amount: { minor: 100_000, currency: 'RUB' } };
    take(walk, { type: 'complete', task, outcome: 'need confirmed', fields }, OWNER);
    pass(walk, 20 * DAY_MS);
    return past('sale', definition, walk.events, walk.now);
  };
  const changed = (change: (text: string) => string): Definition =>
    JSON.parse(change(JSON.stringify(definition))) as Definition;
  const under = (other: Definition, times: Partial<Times> = {}) =>
    whatIf(lived(), { ...unchanged, ...times, definition: other });
  const short = (flag: Flag | null) => flag && `${flag.subject}: ${flag.what}`;
  const told = ({ differences }: WhatIf) =>
    differences.map(({ change, was, would }) => `${change} ${short(would ?? was)}`);

  it('says what would not have been flagged, with a longer limit', () => {
    const longer = changed((text) =>
      text.replace(
        '"due":{"by":"span","span":{"amount":1,"unit":"day"',
        '"due":{"by":"span","span":{"amount":2,"unit":"day"',
      ),
    );
    const found = under(longer);
    expect(found.became).toBe('different');
    expect(told(found)).toEqual([
      'moved task qualify/first-call: due soon',
      'moved task qualify/first-call: overdue',
      'gone task qualify/first-call: escalate',
    ]);
    expect(found.differences[0]?.was?.told).toEqual(['owner']);
  });

  it('says what would have been flagged, when, and for whom, with a limit where there was none', () => {
    const limit = {
      due: { by: 'span', span: { amount: 4, unit: 'hour', working: true } },
      dueSoonPct: 100,
      escalateAfter: null,
    };
    const limited = JSON.parse(JSON.stringify(definition)) as {
      stages: Record<string, { tasks: Record<string, object> }>;
    };
    Object.assign(limited.stages.proposal?.tasks['send-proposal'] ?? {}, { limit });
    const found = under(limited as unknown as Definition);
    const start = lived().events.find(({ command }) => command.type === 'complete')?.at ?? 0;
    expect(told(found)).toEqual(['new task proposal/send-proposal: overdue']);
    expect(found.differences[0]?.would).toMatchObject({
      at: addWorking(calendar, start, 4 * 3_600_000),
      told: ['owner'],
      to: null,
    });
  });

  it('counts in another calendar', () => {
    const closed: Calendar = { ...calendar, exceptions: { ...calendar.exceptions, '2026-10-01': [] } };
    const found = whatIf(lived(), { ...unchanged, calendar: () => closed });
    expect(told(found)).toEqual([
      'moved task qualify/first-call: due soon',
      'moved task qualify/first-call: overdue',
      'gone task qualify/first-call: escalate',
    ]);
  });

  it('ends where a command would have been refused, and says why', () => {
    const stricter = changed((text) => text.replace('"ask":["amount"]', '"ask":["amount","decisionDate"]'));
    const found = under(stricter);
    expect(found).toMatchObject({
      became: 'diverged',
      diverged: {
        type: 'complete',
        actor: 'owner',
        refusal: { code: 'FieldMissing', until: [{ params: { field: 'decisionDate' } }] },
      },
      differences: [],
      state: 'qualify',
      wouldState: 'qualify',
    });
    // What came later is held against nothing.
    expect(found.real.every(({ at }) => at < (found.diverged?.at ?? 0))).toBe(true);
  });

  it('tells of a move by a limit, and of others that are told', () => {
    const moving = JSON.parse(JSON.stringify(definition)) as Record<string, Record<string, Record<string, unknown>>>;
    const limit = {
      due: { by: 'span', span: { amount: 1, unit: 'day', working: true } },
      dueSoonPct: 100,
      escalateAfter: null,
    };
    Object.assign(moving.stages?.qualify ?? {}, { limit, atLimit: 'closed.lost' });
    const found = under(moving as unknown as Definition);
    expect(found).toMatchObject({
      became: 'diverged',
      diverged: { refusal: { code: 'Closed' } },
      wouldState: 'closed.lost',
    });
    expect(told(found)).toContain('new stage qualify: overdue');
    expect(found.would.at(-1)).toMatchObject({ subject: 'stage qualify', what: 'overdue', to: 'closed.lost' });
    const byRole = changed((text) =>
      text.replace('"assignee":{"rule":"owner"}', '"assignee":{"rule":"role","role":"desk"}'),
    );
    expect(told(under(byRole))[0]).toBe('others told task qualify/first-call: due soon');
  });
});

describe('a deal that would go on by itself', () => {
  const round = `
process: round
kind: sale
name: { en: Round, ru: Круг }
calendar: office
stages:
  there:
    name: { en: There, ru: Там }
    tasks: { look: { name: { en: Look, ru: Взгляд }, outcomes: { seen: { name: { en: Seen, ru: Да }, to: closed.won } } } }
    limit: { due: 1 minute }
    at limit: { to: back }
  back:
    name: { en: Back, ru: Назад }
    tasks: { go: { name: { en: Go, ru: Ход }, outcomes: { gone: { name: { en: Gone, ru: Да }, to: closed.won } } } }
    limit: { due: 1 minute }
    at limit: { to: there }
closed:
  won: { name: { en: Won, ru: Да }, result: won }
  lost: { name: { en: Lost, ru: Нет }, result: lost }
`;

  it('is given up after a thousand decisions more than it took: others wait for it', () => {
    const { definition, ...read } = readDefinition(round, {}, { proven: true });
    if (!definition) throw new Error(JSON.stringify(read));
    const [started] = walkThrough(shipped('standard-sale'), []).events;
    if (!started) throw new Error('Nothing was walked.');
    const deal = past('long ago', shipped('standard-sale'), [started], started.at + 30 * DAY_MS);
    expect(() => whatIf(deal, { ...unchanged, definition })).toThrow('1001 decisions');
  });
});
