import type { FieldEntity } from '../../access';

/** A record as an answer shows it, or a part of one. */
export type Holder = Readonly<Record<string, unknown>>;

/** Of which kind of record a field is: one kind; `deal`, a lead or a sale; `any`, whichever kind the route is about. */
export type Whose = FieldEntity | 'deal' | 'any';

/** Whether the reader does not see a field. */
export type Hid = (whose: Whose, key: string) => boolean;

/** What becomes of a property of an answer: it is emptied, or some of its keys or items go. */
export type Rule =
  | { does: 'empty'; when: (holder: Holder, hid: Hid) => boolean }
  | { does: 'drop keys'; of: (key: string, hid: Hid, holder: Holder) => boolean }
  | { does: 'drop items'; of: (item: Holder, hid: Hid, holder: Holder) => boolean }
  | { does: 'nothing' };

/** The property is these fields: it is emptied where one of them is hidden. */
export const field = (whose: Whose, ...keys: readonly string[]): Rule => ({
  does: 'empty',
  when: (_holder, hid) => keys.some((key) => hid(whose, key)),
});

const KINDS: ReadonlySet<unknown> = new Set<FieldEntity>(['lead', 'sale', 'account', 'contact']);

/** The property is that field of the kind of record that `kind` beside it says. */
export const byKind = (key: string): Rule => ({
  does: 'empty',
  when: ({ kind }, hid) => KINDS.has(kind) && hid(kind as FieldEntity, key),
});

/** The property's keys are names of fields. */
export const keyed = (whose: Whose, prefix = ''): Rule => ({
  does: 'drop keys',
  of: (key, hid) => hid(whose, `${prefix}${key}`),
});

/** Each item of the property says in `by` which field it is about. */
export const itemsBy = (whose: Whose, by: string): Rule => ({
  does: 'drop items',
  of: (item, hid) => typeof item[by] === 'string' && hid(whose, item[by]),
});

/** The property is called like a field, or is money, and is none that a role could close. */
export const OPEN: Rule = { does: 'nothing' };
