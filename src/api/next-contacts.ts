import { z } from 'zod';
import { INTERACTION_KINDS, readContactRules, recordInteraction, setContactRules } from '../crm';
import { detailView, InteractionDetailView } from './interaction-views';
import { about, mustBeThere, mustLieAhead } from './interactions';
import { once } from './kept';
import { mustWorkOn } from './must-work-on';
import { seenInteractionOf } from './own-interaction';
import { type Route, route } from './route';
import { OptionalKey, TimeIn, words } from './schema';

const NextContact = z
  .strictObject({
    after: z
      .uuid()
      .optional()
      .meta({ description: 'The interaction that it follows; deal, client and subject are taken from there' }),
    kind: z.enum(INTERACTION_KINDS),
    at: TimeIn,
    until: TimeIn.optional(),
    subject: words(1000).optional(),
    place: words(500).optional(),
    responsibleId: z.uuid().optional().meta({ description: 'Who is reminded; you unless told' }),
    remindAt: TimeIn.nullable().optional().meta({ description: '`at` unless told; null: not at all' }),
    ...about,
  })
  .refine(({ after, subject }) => after !== undefined || subject !== undefined, {
    path: ['subject'],
    message: 'Must say what about, or which interaction it follows',
  })
  .refine(({ at, until }) => until === undefined || until >= at, { path: ['until'], message: 'Must be after `at`' })
  .meta({ id: 'NewNextContact' });

const plan = route({
  method: 'post',
  path: '/next-contacts',
  right: 'interaction.create',
  summary: 'Plan the next contact: the one that was offered, or another',
  description: 'Makes a planned interaction. When its time comes, whoever is responsible is reminded once.',
  headers: OptionalKey,
  body: NextContact,
  answers: InteractionDetailView,
  status: 201,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { after, at, until, ...given } = asked.body;
    mustLieAhead(context, { at });
    await mustBeThere(context, asked.actor, given);
    const last = after === undefined ? null : await seenInteractionOf(context, asked.actor, after);
    if (last) await mustWorkOn(context, asked.actor, 'interaction', last.id);
    return once(context, asked, async (id) =>
      detailView(
        await recordInteraction(context.pool, {
          ...given,
          id,
          status: 'planned',
          direction: 'out',
          plannedFor: at,
          plannedUntil: until,
          subject: given.subject ?? last?.subject ?? '',
          instanceId: given.instanceId ?? last?.instanceId ?? undefined,
          accountId: given.accountId ?? last?.account?.id,
          contactId: given.contactId ?? last?.contact?.id,
          followsId: last?.id,
          authorId: asked.actor.id,
          now: context.clock.now(),
        }),
      ),
    );
  },
});

const Rules = z
  .strictObject({
    nextAfterDays: z
      .int()
      .min(1)
      .max(250)
      .meta({ description: 'Working days after a contact, where nothing else says when the next one should be' }),
    unnoticedAfterHours: z
      .int()
      .min(1)
      .max(1000)
      .meta({ description: 'Working hours within which somebody should notice what a client did' }),
  })
  .meta({ id: 'ContactRules' });

const readRules = route({
  method: 'get',
  path: '/contact-rules',
  right: 'contact-rules.read',
  summary: 'When the next contact is proposed, and when somebody is told of what they did not notice',
  answers: Rules,
  handle: (_asked, { pool }) => readContactRules(pool),
});

const setRules = route({
  method: 'put',
  path: '/contact-rules',
  right: 'contact-rules.change',
  summary: 'Set them; what a client has done already keeps its time',
  body: Rules,
  answers: Rules,
  handle: async ({ body, actor }, { pool, clock }) => {
    await setContactRules(pool, body, { by: actor.id, now: clock.now() });
    return readContactRules(pool);
  },
});

export const nextContacts: Route[] = [plan, readRules, setRules];
