import { api, keyed, type Shown, told } from '../../api/client';
import type { Ref } from '../../records/on';
import type { Card, Kind } from '../queries';

export type Changes = Shown['SaleChanges'] | Shown['LeadChanges'];
export type CustomField = Shown['CustomField'];

/** How a word of a card is typed. */
export type Way =
  | 'text'
  | 'long'
  | 'email'
  | 'phone'
  | 'money'
  | 'competitor'
  | 'estimate'
  | 'account'
  | 'contact'
  | 'product';

/** A word that stands on the card beside its process. */
export interface TypedField {
  key: string;
  way: Way;
  /** What the change calls it, where the card calls it otherwise. */
  sends?: string;
  required?: boolean;
}

const REFS: readonly TypedField[] = [
  { key: 'account', way: 'account', sends: 'accountId' },
  { key: 'contact', way: 'contact', sends: 'contactId' },
  { key: 'product', way: 'product', sends: 'productId' },
];

const FROM: readonly TypedField[] = [
  { key: 'line', way: 'text' },
  { key: 'source', way: 'text' },
  { key: 'campaign', way: 'text' },
];

/** In the order in which they are shown. */
export const TYPED: Readonly<Record<Kind, readonly TypedField[]>> = {
  sale: [{ key: 'title', way: 'text', required: true }, ...REFS, { key: 'competitor', way: 'competitor' }, ...FROM],
  lead: [
    { key: 'topic', way: 'text', required: true },
    { key: 'need', way: 'long' },
    { key: 'plans', way: 'long' },
    { key: 'personName', way: 'text' },
    { key: 'post', way: 'text' },
    { key: 'organisation', way: 'text' },
    { key: 'email', way: 'email' },
    { key: 'phone', way: 'phone' },
    { key: 'country', way: 'text' },
    { key: 'region', way: 'text' },
    { key: 'language', way: 'text' },
    { key: 'industry', way: 'text' },
    { key: 'annualRevenue', way: 'money' },
    { key: 'estimate', way: 'estimate' },
    ...REFS,
    ...FROM,
  ],
};

export const wordOf = (card: Card, key: string): unknown => (card as unknown as Record<string, unknown>)[key];
export const refOf = (value: unknown): Ref | null =>
  typeof value === 'object' && value !== null && 'id' in value ? (value as Ref) : null;

/** Changes what is typed about a deal: what is left out stays. */
export const change = async (kind: Kind, id: string, body: Changes, key: string): Promise<Card> => {
  const sent = { params: { path: { id }, header: keyed(key) }, body };
  return kind === 'sale' ? await told(api.PATCH('/sales/{id}', sent)) : await told(api.PATCH('/leads/{id}', sent));
};

export const customFieldsQuery = (kind: Kind) => ({
  queryKey: ['custom-fields', kind],
  queryFn: async () => {
    const asked = { params: { path: { entity: kind } } };
    return (await told(api.GET('/custom-fields/{entity}', asked))).items;
  },
});

export const catalogueQuery = (catalogue: 'competitor' | 'decision-role') => ({
  queryKey: ['catalogue', catalogue],
  queryFn: async () => (await told(api.GET('/catalogues/{catalogue}', { params: { path: { catalogue } } }))).items,
});

/** What whoever has a lead thinks of it. */
export interface Estimate {
  probabilityPct?: number | null;
  amount?: { amount: string; currency: string } | null;
}
