import { CLOSABLE, closedAs, FIELD_ENTITIES, type FieldEntity } from '../../access';
import { byKind, field, itemsBy, keyed, OPEN, type Rule } from './rule';

type Rules = Readonly<Record<string, Rule>>;

/** By which properties a whole record is known in an answer, whatever its schema is called. */
export const KNOWN_BY: Readonly<Record<FieldEntity, readonly string[]>> = {
  lead: ['topic', 'plans', 'estimate'],
  sale: ['title', 'secondReason', 'decisionDate'],
  account: ['legalName', 'employees', 'relationshipStage'],
  contact: ['birthDate', 'points'],
};

const POINTS: Readonly<Record<string, string>> = { phone: 'phone', 'e-mail': 'email', site: 'website' };

/** Phones, addresses and sites of a client: each kind is a field of its own. */
const points = (whose: FieldEntity): Rule => ({
  does: 'drop items',
  of: ({ kind }, hid) => hid(whose, POINTS[String(kind)] ?? String(kind)),
});

const ofRecord = (entity: FieldEntity): Rules => ({
  ...Object.fromEntries(CLOSABLE[entity].map((key) => [key, field(entity, key)])),
  custom: keyed(entity, 'custom.'),
  columns: keyed(entity),
  ...(entity === 'lead' || entity === 'sale'
    ? { fields: keyed(entity), lacks: itemsBy(entity, 'field') }
    : { properties: keyed(entity, 'property.'), points: points(entity), phones: field(entity, 'phone') }),
});

/** What of a whole record is which field. */
export const RECORD_RULES: Readonly<Record<FieldEntity, Rules>> = {
  lead: { ...ofRecord('lead'), verdict: field('lead', 'ground', 'disqualifyReason', 'reason') },
  sale: {
    ...ofRecord('sale'),
    daysToDecision: field('sale', 'decisionDate'),
    moneyBase: field('sale', 'amount'),
    // Days by money.
    score: field('sale', 'amount'),
  },
  account: ofRecord('account'),
  contact: ofRecord('contact'),
};

const typed = (...keys: string[]): Rules => Object.fromEntries(keys.map((key) => [key, field('lead', key)]));
const contact = (...keys: string[]): Rules => Object.fromEntries(keys.map((key) => [key, field('contact', key)]));
const deal: Rules = {
  amount: field('sale', 'amount'),
  probabilityPct: field('sale', 'probabilityPct'),
  decisionDate: field('sale', 'decisionDate'),
  rating: field('deal', 'rating'),
  need: field('lead', 'need'),
  plans: field('lead', 'plans'),
};

/** What the parts of an account's score are made of. */
const SCORED: Readonly<Record<string, readonly [FieldEntity, string]>> = {
  importance: ['account', 'importance'],
  revenue: ['account', 'annualRevenue'],
  pipeline: ['sale', 'amount'],
  won: ['sale', 'amount'],
};

/** What search tells records of one name apart by. */
const ABOUT: Readonly<Record<string, readonly (readonly [FieldEntity, string])[]>> = {
  account: [
    ['account', 'region'],
    ['account', 'industry'],
  ],
  contact: [['contact', 'post']],
  lead: [
    ['lead', 'personName'],
    ['lead', 'organisation'],
  ],
};

/** What of a part of a record, or of something beside records, is which field: by the name of its schema. */
export const PLACES: Readonly<Record<string, Rules>> = {
  ContactPerson: contact('email', 'phone', 'post', 'decisionRole'),
  ContactPlace: contact('post', 'decisionRole'),
  BriefedPerson: contact('email', 'phone', 'language', 'notes'),
  BriefedPlace: { post: field('contact', 'post'), role: field('contact', 'decisionRole') },
  BriefedAccount: { ...RECORD_RULES.account },
  BriefedDeal: deal,
  BriefedLead: typed('personName', 'post', 'organisation', 'email', 'phone', 'country', 'region'),
  InboxDeal: deal,
  InboxContact: {
    phone: { does: 'empty', when: ({ id }, hid) => hid(id === null ? 'lead' : 'contact', 'phone') },
    email: { does: 'empty', when: ({ id }, hid) => hid(id === null ? 'lead' : 'contact', 'email') },
  },
  AskedField: { value: { does: 'empty', when: ({ key }, hid) => hid('deal', String(key)) } },
  Prompt: {
    to: {
      does: 'empty',
      when: ({ kind }, hid) => (kind === 'call' && hid('lead', 'phone')) || (kind === 'e-mail' && hid('lead', 'email')),
    },
  },
  SearchHit: {
    email: byKind('email'),
    phone: byKind('phone'),
    about: {
      does: 'empty',
      when: ({ kind }, hid) => (ABOUT[String(kind)] ?? []).some(([whose, key]) => hid(whose, key)),
    },
  },
  AddressBookEntry: { email: byKind('email'), phone: byKind('phone'), post: field('contact', 'post') },
  HistoryEvent: { fields: keyed('any') },
  Change: { fields: itemsBy('any', 'field') },
  StaleAnswer: { fields: itemsBy('deal', 'field') },
  MergePlan: { fields: itemsBy('any', 'field') },
  ImportRow: { changes: itemsBy('any', 'field') },
  DuplicatePair: { reasons: itemsBy('any', 'field') },
  DuplicateMatch: { reasons: itemsBy('any', 'field') },
  StoryHolding: { importance: field('account', 'importance') },
  QueuedLead: typed('need', 'organisation', 'source', 'region', 'country', 'industry', 'language', 'rating'),
  LookedRule: { values: keyed('lead') },
  // Of the lead's own estimate.
  SaleSuggested: { amount: field('lead', 'estimate'), probabilityPct: field('lead', 'estimate') },
  Score: {
    score: { does: 'empty', when: (_score, hid) => Object.values(SCORED).some(([whose, key]) => hid(whose, key)) },
    parts: {
      does: 'drop items',
      of: ({ code }, hid) => {
        const by = SCORED[String(code)];
        return by !== undefined && hid(...by);
      },
    },
  },
  Preferences: { language: field('contact', 'language') },
  Source: { cost: OPEN },
  SourceFigures: { cost: OPEN, return: field('sale', 'amount') },
};

/** Whole records are known by what they hold: no list of schemas to keep. */
export const entityOf = (properties: readonly string[]): FieldEntity | undefined =>
  FIELD_ENTITIES.find((entity) => KNOWN_BY[entity].every((key) => properties.includes(key)));

/** What a property of a schema is, by the schema's name or by what else it holds. */
export function ruleOf(schema: string | undefined, properties: readonly string[], property: string): Rule | undefined {
  const place = schema === undefined ? undefined : PLACES[schema]?.[property];
  if (place) return place;
  const entity = entityOf(properties);
  return entity && (RECORD_RULES[entity][property] ?? aliased(entity, property));
}

const aliased = (entity: FieldEntity, property: string): Rule | undefined => {
  const key = closedAs(entity, property);
  return key === property ? undefined : field(entity, key);
};
