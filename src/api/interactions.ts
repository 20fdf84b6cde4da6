import { z } from 'zod';
import {
  DIRECTIONS,
  INTERACTION_KINDS,
  INTERACTION_STATES,
  type InteractionDetail,
  kindOf,
  proposeNext,
  recordInteraction,
} from '../crm';
import type { Kind } from '../process';
import { mustBeOpenFields } from './closed';
import type { Context } from './context';
import { mustBeSeen } from './instance-kinds';
import { tellOfInteraction } from './interaction-event';
import { detailView, HeldView, heldView, InteractionDetailView, interactionPage } from './interaction-views';
import { once } from './kept';
import { mustWorkOn } from './must-work-on';
import { seenInteractionOf } from './own-interaction';
import { notFound, refuse } from './problem';
import { type Asked, type Route, route } from './route';
import { Count, FieldsIn, Id, OptionalKey, paging, TimeIn, words } from './schema';
import { mustExist } from './send';

export { InteractionView, interactionPage, interactionView } from './interaction-views';

const list = route({
  method: 'get',
  path: '/interactions',
  right: 'interaction.read',
  personal: true,
  summary: 'Calls, e-mails, meetings, visits and messages, planned and held, the newest first',
  query: z.strictObject({
    instance: z.uuid().optional().meta({ description: 'Of a sale: with those of the leads that became it' }),
    account: z.uuid().optional(),
    contact: z.uuid().optional().meta({ description: 'Also where they only took part' }),
    author: z.uuid().optional(),
    person: z.uuid().optional().meta({ description: 'Who is responsible, took it down, or takes part' }),
    kind: z.enum(INTERACTION_KINDS).optional(),
    status: z.enum(INTERACTION_STATES).optional(),
    unsolved: z
      .literal('true')
      .transform(() => true as const)
      .optional()
      .meta({ description: 'Questions to support without a `result`, which is their solution' }),
    from: TimeIn.optional(),
    to: TimeIn.optional().meta({ description: 'Not part of it' }),
    order: z.enum(['newest', 'soonest']).optional(),
    ...paging,
  }),
  answers: interactionPage.answers,
  handle: ({ query: { limit, cursor, ...filter }, actor }, context) =>
    interactionPage.read(context, actor, filter, { limit, cursor }),
});

const read = route({
  method: 'get',
  path: '/interactions/:id',
  right: 'interaction.read',
  summary: 'One interaction, with its words',
  params: Id,
  answers: InteractionDetailView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => detailView(await seenInteractionOf(context, actor, params.id)),
});

/** What a result brings, whenever it is written down. */
export const resultIn = {
  result: words(10_000).optional(),
  body: words(10_000).optional(),
  durationS: Count.min(0).optional().meta({ description: 'Seconds' }),
  direction: z.enum(DIRECTIONS).optional(),
  again: TimeIn.optional().meta({ description: 'When they asked to be contacted again: what `next` then proposes' }),
  fields: FieldsIn.optional().meta({ description: 'What came of it: fields that a reaction of the process takes' }),
};

const People = z.array(z.uuid()).max(100);

/** Where, when and with whom something is planned. */
export const planIn = {
  plannedFor: TimeIn.optional().meta({ description: 'Of what is planned: when it begins' }),
  plannedUntil: TimeIn.optional(),
  place: words(500).optional(),
  responsibleId: z.uuid().optional().meta({ description: 'Who is to hold it, and is reminded; you unless told' }),
  remindAt: TimeIn.nullable().optional().meta({ description: 'When it is planned for unless told; null: not at all' }),
};

export const takePart = {
  contactIds: People.optional().meta({ description: 'Who takes part beside `contactId`' }),
  colleagueIds: People.optional(),
};

/** What it is about. */
export const about = {
  instanceId: z
    .uuid()
    .optional()
    .meta({ description: 'The lead or sale it was about; its client is taken from there' }),
  accountId: z.uuid().optional(),
  contactId: z.uuid().optional(),
};

const NewInteraction = z
  .strictObject({
    kind: z.enum(INTERACTION_KINDS),
    status: z.enum(['planned', 'held']).optional().meta({ description: 'held unless told' }),
    at: TimeIn.optional().meta({ description: 'Of what was held: when; else now' }),
    subject: words(1000),
    ...resultIn,
    ...planIn,
    ...takePart,
    ...about,
  })
  .refine(({ status, plannedFor }) => status !== 'planned' || plannedFor !== undefined, {
    path: ['plannedFor'],
    message: 'Must say when it is planned for',
  })
  .refine(({ status, result, again, fields }) => status !== 'planned' || (!result && !again && !fields), {
    path: ['result'],
    message: 'What is planned has no result yet',
  })
  .refine(({ plannedFor, plannedUntil }) => plannedUntil === undefined || plannedUntil >= (plannedFor ?? Infinity), {
    path: ['plannedUntil'],
    message: 'Must be after `plannedFor`',
  })
  .meta({ id: 'NewInteraction' });

const create = route({
  method: 'post',
  path: '/interactions',
  right: 'interaction.create',
  summary: 'Write down a call, e-mail, meeting, visit or message, or plan one',
  description: 'The answer to one that was held offers the next contact.',
  headers: OptionalKey,
  body: NewInteraction,
  answers: HeldView,
  status: 201,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { again, fields, ...given } = asked.body;
    if (given.status === 'planned') mustLieAhead(context, { plannedFor: given.plannedFor });
    const kind = await mustBeThere(context, asked.actor, given);
    if (kind) mustBeOpenFields(asked.actor, kind, fields);
    return once(context, asked, async (id) => {
      const written = await recordInteraction(context.pool, {
        ...given,
        id,
        authorId: asked.actor.id,
        now: context.clock.now(),
      });
      if (written.status === 'planned') return heldView(written, null);
      return told(context, asked, kind, written, { again, fields });
    });
  },
});

type Told = Parameters<typeof tellOfInteraction>[4] & { again?: number };

/** Tells the lead or sale of what was held, and offers the next contact: the deal may have moved on by it. */
export async function told(
  context: Context,
  asked: Pick<Asked, 'actor'>,
  kind: Kind | null,
  held: InteractionDetail,
  { again, fields }: Told,
) {
  if (kind) await tellOfInteraction(context, asked, kind, held, { fields });
  const now = context.clock.now();
  return heldView(held, await proposeNext(context.pool, { interactionId: held.id, again: again ?? null, now }));
}

interface Named {
  instanceId?: string;
  accountId?: string;
  contactId?: string;
  responsibleId?: string;
  contactIds?: readonly string[];
  colleagueIds?: readonly string[];
}

/** What kind of process it is about. @throws Problem for what is not there, or out of sight */
export async function mustBeThere(context: Context, actor: Asked['actor'], named: Named): Promise<Kind | null> {
  const { instanceId, accountId, contactId, responsibleId, contactIds = [], colleagueIds = [] } = named;
  await mustExist(context, actor, {
    accountId: ['account', accountId],
    contactId: ['contact', contactId],
    responsibleId: ['person', responsibleId],
    ...Object.fromEntries(contactIds.map((id, n) => [`contactIds.${n}`, ['contact', id] as const])),
    ...Object.fromEntries(colleagueIds.map((id, n) => [`colleagueIds.${n}`, ['person', id] as const])),
  });
  if (instanceId === undefined) return null;
  const kind = await kindOf(context.pool, instanceId);
  if (!kind) throw notFound('lead or sale');
  await mustBeSeen(context, kind, instanceId, actor);
  await mustWorkOn(context, actor, kind, instanceId);
  return kind;
}

/** @throws Problem unless the time, by its field in the body, is still to come */
export function mustLieAhead({ clock }: Context, times: Readonly<Record<string, number | undefined>>): void {
  const errors = Object.entries(times).flatMap(([field, at]) =>
    at !== undefined && at <= clock.now() ? [{ path: `body.${field}`, message: 'Must be still to come' }] : [],
  );
  refuse(errors);
}

export const interactions: Route[] = [list, create, read];
