import type { InteractionCard } from '../crm';
import { tellInstance } from '../intake';
import type { Fields, Kind } from '../process';
import type { Context } from './context';
import { idOf } from './new-instance';
import type { Asked } from './route';

const EVENT = 'interaction logged';

/**
 * Tells a lead or a sale of an interaction that was held, where its process reacts to that as it stands. Whoever may
 * write interactions down may tell of them, whoever works on the deal. What the process makes of it does not change that the
 * interaction took place: a refusal is let go. `fields`: what came of it, for fields that the process takes from it.
 */
export async function tellOfInteraction(
  context: Context,
  { actor }: Pick<Asked, 'actor'>,
  kind: Kind,
  card: InteractionCard,
  { fields }: { fields?: Fields } = {},
): Promise<void> {
  const { instanceId } = card;
  if (!instanceId) return;
  const { id, roles, teams } = actor;
  await tellInstance(context, {
    kind,
    instanceId,
    event: EVENT,
    brings: { kind: card.kind, direction: card.direction, result: card.result, ...fields },
    key: idOf(card.id, EVENT),
    route: `interaction ${card.id}`,
    body: null,
    actor: { id, roles, teams },
  });
}
