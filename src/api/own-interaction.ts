import { mayDo, type Person, sightOf } from '../access';
import { type InteractionDetail, readInteraction } from '../crm';
import type { Context } from './context';
import { notFound, Problem } from './problem';

/** An interaction by its id. @throws Problem when there is none that this person sees */
export async function seenInteractionOf({ pool }: Context, actor: Person, id: string): Promise<InteractionDetail> {
  const found = await readInteraction(pool, id, await sightOf(pool, actor));
  if (!found) throw notFound('interaction');
  return found;
}

/**
 * An interaction that somebody may change: one that they took down, are responsible for or take part in, or of a deal of
 * theirs; others' with the right to. @throws Problem for any other
 */
export async function ownInteraction(context: Context, actor: Person, id: string): Promise<InteractionDetail> {
  const found = await seenInteractionOf(context, actor, id);
  const { author, responsible, colleagues, dealOwnerId } = found;
  const theirs = [author?.id, responsible?.id, dealOwnerId, ...colleagues.map((one) => one.id)];
  if (theirs.includes(actor.id) || mayDo(actor, 'interaction.change')) return found;
  throw new Problem('NotAllowed', {
    detail: 'It is for whoever takes part, or owns the deal, to change; others need the right `interaction.change`.',
  });
}
