import type { AskedField, Value } from '../answer/values';
import { isEmpty, isMoney } from '../answer/values';
import { api, keyed, type Shown, told } from '../api/client';
import type { Definition } from '../deal/queries';

export const ACTS = ['ask', 'reassign', 'wait', 'move', 'close'] as const;
export type ActName = (typeof ACTS)[number];

/** A lead or sale that something is asked of, as the list that it stands in shows it. */
export interface Target {
  id: string;
  seq: number;
  name: string;
  process: { key: string; version: number };
}

/** What is typed for an act; what the act does not need is left empty. */
export interface Typed {
  question: string;
  ownerId: string | null;
  until: string;
  reason: string;
  to: string | null;
  outcome: string | null;
  comment: string;
  fields: Readonly<Record<string, Value>>;
}

export const NOTHING: Typed = {
  ...{ question: '', ownerId: null, until: '', reason: '' },
  ...{ to: null, outcome: null, comment: '', fields: {} },
};

type Wanted = Shown['BulkWanted'];
export type Preview = Shown['BulkPreview'];
export type Bulk = Shown['BulkActFull'];

/** Whether enough is typed for the API to be asked. */
export function isReady(act: ActName, { question, ownerId, until, reason, to, outcome }: Typed): boolean {
  const needed = {
    ask: question.trim() !== '',
    reassign: ownerId !== null,
    wait: until !== '' && reason.trim() !== '',
    move: to !== null,
    close: outcome !== null,
  };
  return needed[act];
}

/** The act as the API takes it. */
export function bodyOf(act: ActName, typed: Typed): Wanted['act'] {
  const { comment, ownerId, to, outcome } = typed;
  const more = { ...(comment.trim() !== '' && { comment: comment.trim() }) };
  const given = Object.entries(typed.fields).filter(([, value]) => !isEmpty(value));
  const fields = given.length > 0 && { fields: Object.fromEntries(given.map(([key, value]) => [key, sent(value)])) };
  switch (act) {
    case 'ask':
      return { type: 'ask', question: typed.question.trim() };
    case 'reassign':
      return { type: 'reassign', ownerId: ownerId ?? '', ...more };
    case 'wait':
      return { type: 'wait', until: new Date(typed.until).toISOString(), reason: typed.reason.trim(), ...more };
    case 'move':
      return { type: 'move', to: to ?? '', ...more, ...fields } as Wanted['act'];
    case 'close':
      return { type: 'close', outcome: outcome ?? '', ...more, ...fields } as Wanted['act'];
  }
}

const sent = (value: Value): Value =>
  isMoney(value) ? { ...value, amount: value.amount.trim().replace(',', '.') } : value;

/** Whatever a list holds that is asked so. */
export type Matching = Shown['BulkMatching']['matching'];

export const preview = (kind: Wanted['kind'], of: readonly Target[] | Matching, act: Wanted['act']) => {
  const meant = isTargets(of) ? { items: of.map(({ id, seq }) => ({ id, seq })) } : { matching: of };
  return told(api.POST('/bulk-acts/preview', { body: { kind, act, ...meant } }));
};

const isTargets = (of: readonly Target[] | Matching): of is readonly Target[] => Array.isArray(of);

export const perform = (wanted: Wanted, key: string) =>
  told(api.POST('/bulk-acts', { params: { header: keyed(key) }, body: wanted }));

export const readBulk = (id: string) => told(api.GET('/bulk-acts/{id}', { params: { path: { id } } }));

/** Fields that the process asks for before it lets the act through, as far as one refusal tells of them. */
export function missingFields({ items }: Preview, definitions: readonly Definition[]): AskedField[] {
  const keys = new Set<string>();
  for (const { refusal } of items)
    for (const { code, params } of refusal?.until ?? [])
      if (code === 'FieldMissing' && typeof params.field === 'string') keys.add(params.field);
  return [...keys].flatMap((key) => {
    const field = definitions.find(({ fields }) => fields[key])?.fields[key];
    if (!field) return [];
    const options = Object.entries(field.options).map(([value, name]) => ({ value, name }));
    return [{ key, name: field.name, type: field.type, hint: field.hint ?? null, options, value: null }];
  });
}
