import { z } from 'zod';
import { type Person, sightOf } from '../access';
import { CLIENT_MAIL_STATES } from '../client-mails';
import {
  DIRECTIONS,
  INTERACTION_KINDS,
  INTERACTION_STATES,
  type InteractionCard,
  type InteractionDetail,
  type InteractionFilter,
  listInteractions,
  NEXT_REASONS,
  type NextContact,
  type PageRequest,
} from '../crm';
import type { Context } from './context';
import { isoOf, isoOrNull, pageOfItems, Ref, Time } from './schema';

const shape = {
  id: z.uuid(),
  kind: z.enum(INTERACTION_KINDS),
  direction: z.enum(DIRECTIONS).nullable(),
  status: z.enum(INTERACTION_STATES),
  at: Time.meta({ description: 'When it took place; of what was not held, when it was planned for' }),
  plannedFor: Time.nullable().meta({ description: 'As it was planned, also once it was held' }),
  plannedUntil: Time.nullable(),
  place: z.string().nullable(),
  subject: z.string(),
  result: z.string().nullable(),
  durationS: z.number().nullable().meta({ description: 'Seconds' }),
  instanceId: z.uuid().nullable(),
  account: Ref.nullable(),
  contact: Ref.nullable(),
  contacts: z.array(Ref).meta({ description: 'Who takes part beside `contact`, as far as you see them' }),
  colleagues: z.array(Ref).meta({ description: 'Those of us who take part beside whoever is responsible' }),
  author: Ref.nullable(),
  responsible: Ref.nullable().meta({ description: 'Who is to hold it, or did' }),
  followsId: z.uuid().nullable().meta({ description: 'The interaction after which it was planned' }),
  revision: z.number(),
  delivery: z
    .enum(CLIENT_MAIL_STATES)
    .nullable()
    .meta({ description: 'Of a mail that was written here, under the same id (`/client-mails`): what became of it' }),
  createdAt: Time,
};

export const InteractionView = z.object(shape).meta({ id: 'Interaction' });

type Out = z.input<typeof InteractionView>;

export const interactionView = (card: InteractionCard): Out => ({
  ...(card as InteractionCard & Pick<Out, 'kind' | 'direction' | 'delivery'>),
  at: isoOf(card.at),
  plannedFor: isoOrNull(card.plannedFor),
  plannedUntil: isoOrNull(card.plannedUntil),
  createdAt: isoOf(card.createdAt),
});

export const InteractionDetailView = z
  .object({ ...shape, body: z.string().nullable(), remindAt: Time.nullable() })
  .meta({ id: 'InteractionDetail' });

export const detailView = ({ dealOwnerId: _, ...card }: InteractionDetail): z.input<typeof InteractionDetailView> => ({
  ...interactionView(card),
  body: card.body,
  remindAt: isoOrNull(card.remindAt),
});

const NextView = z
  .object({
    kind: z.enum(['call', 'e-mail', 'message']),
    at: Time,
    why: z.enum(NEXT_REASONS).meta({
      description:
        'They asked for it; the deal waits until then; its next task is due then; or some working days have passed then',
    }),
  })
  .meta({ id: 'NextContact', description: 'Offered, to be taken with `POST /next-contacts` or not' });

/** An interaction that has a result, and what is offered after it. */
export const HeldView = z
  .object({
    ...InteractionDetailView.shape,
    next: NextView.nullable().meta({
      description:
        'Null while it is only planned, where another contact is planned already, and once the deal is closed',
    }),
  })
  .meta({ id: 'HeldInteraction' });

export const heldView = (card: InteractionDetail, next: NextContact | null): z.input<typeof HeldView> => ({
  ...detailView(card),
  next: next && { ...next, at: isoOf(next.at) },
});

const InteractionPage = pageOfItems(InteractionView);

/** A page of interactions, for each route that lists some. */
export const interactionPage = {
  answers: InteractionPage,
  read: async (
    { pool, clock }: Context,
    actor: Person,
    filter: InteractionFilter,
    page: PageRequest,
  ): Promise<z.input<typeof InteractionPage>> => {
    const sight = await sightOf(pool, actor);
    const read = await listInteractions(pool, { sight, filter, page }, clock.now());
    return { ...read, items: read.items.map(interactionView), asOf: isoOf(read.asOf) };
  },
};
