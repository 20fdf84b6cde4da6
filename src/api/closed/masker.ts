import type { z } from 'zod';
import { type FieldEntity, type FieldMask, isHidden } from '../../access';
import { Problem } from '../problem';
import { ruleOf } from './places';
import { field, type Hid, type Holder, type Rule } from './rule';

/** What an answer becomes for somebody: without what they do not see. Never changes what it is given. */
export type Masker = (value: unknown, hid: Hid) => unknown;

/** Money is the amount of sales, unless a place says otherwise: an aggregate that is new is hidden with it. */
const MONEY = field('sale', 'amount');

/** What a mask hides, for routes that are about one kind of record or about none. */
export const hiding =
  (mask: FieldMask, home: FieldEntity | null): Hid =>
  (whose, key) => {
    if (whose === 'deal') return isHidden(mask, 'lead', key) || isHidden(mask, 'sale', key);
    if (whose !== 'any') return isHidden(mask, whose, key);
    const kinds: readonly FieldEntity[] = home ? [home] : ['lead', 'sale', 'account', 'contact'];
    return kinds.some((entity) => isHidden(mask, entity, key));
  };

/** What stands for a hidden value: the emptiest that its schema takes; `gone` where it may be left out, or nothing else is left. */
export type Emptied = { as: null | readonly [] | Readonly<Record<string, never>> } | 'gone';

/** A property that may be hidden, and what is put in its place. */
export interface Hidable {
  path: string;
  emptied: Emptied;
  /** Whether its schema takes that. */
  fits: boolean;
}

type Def = z.core.$ZodTypeDef & {
  innerType?: z.ZodType;
  element?: z.ZodType;
  valueType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  options?: readonly z.ZodType[];
  out?: z.ZodType;
  in?: z.ZodType;
};
const defOf = (schema: z.ZodType): Def => schema._zod.def as Def;
const nameOf = (schema: z.ZodType): string | undefined => schema.meta()?.id as string | undefined;

const WRAPPERS = new Set(['optional', 'nullable', 'default', 'prefault', 'readonly', 'catch', 'nonoptional']);

function bare(schema: z.ZodType): z.ZodType {
  const { type, innerType, out } = defOf(schema);
  if (WRAPPERS.has(type) && innerType) return bare(innerType);
  return type === 'pipe' && out ? bare(out) : schema;
}

/** Whether a property is an amount of money, or a list of some. */
function isMoney(schema: z.ZodType): boolean {
  const inner = bare(schema);
  const { type, element } = defOf(inner);
  return nameOf(inner) === 'Money' || (type === 'array' && element !== undefined && isMoney(element));
}

function emptiedOf(schema: z.ZodType): Emptied {
  for (const as of [null, [], {}] as const) if (schema.safeParse(as).success) return { as };
  return 'gone';
}

/** Makes maskers of schemas, and keeps what it came upon. A schema that is met twice is looked at once. */
export function createMaskers() {
  const known = new Map<z.ZodType, Masker | null>();
  const hidables: Hidable[] = [];

  function maskerOf(schema: z.ZodType, path: string): Masker | null {
    const found = known.get(schema);
    if (found !== undefined) return found;
    // One that holds itself is masked as far as it is looked at, and no answer is without end.
    let made: Masker | null = null;
    known.set(schema, (value, hid) => (made ? made(value, hid) : value));
    made = make(schema, path);
    known.set(schema, made);
    return made;
  }

  function make(schema: z.ZodType, path: string): Masker | null {
    const { type, shape, element, valueType, options } = defOf(schema);
    const inner = bare(schema);
    if (inner !== schema) return maskerOf(inner, path);
    if (type === 'object' && shape) return ofObject(schema, shape, path);
    if (type === 'array' && element) return ofEach(maskerOf(element, `${path}[]`));
    if (type === 'record' && valueType) return ofValues(maskerOf(valueType, `${path}{}`));
    return type === 'union' && options ? ofUnion(options, path) : null;
  }

  function ofObject(schema: z.ZodType, shape: Record<string, z.ZodType>, path: string): Masker | null {
    const name = nameOf(schema);
    if (name === 'Money') return null;
    const properties = Object.keys(shape);
    const changes = Object.entries(shape).flatMap(([property, of]) => {
      const at = `${name ?? path}.${property}`;
      const rule = ruleOf(name, properties, property) ?? (isMoney(of) ? MONEY : undefined);
      const emptied = rule?.does === 'empty' ? emptiedOf(of) : 'gone';
      const fits = emptied !== 'gone' || of.safeParse(undefined).success;
      if (rule?.does === 'empty') hidables.push({ path: at, emptied, fits });
      const within = maskerOf(of, at);
      return within || (rule && rule.does !== 'nothing') ? [{ path: at, property, rule, emptied, fits, within }] : [];
    });
    if (changes.length === 0) return null;
    return (value, hid) => (isHolder(value) ? changed(value, changes, hid) : value);
  }

  function ofUnion(options: readonly z.ZodType[], path: string): Masker | null {
    const made = options.map((option) => ({ option: bare(option), masker: maskerOf(option, path) }));
    if (made.every(({ masker }) => masker === null)) return null;
    return (value, hid) =>
      made.reduce((so, { option, masker }) => (masker && mayBe(so, option) ? masker(so, hid) : so), value);
  }

  return { maskerOf, hidables };
}

interface Changed {
  path: string;
  fits: boolean;
  property: string;
  rule: Rule | undefined;
  emptied: Emptied;
  within: Masker | null;
}

/** An answer that is about what somebody does not see, and nothing else. */
const cannotBeWithout = (path: string): Problem =>
  new Problem('FieldHidden', { detail: `This answer is made of what your roles hide from you: ${path}.` });

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value could be of an option of a union: it has all that the option needs. */
function mayBe(value: unknown, option: z.ZodType): boolean {
  const { shape } = defOf(option);
  if (!shape) return true;
  return isHolder(value) && Object.entries(shape).every(([key, of]) => key in value || of.safeParse(undefined).success);
}

function changed(holder: Holder, changes: readonly Changed[], hid: Hid): Holder {
  const copy: Record<string, unknown> = { ...holder };
  for (const { path, property, rule, emptied, fits, within } of changes) {
    if (!(property in copy)) continue;
    if (rule?.does === 'empty' && rule.when(holder, hid)) {
      if (!fits) throw cannotBeWithout(path);
      if (emptied === 'gone') delete copy[property];
      else copy[property] = emptied.as;
      continue;
    }
    const left = leftOf(copy[property], rule, holder, hid);
    copy[property] = within ? within(left, hid) : left;
  }
  return copy;
}

function leftOf(value: unknown, rule: Rule | undefined, holder: Holder, hid: Hid): unknown {
  if (rule?.does === 'drop keys' && isHolder(value))
    return Object.fromEntries(Object.entries(value).filter(([key]) => !rule.of(key, hid, holder)));
  if (rule?.does === 'drop items' && Array.isArray(value))
    return value.filter((item) => !isHolder(item) || !rule.of(item, hid, holder));
  return value;
}

const ofEach = (masker: Masker | null): Masker | null =>
  masker && ((value, hid) => (Array.isArray(value) ? value.map((one) => masker(one, hid)) : value));

const ofValues = (masker: Masker | null): Masker | null =>
  masker &&
  ((value, hid) =>
    isHolder(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masker(one, hid)])) : value);
