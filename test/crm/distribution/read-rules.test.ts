import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KnownPeople, readDistribution } from '../../../src/crm/distribution/read-rules';

const known: KnownPeople = {
  people: new Map([['mara@example.com', '018f0000-0000-7000-8000-000000000001']]),
  roles: new Set(['rep']),
  teams: new Set(['north']),
  skills: new Set(['tender']),
  lines: new Set(['printing']),
};
const findings = (text: string) => {
  const read = readDistribution(text, known);
  return read.rules ? [] : read.findings.map(({ code, line, message }) => [code, line, message]);
};

describe('the text of the rules', () => {
  it('is a list: for which leads, to whom, and how one of them is chosen', () => {
    const read = readDistribution(
      `
- name: { en: Tenders, ru: Тендеры }
  when: source == "tender" && country in ["RU", "BY"]
  to: { team: north, skill: tender, language: the lead's }
  how: in turn
- to: { person: Mara@example.com }
- to: { role: rep }
  how: queue
  keeper: mara@example.com
`,
      known,
    );
    const mara = '018f0000-0000-7000-8000-000000000001';
    expect(read.rules).toEqual([
      {
        name: { en: 'Tenders', ru: 'Тендеры' },
        when: 'source == "tender" && country in ["RU", "BY"]',
        to: { team: 'north', skill: 'tender', language: "the lead's" },
        how: 'in turn',
        keeper: null,
      },
      { name: null, when: null, to: { person: mara }, how: 'least loaded', keeper: null },
      { name: null, when: null, to: { role: 'rep' }, how: 'queue', keeper: mara },
    ]);
  });

  it('those of the how-to are sound', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'how-to', 'distribution.md'), 'utf8');
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
    expect(findings(text)).toEqual([]);
    expect(readDistribution(text, known).rules).toHaveLength(4);
  });

  it('an empty list is sound: each lead stays with whoever notes it', () => {
    expect(readDistribution('[]', known)).toEqual({ rules: [] });
  });

  it('all its faults are told at once, each with its line and what may have been meant', () => {
    expect(
      findings(`
- when: sorce == "web"
  to: { team: nort, skill: tendr, line: paper }
- to: { person: marra@example.com }
- when: estimate > 5
  to: { role: rep, shoes: 42 }
`),
    ).toEqual([
      ['ConditionUnsound', 2, "There is no field 'sorce': did you mean 'source'?"],
      ['UnknownTeam', 3, "There is no team 'nort': did you mean 'north'?"],
      ['UnknownSkill', 3, "There is no skill 'tendr': did you mean 'tender'?"],
      ['WrongValue', 3, "There is no line 'paper'."],
      ['UnknownPerson', 4, "There is no person here 'marra@example.com': did you mean 'mara@example.com'?"],
      ['ConditionUnsound', 5, expect.any(String)],
      ['UnknownKey', 6, expect.stringContaining("'shoes' is not known here")],
    ]);
  });

  it.each([
    ['a queue that nobody keeps', '- { to: { role: rep }, how: queue }', 'PartsClash'],
    ['a keeper of no queue', '- { to: { role: rep }, keeper: mara@example.com }', 'PartsClash'],
    ['turns of one person', '- { to: { person: mara@example.com }, how: in turn }', 'PartsClash'],
    ['nobody at all', '- { when: source == "web" }', 'WrongValue'],
    ['nobody in particular', "- { to: { language: ru, line: the lead's } }", 'WrongValue'],
    ['a way that is none', '- { to: { role: rep }, how: by chance }', 'WrongValue'],
    ['another thing than a list', 'to: { role: rep }', 'WrongValue'],
  ])('refuses %s', (_what, text, code) => {
    expect(findings(text).map(([one]) => one)).toEqual([code]);
  });
});
