import { type Person, sightOf } from '../access';
import { type Card, isSeen, readInstance } from '../crm';
import type { Kind } from '../process';
import type { Context } from './context';
import { notFound } from './problem';
import { sharedCard } from './shares';
import { LeadView, SaleView } from './views';

export const SaleCard = SaleView.extend(sharedCard).meta({ id: 'SaleCard' });
export const LeadCard = LeadView.extend(sharedCard).meta({ id: 'LeadCard' });

/** What the two kinds of instance differ in; `card` is its own page’s, `view` what a command is answered with. */
export const KINDS = {
  sale: { path: '/sales', view: SaleView, card: SaleCard },
  lead: { path: '/leads', view: LeadView, card: LeadCard },
} as const;

/** One instance by its id. @throws Problem when there is none of this kind that this person sees. */
export async function cardOf(context: Context, kind: Kind, id: string, actor: Person): Promise<Card> {
  await mustBeSeen(context, kind, id, actor);
  const card = await readInstance(context, kind, id);
  if (!card) throw notFound(kind);
  return card;
}

/** @throws Problem when this person does not see the instance: to them it is not there. */
export async function mustBeSeen({ pool }: Context, kind: Kind, id: string, actor: Person): Promise<void> {
  if (!(await isSeen(pool, await sightOf(pool, actor), kind, id))) throw notFound(kind);
}
