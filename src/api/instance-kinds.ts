import { type Card, readInstance } from '../crm';
import type { Kind } from '../process';
import type { Context } from './context';
import { notFound } from './problem';
import { LeadView, SaleView } from './views';

/** What the two kinds of instance differ in. */
export const KINDS = {
  sale: { path: '/sales', view: SaleView },
  lead: { path: '/leads', view: LeadView },
} as const;

/** One instance by its id. @throws Problem when there is none of this kind. */
export async function cardOf(context: Context, kind: Kind, id: string): Promise<Card> {
  const card = await readInstance(context, kind, id);
  if (!card) throw notFound(kind);
  return card;
}
