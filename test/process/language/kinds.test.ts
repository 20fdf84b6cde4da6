import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingCode } from '../../../src/process/language/finding';
import type { Known } from '../../../src/process/language/known';
import { readDefinition } from '../../../src/process/language/read-definition';

const everything = readFileSync(join(__dirname, '../../support/every-construct.yaml'), 'utf8');

/** An installation that knows every name of that text. */
const KNOWN: Known = {
  roles: new Set(['sales-ops', 'engineer', 'lawyer']),
  teams: new Set(['north']),
  skills: new Set(['crm']),
  calendars: new Set(['office']),
  processes: new Set(['every-construct', 'win-back']),
  templates: new Set(['overdue-deal']),
  webhooks: new Set(['erp']),
};

type Fault = readonly [search: string, replacement: string];

/** Five faults at the least of each kind that lies in names, types and words; those of the proof have a corpus of their own. */
const FAULTS: Readonly<Partial<Record<FindingCode, readonly Fault[]>>> = {
  UnknownField: [
    ['ask: [amount], set: { score: 1 }', 'ask: [amonut], set: { score: 1 }'],
    ['set: { pilot: true }', 'set: { pilott: true }'],
    ['require: [decisionDate]', 'require: [decisionDat]'],
    ['due: until decisionDate', 'due: until decisionday'],
    ['take: [note]', 'take: [nota]'],
    ['fields: { was: amount }', 'fields: { was: amounts }'],
  ],
  UnknownTask: [
    ['after: [approve-discount]', 'after: [approve-discounts]'],
    ['after: [prepare-stand]', 'after: [prepare-the-stand]'],
    ['open: [call-head]', 'open: [call-boss]'],
    ['open: tell-head', 'open: tell-boss'],
    ['after: [prepare-stand]', 'after: [prepare-stand, first-call]'],
  ],
  UnknownStage: [
    ['- { to: proposal }\n          not yet', '- { to: proposals }\n          not yet'],
    ['at limit: { to: negotiation }', 'at limit: { to: negotiate }'],
    ['from: proposal', 'from: proposel'],
    ['reopen: { to: qualify', 'reopen: { to: qualified'],
    ['next: negotiation', 'next: negotiations'],
    ['to: prepare }', 'to: preparation }'],
  ],
  UnknownRole: [
    ['notify: role sales-ops', 'notify: role sales'],
    ['undo: [owner, sales-ops]', 'undo: [owner, sales-op]'],
    ['edit: sales-ops', 'edit: sails-ops'],
    ['assignee: role engineer', 'assignee: role engineers'],
    ['least loaded of role lawyer', 'least loaded of role lawyers'],
    ['who: sales-ops', 'who: ops'],
  ],
  UnknownCalendar: ['offices', 'office-north', 'home', 'offic', 'holidays'].map(
    (name) => ['calendar: office', `calendar: ${name}`] as const,
  ),
  UnknownTemplate: ['overdue', 'overdue-deals', 'late-deal', 'reminder', 'overdue-lead'].map(
    (name) => ['mail: overdue-deal', `mail: ${name}`] as const,
  ),
  // A reason that no catalogue has.
  WrongValue: [
    ['set: { reason: competitor }', 'set: { reason: competition }'],
    ['set: { reason: no-answer }', 'set: { reason: silence }'],
    ['default: small', 'default: tiny'],
    ['probability: 10', 'probability: 110'],
    ['clock: client', 'clock: theirs'],
  ],
  UnknownCatalogue: ['lost', 'reasons', 'lost-reason', 'won-reasons', 'catalogue'].map(
    (name) => ['options: lost-reasons', `options: ${name}`] as const,
  ),
  ConditionUnsound: [
    ['when: discount > 15', 'when: discount > "15"'],
    ['condition: discount <= 30', 'condition: discount'],
    ['when: segment == "large"', 'when: segment == "huge"'],
    ['until: score > 3', 'until: score > true'],
    ['reason == "competitor"', 'amount == "competitor"'],
    ['when: score >= 0', 'when: scores >= 0'],
  ],
  MissingTranslation: [
    ['name: { en: Qualify, ru: Квалификация }', 'name: { en: Qualify }'],
    ['price: { en: Price, ru: Цена }', 'price: { en: Price }'],
    ['guidance: { en: Ask for the amount., ru: Спросите сумму. }', 'guidance: { ru: Спросите сумму. }'],
    ['say: { en: Offer a pilot, ru: Предложите пилот }', 'say: { en: Offer a pilot }'],
    ['hint: { en: The main one only., ru: Только главная. }', 'hint: { en: The main one only. }'],
    ['name: { en: Legal, ru: Юристы }', 'name: { en: Legal }'],
  ],
};

const found = (text: string) => {
  const reading = readDefinition(text, KNOWN, { proven: true });
  return reading.definition ? reading.warnings : reading.findings;
};

it('the text itself is sound', () => {
  expect(found(everything)).toEqual([]);
});

describe.each(Object.entries(FAULTS))('%s', (code, faults) => {
  it('has five seeded faults at the least', () => {
    expect(faults.length).toBeGreaterThanOrEqual(5);
  });

  it.each(faults)('is found on the line where %s became %s', (search, replacement) => {
    expect(everything).toContain(search);
    const first = everything.slice(0, everything.indexOf(search)).split('\n').length;
    const last = first + replacement.split('\n').length - 1;
    const lines = found(everything.replace(search, replacement))
      .filter((finding) => finding.code === code)
      .map(({ line }) => line);
    // What has no name in a language is told at its key, which stands a line above.
    expect(lines.some((line) => line >= first - 1 && line <= last)).toBe(true);
  });
});
