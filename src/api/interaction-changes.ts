import { z } from 'zod';
import {
  changeInteraction,
  DIRECTIONS,
  INTERACTION_KINDS,
  type InteractionAct,
  type InteractionChange,
  type InteractionDetail,
  kindOf,
  readInteraction,
} from '../crm';
import { mustBeOpenFields } from './closed';
import type { Context } from './context';
import { detailView, HeldView, InteractionDetailView } from './interaction-views';
import { mustBeThere, mustLieAhead, planIn, resultIn, takePart, told } from './interactions';
import { once } from './kept';
import { ownInteraction } from './own-interaction';
import { notFound, Problem } from './problem';
import { type Asked, type Route, route } from './route';
import { Count, Id, OptionalKey, TimeIn, words } from './schema';

const Revision = z.int().min(1);
const revision = Revision.optional().meta({ description: 'The one that you saw; without it whatever it is' });
const declared = {
  right: 'interaction.create',
  params: Id,
  headers: OptionalKey,
  refuses: ['NotFound', 'NotAllowed', 'MovedOn', 'InteractionEnded', 'IdempotencyKeyReused'],
} as const;

type Acting = Pick<Asked, 'actor'> & { params: { id: string } };

/** Does it, and gives the interaction as it is then. @throws Problem where it cannot be done */
async function act(
  { pool, clock }: Context,
  { params: { id }, actor }: Acting,
  wanted: { act: InteractionAct; revision?: number; change: InteractionChange },
): Promise<InteractionDetail> {
  const asked = { id, by: actor.id, now: clock.now(), act: wanted.act, revision: wanted.revision ?? null };
  const changed = await changeInteraction(pool, asked, wanted.change);
  if (changed.became === 'gone') throw notFound('interaction');
  if (changed.became === 'moved on')
    throw new Problem('MovedOn', { detail: `Revision ${changed.revision} is what it is now.` });
  if (changed.became === 'not now') throw new Problem('InteractionEnded', { detail: `It is ${changed.status}.` });
  const read = await readInteraction(pool, id);
  if (!read) throw notFound('interaction');
  return read;
}

const change = route({
  ...declared,
  method: 'patch',
  path: '/interactions/:id',
  summary: 'Change what an interaction says; its author stays, and what it said before is kept',
  description: 'What is absent stays as it is, and null empties. To plan it for another time, move it.',
  body: z.strictObject({
    revision: Revision,
    kind: z.enum(INTERACTION_KINDS).optional(),
    direction: z.enum(DIRECTIONS).nullable().optional(),
    subject: words(1000).optional(),
    at: TimeIn.optional().meta({ description: 'When it took place; of what was held only' }),
    result: words(10_000).nullable().optional(),
    body: words(10_000).nullable().optional(),
    durationS: Count.min(0).nullable().optional(),
    place: words(500).nullable().optional(),
    responsibleId: z.uuid().optional(),
    ...takePart,
  }),
  answers: InteractionDetailView,
  handle: async (asked, context) => {
    const { revision, ...change } = asked.body;
    const found = await ownInteraction(context, asked.actor, asked.params.id);
    await mustBeThere(context, asked.actor, change);
    if (change.at !== undefined && found.status !== 'held')
      throw new Problem('InteractionEnded', { detail: 'It was not held: move it to plan it for another time.' });
    return once(
      context,
      asked,
      async () => detailView(await act(context, asked, { act: 'edit', revision, change })),
      200,
    );
  },
});

const hold = route({
  ...declared,
  method: 'post',
  path: '/interactions/:id/hold',
  summary: 'Say that what was planned has taken place, and what came of it',
  description: 'Its lead or sale is told of it; the answer offers the next contact.',
  body: z
    .strictObject({
      revision,
      at: TimeIn.optional().meta({
        description: 'When; else when it was planned for, or now if that is still to come',
      }),
      ...resultIn,
      ...takePart,
    })
    .prefault({}),
  answers: HeldView,
  handle: async (asked, context) => {
    const { revision, again, fields, ...change } = asked.body;
    const { instanceId } = await ownInteraction(context, asked.actor, asked.params.id);
    await mustBeThere(context, asked.actor, change);
    const of = fields && instanceId !== null ? await kindOf(context.pool, instanceId) : null;
    if (of) mustBeOpenFields(asked.actor, of, fields);
    return once(
      context,
      asked,
      async () => {
        const held = await act(context, asked, { act: 'hold', revision, change });
        const kind = held.instanceId === null ? null : await kindOf(context.pool, held.instanceId);
        return told(context, asked, kind, held, { again, fields });
      },
      200,
    );
  },
});

/** A planned interaction that comes to nothing, in one of two ways. */
const ending = (act_: 'cancel' | 'miss', summary: string) =>
  route({
    ...declared,
    method: 'post',
    path: `/interactions/:id/${act_}`,
    summary,
    body: z.strictObject({ revision, reason: words(1000).optional() }).prefault({}),
    answers: InteractionDetailView,
    handle: async (asked, context) => {
      const { revision, reason } = asked.body;
      await ownInteraction(context, asked.actor, asked.params.id);
      const change = reason === undefined ? {} : { result: reason };
      return once(
        context,
        asked,
        async () => detailView(await act(context, asked, { act: act_, revision, change })),
        200,
      );
    },
  });

const move = route({
  ...declared,
  method: 'post',
  path: '/interactions/:id/move',
  summary: 'Plan it for another time; it lasts as long as before, and is reminded of anew',
  body: z
    .strictObject({
      revision,
      plannedFor: TimeIn,
      plannedUntil: TimeIn.nullable().optional(),
      place: planIn.place,
      remindAt: planIn.remindAt,
    })
    .refine(({ plannedFor, plannedUntil }) => plannedUntil == null || plannedUntil >= plannedFor, {
      path: ['plannedUntil'],
      message: 'Must be after `plannedFor`',
    }),
  answers: InteractionDetailView,
  handle: async (asked, context) => {
    const { revision, ...change } = asked.body;
    await ownInteraction(context, asked.actor, asked.params.id);
    mustLieAhead(context, { plannedFor: change.plannedFor });
    return once(
      context,
      asked,
      async () => detailView(await act(context, asked, { act: 'move', revision, change })),
      200,
    );
  },
});

export const interactionChanges: Route[] = [
  change,
  hold,
  ending('cancel', 'Call off what was planned'),
  ending('miss', 'Say that what was planned did not come about'),
  move,
];
