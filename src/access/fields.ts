import { type ClosedFields, type Closing, FIELD_ENTITIES, type FieldEntity, type Person } from './person';

/**
 * The words of each kind of record that a role may close, as they are called on cards and in lists. Beside them `custom.<key>`
 * for added fields, `property.<key>` for a client's properties, and for leads and sales any field of a process by its key.
 * What tells records apart (names, numbers, topics, titles), who has them and how their process stands is closed to nobody.
 */
export const CLOSABLE = {
  lead: [
    ...['need', 'plans', 'personName', 'post', 'organisation', 'email', 'phone', 'country', 'region', 'language'],
    ...['industry', 'annualRevenue', 'source', 'campaign', 'estimate', 'rating'],
  ],
  sale: ['amount', 'probabilityPct', 'decisionDate', 'rating', 'competitor', 'secondReason', 'source', 'campaign'],
  account: [
    ...['legalName', 'taxNumber', 'website', 'phone', 'email', 'messenger', 'industry', 'activities', 'country'],
    ...['region', 'foundedYear', 'employees', 'annualRevenue', 'relationshipStage', 'importance', 'category', 'notes'],
    ...['addresses', 'requisites', 'categories'],
  ],
  contact: [
    ...['email', 'phone', 'website', 'messenger', 'language', 'birthDate', 'notes', 'addresses', 'categories'],
    ...['post', 'decisionRole'],
  ],
} as const satisfies Record<FieldEntity, readonly string[]>;

/** What stands for another field, or for a part of it: one name for each that can be closed. */
const SAME_AS: Readonly<Record<FieldEntity, Readonly<Record<string, string>>>> = {
  lead: {
    estimatePct: 'estimate',
    estimateAmount: 'estimate',
    estimateMinor: 'estimate',
    estimateCurrency: 'estimate',
    annualRevenueMinor: 'annualRevenue',
    revenueCurrency: 'annualRevenue',
  },
  sale: { probability: 'probabilityPct', daysToDecision: 'decisionDate', currency: 'amount' },
  account: {
    city: 'addresses',
    annualRevenueMinor: 'annualRevenue',
    currency: 'annualRevenue',
    phones: 'phone',
    site: 'website',
  },
  contact: { city: 'addresses' },
};

/** What is made of several fields: hidden or closed as soon as one of them is. */
const MADE_OF: Readonly<Record<FieldEntity, Readonly<Record<string, readonly string[]>>>> = {
  lead: {},
  sale: {},
  account: { points: ['phone', 'email', 'website', 'messenger'] },
  contact: { points: ['phone', 'email', 'website', 'messenger'], accounts: ['post', 'decisionRole'] },
};

/** What a record shows of its client, by the client's field: closed there, it is closed here. */
const BORROWED: readonly (readonly [from: readonly [FieldEntity, string], by: readonly [FieldEntity, string]])[] = [
  ...['email', 'phone', 'language'].map(
    (key) =>
      [
        ['contact', key],
        ['lead', key],
      ] as const,
  ),
  ...['country', 'region', 'industry'].map(
    (key) =>
      [
        ['account', key],
        ['lead', key],
      ] as const,
  ),
  ...['industry', 'region', 'importance', 'category'].map(
    (key) =>
      [
        ['account', key],
        ['sale', `account.${key}`],
      ] as const,
  ),
];

/** The name under which a field is closed. */
export const closedAs = (entity: FieldEntity, key: string): string =>
  Object.hasOwn(SAME_AS[entity], key) ? (SAME_AS[entity][key] ?? key) : key;

const PROCESS_KEY = /^[a-zA-Z][a-zA-Z0-9_]{0,99}$/;
const ADDED_KEY = /^custom\.[a-z0-9][a-zA-Z0-9_-]{0,99}$/;
const PROPERTY_KEY = /^property\.[a-z0-9][a-zA-Z0-9_-]{0,99}$/;

/** What no role may close although a process could have a field of that name: a card cannot do without it. */
const OPEN_TO_ALL: readonly string[] = [
  ...['id', 'number', 'topic', 'title', 'name', 'owner', 'stage', 'process', 'open', 'result', 'light', 'line'],
  ...['account', 'contact', 'product', 'custom', 'fields'],
];

/** Whether a role may close this field: one that ships by its name, an added one, a property, or a field of a process. */
export function isClosable(entity: FieldEntity, key: string): boolean {
  const shipped: readonly string[] = CLOSABLE[entity];
  if (shipped.includes(key) || ADDED_KEY.test(key)) return true;
  const deal = entity === 'lead' || entity === 'sale';
  if (!deal) return PROPERTY_KEY.test(key);
  return PROCESS_KEY.test(key) && !OPEN_TO_ALL.includes(key) && closedAs(entity, key) === key;
}

/** What is closed to somebody, over all of their roles. */
export type FieldMask = ClosedFields;

/** For whom nothing is closed, and for what the product itself does. */
export const ALL_OPEN: FieldMask = {};

/** What somebody's roles close: what each of them closes, as the one does that closes it least. So the widest counts. */
export function maskOf({ roles, ownRoles }: Pick<Person, 'roles' | 'ownRoles'>): FieldMask {
  const closed = roles.map((role) => ownRoles?.[role]?.fields ?? {});
  const [first, ...others] = closed;
  if (!first || closed.some((one) => Object.keys(one).length === 0)) return ALL_OPEN;
  const mask = Object.fromEntries(
    FIELD_ENTITIES.flatMap((entity) => {
      const fields = Object.entries(first[entity] ?? {}).flatMap(([key, closing]) => {
        const least = others.reduce<Closing | null>((so, one) => lesser(so, one[entity]?.[key]), closing);
        return least ? [[key, least] as const] : [];
      });
      return fields.length > 0 ? [[entity, Object.fromEntries(fields)] as const] : [];
    }),
  );
  return withBorrowed(mask);
}

const lesser = (one: Closing | null, other: Closing | undefined): Closing | null => {
  if (one === null || other === undefined) return null;
  return one === 'read-only' || other === 'read-only' ? 'read-only' : 'hidden';
};

/** Who may not see a client's field does not see it where a lead or a sale shows it either. */
function withBorrowed(mask: FieldMask): FieldMask {
  const all: Partial<Record<FieldEntity, Record<string, Closing>>> = { ...mask };
  for (const [[owner, field], [entity, key]] of BORROWED)
    if (mask[owner]?.[field] === 'hidden') all[entity] = { ...all[entity], [key]: 'hidden' };
  return all;
}

/** Whether nothing at all is closed: what most people's roles come to, and costs nothing. */
export const isAllOpen = (mask: FieldMask): boolean => Object.keys(mask).length === 0;

/** Whether somebody does not see a field of such records. */
export const isHidden = (mask: FieldMask, entity: FieldEntity, key: string): boolean =>
  partsOf(entity, key).some((part) => mask[entity]?.[part] === 'hidden');

/** Whether somebody may not set a field of such records, whether they see it or not. */
export const isClosed = (mask: FieldMask, entity: FieldEntity, key: string): boolean =>
  partsOf(entity, key).some((part) => mask[entity]?.[part] !== undefined);

const partsOf = (entity: FieldEntity, key: string): readonly string[] =>
  (Object.hasOwn(MADE_OF[entity], key) && MADE_OF[entity][key]) || [closedAs(entity, key)];
