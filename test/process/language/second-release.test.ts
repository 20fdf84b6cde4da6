import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashDefinition } from '../../../src/platform/definition-hash';
import type { Definition } from '../../../src/process';
import { readDefinition } from '../../../src/process/language/read-definition';

const everything = readFileSync(join(__dirname, '../../support/every-construct.yaml'), 'utf8');

/** Texts of the first release, and the hashes that its own code gave them. */
const FIRST = join(__dirname, 'first-release');
const HASHES: Readonly<Record<string, string>> = {
  'demo-sale.yaml': 'df31d462c16581a328973798cc841846da91607727fdb36d4e0205ebb8797683',
  'imported-pipeline.yaml': 'ecc37a98084567ef3c4cf050148416c63622022ae32e99528b6a434ff213685c',
  'standard-lead.yaml': 'a5b884ff18a22a487b11959843cc06da50851ff8aaf041ec1e61f2879993137d',
  'standard-sale.yaml': '766e2977c9430dc86e1e1dd3caccb44ccaeff6e342fb148531fcf7826fea067f',
};

function read(text: string): Definition {
  const reading = readDefinition(text);
  if (!reading.definition) throw new Error(JSON.stringify(reading.findings));
  return reading.definition;
}

const days = (amount: number) => ({ amount, unit: 'day', working: true });

describe('a text of the first release', () => {
  it.each(readdirSync(FIRST))('%s means what it meant, but for the release that reads it', (name) => {
    const { language, ...definition } = read(readFileSync(join(FIRST, name), 'utf8'));
    expect([language, hashDefinition(definition)]).toEqual([2, HASHES[name]]);
  });
});

describe('the text that uses every construct', () => {
  const reading = readDefinition(everything);
  const definition = read(everything);
  const { qualify, demo, prepare, proposal, negotiation } = definition.stages;

  it('is read without a finding', () => {
    expect(reading.definition ? reading.warnings : reading.findings).toEqual([]);
  });

  it('holds what is said of the whole process', () => {
    expect(definition).toMatchObject({
      limitWatched: true,
      limit: {
        dueSoonPct: 80,
        escalateAfter: days(5),
        ladder: [
          { after: null, does: { act: 'notify', who: { role: 'sales-ops' } } },
          { after: days(20), does: { act: 'reassign', to: "owner's manager" } },
        ],
      },
      undo: { amount: 1, unit: 'hour', working: false },
      approval: 'second person',
      who: { reassign: ['manager'], wait: ['owner', 'manager'], undo: ['owner', 'sales-ops'] },
      on: {
        'client gone': [{ when: null, take: [], set: { reason: 'competitor' }, to: 'closed.lost', endsBranches: true }],
        'interaction logged': [{ take: ['note'], to: null }],
      },
      tactics: [{ light: 'yellow', say: { en: 'Offer a pilot', ru: 'Предложите пилот' } }],
    });
    expect(definition.lights?.map(({ light, say }) => [light, say?.en])).toEqual([
      ['red', 'Overdue'],
      ['yellow', undefined],
      ['green', undefined],
    ]);
  });

  it('gives fields the options of their catalogue, hints, and who may change them', () => {
    const { reason, backReason, score } = definition.fields;
    expect(reason?.options).toEqual(backReason?.options);
    expect(reason).toMatchObject({ options: { price: { ru: 'Цена' } }, hint: { en: 'The main one only.' } });
    expect(score).toMatchObject({ edit: ['sales-ops'] });
  });

  it('proposes the nearest catalogue for one that is not there', () => {
    const text = `process: p\nkind: sale\ncalendar: office\ncatalogues: { lost-reasons: [price, other] }\nfields: { why: { type: choice, options: lost-reason } }\nstages: { a: { tasks: { b: { outcomes: { c: { to: closed.won } } } } } }\nclosed: { won: }\n`;
    const reading = readDefinition(text);
    expect(reading.definition ? [] : reading.findings).toContainEqual(
      expect.objectContaining({
        code: 'UnknownCatalogue',
        message: "There is no catalogue 'lost-reason': did you mean 'lost-reasons'?",
      }),
    );
  });

  it('keeps catalogues, events and examples out of what runs', () => {
    expect(Object.keys(definition)).not.toEqual(expect.arrayContaining(['catalogues']));
    expect(definition).not.toHaveProperty('events');
    expect(definition).not.toHaveProperty('examples');
  });

  it('holds stages in the order of the text, the steps of branches right behind their stage', () => {
    expect(Object.keys(definition.stages)).toEqual([
      ...['qualify', 'demo', 'prepare', 'draft', 'agree', 'survey', 'proposal', 'negotiation'],
    ]);
    expect(prepare?.branches).toEqual({
      legal: { name: { en: 'Legal', ru: 'Юристы' }, first: 'draft', when: null, optional: false },
      technical: {
        name: { en: 'Technical', ru: 'Техника' },
        first: 'survey',
        when: 'segment == "large"',
        optional: true,
      },
    });
    expect(definition.stages.agree).toMatchObject({ within: { stage: 'prepare', branch: 'legal' } });
    expect(prepare).not.toHaveProperty('within');
  });

  it('says where a stage leads that is passed over, skipped or joined, and nowhere else', () => {
    const next = Object.entries(definition.stages).map(([key, stage]) => [key, stage.next]);
    expect(Object.fromEntries(next)).toEqual({
      ...{ qualify: undefined, demo: 'proposal', prepare: 'negotiation', proposal: 'negotiation' },
      ...{ negotiation: undefined, draft: undefined, agree: undefined, survey: 'end' },
    });
  });

  it('reads both ways to be skipped', () => {
    expect(demo?.skip).toEqual({ who: ['owner', 'manager'], ask: ['backReason'] });
    expect(proposal?.skip).toEqual({ who: ['owner', 'manager'], ask: [] });
  });

  it('reads one reaction, or a list of them', () => {
    expect(qualify?.on?.['form filled']).toEqual([
      { when: 'segment == "large"', take: ['amount'], set: {}, to: 'demo' },
      { when: null, take: [], set: { pilot: true }, to: 'proposal' },
    ]);
    expect(definition.stages.survey?.on).toEqual({ 'payment in': [{ when: null, take: [], set: {}, to: 'end' }] });
  });

  it('reads who is found for a task, and when it opens', () => {
    const { show, remind, 'prepare-stand': stand, 'tell-head': tell } = demo?.tasks ?? {};
    expect(show?.assignee).toEqual({ rule: 'least loaded', of: { role: 'engineer', skill: 'crm' } });
    expect(remind?.assignee).toEqual({ rule: 'in turn', of: { team: 'north', line: 'retail' } });
    expect(stand?.assignee).toEqual({ rule: 'role', role: 'engineer' });
    expect(show?.repeat).toEqual({ every: days(5), until: 'score > 3' });
    expect(remind?.repeat).toEqual({ every: { amount: 3, unit: 'day', working: false }, until: null });
    expect([show?.onCall, tell?.onCall]).toEqual([undefined, true]);
    expect(qualify?.tasks['first-call']?.lights).toMatchObject([{ light: 'red', say: { en: 'Call today' } }]);
  });

  it('reads each kind of step on a ladder', () => {
    expect(demo?.tasks.show?.limit?.ladder).toEqual([
      { after: null, does: { act: 'notify', who: 'owner' } },
      { after: days(1), does: { act: 'notify', who: "owner's manager" } },
      { after: days(2), does: { act: 'open', task: 'tell-head' } },
      { after: days(3), does: { act: 'mail', template: 'overdue-deal', who: "owner's manager" } },
      { after: days(3), does: { act: 'webhook', hook: 'erp' } },
      { after: days(4), does: { act: 'reassign', to: "owner's manager" } },
      { after: days(10), does: { act: 'move', to: 'closed.lost' } },
    ]);
  });

  it('reads what outcomes do', () => {
    const { lost, 'needs help': help } = qualify?.tasks['first-call']?.outcomes ?? {};
    const { shown, 'waiting for papers': papers, 'waiting for the quote': quote } = demo?.tasks.show?.outcomes ?? {};
    expect(lost).toMatchObject({ to: 'closed.lost', undo: 'never', who: ['owner', 'manager'] });
    expect(help).toMatchObject({ opens: ['call-head'], again: true });
    expect(shown).toMatchObject({
      to: null,
      routes: [{ when: 'amount != null && amount > money("1000000.00", "RUB")', to: 'prepare' }, { to: 'proposal' }],
    });
    expect(papers).toMatchObject({ wait: false, waitFor: { event: 'e-mail answered', atMost: days(10) } });
    expect(quote).toMatchObject({ waitFor: { event: 'quote accepted', atMost: null } });
    expect(definition.stages.agree?.tasks.sign?.outcomes.refused).toMatchObject({ endsBranches: true });
    expect(negotiation?.tasks.decide?.outcomes['wants more']?.starts).toEqual([
      {
        process: 'every-construct',
        when: 'amount != null && amount > money("5000000.00", "RUB")',
        fields: { budget: 'amount', segment: 'segment' },
      },
    ]);
  });

  it('reads what closings start, and what moves are called', () => {
    expect(definition.closed.lost?.starts).toEqual([
      { process: 'win-back', when: 'reason == "competitor"', fields: { was: 'amount' } },
    ]);
    expect(definition.moves[0]).toMatchObject({ name: { en: 'Show it once more' }, undo: 'never' });
    expect(definition.moves[1]).not.toHaveProperty('name');
  });
});

describe('short forms', () => {
  const stages = 'stages: { a: { tasks: { t: { outcomes: { x: { to: [{ to: closed.won }] }, y: } } } } }';
  const text = `process: p\nkind: sale\ncalendar: owner's\nlimit: 5 days\n${stages}\nclosed: { won: { who: anyone } }\n`;

  it('give a planned date, and nothing that is watched', () => {
    expect(read(text)).not.toHaveProperty('limitWatched');
    expect(read(text.replace('limit: 5 days', 'limit: { due: 5 days }')).limitWatched).toBe(true);
  });

  it('say the same as the long one: one route is a target, an outcome without parts does nothing', () => {
    const { x, y } = read(text).stages.a?.tasks.t?.outcomes ?? {};
    expect(x).toMatchObject({ to: 'closed.won' });
    expect(x).not.toHaveProperty('routes');
    expect(y).toEqual({
      name: { en: 'Y', ru: 'Y' },
      to: null,
      ask: [],
      set: {},
      wait: false,
      again: false,
      when: null,
    });
  });

  it('need no word about fields that the answer has just brought', () => {
    const routes = 'to: [{ when: n > 1, to: closed.won }, { to: b }]';
    const asked = text
      .replace('to: [{ to: closed.won }]', `ask: [n], ${routes}, start: { process: p, when: n > 1 }`)
      .replace('y: } } } } }', 'y: } } } }, b: { tasks: { u: { outcomes: { z: { to: closed.won } } } } } }');
    const fields = 'fields: { n: { type: number } }\n';
    expect(read(asked + fields).stages.a?.tasks.t?.outcomes.x?.routes).toHaveLength(2);
    const { definition } = readDefinition(asked.replace('ask: [n], ', '') + fields);
    expect(definition).toBeUndefined();
  });

  it('name the calendar that follows the owner', () => expect(read(text).calendar).toBe("owner's"));

  it('let the following stage be the next one', () => {
    const skippable = text.replace('stages: { a: { ', 'stages: { s: { optional: true }, a: { ');
    expect(read(skippable).stages.s?.next).toBe('a');
  });
});

describe('the examples of a text', () => {
  const text = `process: p
kind: sale
calendar: office
stages: { a: { tasks: { t: { outcomes: { x: { to: closed.won } } } } } }
closed: { won: }
`;

  it('stand beside the definition, and whoever reads them can say where', () => {
    const reading = readDefinition(`${text}examples: []\n`);
    expect(reading).toMatchObject({ examples: [] });
    if (!reading.definition) throw new Error('faulty');
    const found = reading.locate({ code: 'WrongValue', level: 'error', message: '', path: ['stages', 'a', 'tasks'] });
    expect(found).toMatchObject({ line: 4, column: 16 });
  });

  it('are a list', () => {
    expect(readDefinition(`${text}examples: none\n`)).toMatchObject({ findings: [{ code: 'WrongValue', line: 6 }] });
  });
});
