import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, keyed, type Shown, told } from '../../api/client';
import type { Ref } from '../../records/on';

export type LeadCard = Shown['Lead'];
export type Preview = Shown['QualifyPreview'];

/** What becomes of a side of the client: what the API makes of it by itself, a new record, none, or one that was picked. */
export type Choice = { does: 'known' } | { does: 'new' } | { does: 'none' } | { does: 'picked'; record: Ref };
export type Side = 'account' | 'contact';

/** A qualification, as it is typed. */
export interface Qualifying {
  account: Choice;
  contact: Choice;
  sale: boolean;
  title: string;
  product: Ref | null;
  amount: { amount: string; currency: string };
  decisionDate: string;
  ground: string;
  groundWords: string;
  /** An open sale that it joins; empty: none. */
  join: string;
  secondReason: string;
  comment: string;
  /** The state of the lead that it was begun on. */
  seq: number;
}

const mark = ({ does }: Choice) => (does === 'none' ? 'false' : does === 'new' ? 'new' : 'true');
const picked = (choice: Choice): string | undefined => (choice.does === 'picked' ? choice.record.id : undefined);

/** What qualifying would make and link, as it is marked. */
export const previewQuery = (id: string, { account, contact, product }: Pick<Qualifying, Side | 'product'>) => {
  const [accountId, contactId] = [picked(account), picked(contact)];
  const query = {
    account: mark(account),
    contact: mark(contact),
    ...(accountId && { accountId }),
    ...(contactId && { contactId }),
    ...(product && { productId: product.id }),
  } as const;
  return queryOptions({
    queryKey: ['deal', id, 'qualify', query],
    placeholderData: keepPreviousData,
    queryFn: () => told(api.GET('/leads/{id}/qualify', { params: { path: { id }, query } })),
  });
};

const bool = ({ does }: Choice): boolean | 'new' => (does === 'none' ? false : does === 'new' ? 'new' : true);

/** Makes and links it, in one act. */
export function qualify(id: string, typed: Qualifying, key: string) {
  const { account, contact, sale, title, product, amount, decisionDate, join, secondReason, comment, seq } = typed;
  const [accountId, contactId] = [picked(account), picked(contact)];
  const ground = typed.ground === OWN ? typed.groundWords.trim() : typed.ground;
  const sum = amount.amount.trim().replace(',', '.');
  const said = {
    custom: {},
    ...(title.trim() !== '' && { title: title.trim() }),
    ...(product && { productId: product.id }),
    ...(sum !== '' && { amount: { amount: sum, currency: amount.currency } }),
    ...(decisionDate !== '' && { decisionDate }),
  };
  const body: Shown['Qualify'] = {
    result: 'qualified',
    create: { account: bool(account), contact: bool(contact), sale },
    ...(accountId && { accountId }),
    ...(contactId && { contactId }),
    ...(ground !== '' && { ground }),
    ...(sale && join === '' && { sale: said }),
    ...(sale && join !== '' && { join }),
    ...(sale && join === '' && secondReason.trim() !== '' && { secondReason: secondReason.trim() }),
    ...(comment.trim() !== '' && { comment: comment.trim() }),
    expectedSeq: seq,
  };
  return told(api.POST('/leads/{id}/qualify', { params: { path: { id }, header: keyed(key) }, body }));
}

/** One's own words in place of one of the list. */
export const OWN = ' own';

export interface Disqualifying {
  reason: string;
  reasonWords: string;
  comment: string;
  seq: number;
}

export function disqualify(id: string, { reason, reasonWords, comment, seq }: Disqualifying, key: string) {
  const why = reason === OWN ? reasonWords.trim() : reason;
  const body: Shown['Qualify'] = {
    result: 'disqualified',
    ...(why !== '' && { reason: why }),
    ...(comment.trim() !== '' && { comment: comment.trim() }),
    expectedSeq: seq,
  };
  return told(api.POST('/leads/{id}/qualify', { params: { path: { id }, header: keyed(key) }, body }));
}

const sent = (id: string, key: string) => ({ params: { path: { id }, header: keyed(key) } });
export const claimLead = (id: string, key: string) => told(api.POST('/leads/{id}/claim', sent(id, key)));
export const releaseLead = (id: string, key: string) => told(api.POST('/leads/{id}/release', sent(id, key)));
export const reactivate = (id: string, expectedSeq: number, key: string) =>
  told(api.POST('/leads/{id}/reactivate', { ...sent(id, key), body: { expectedSeq } }));

export const assignmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'assignment'],
    queryFn: () => told(api.GET('/leads/{id}/assignment', { params: { path: { id } } })),
  });
