import { z } from 'zod';
import { sightOf } from '../access';
import { readActivity, seesTouch } from '../crm';
import { seenInteractionOf } from './own-interaction';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id } from './schema';

const ReadView = z.object({ id: z.uuid(), read: z.literal(true) });

const readOne = route({
  method: 'post',
  path: '/interactions/:id/read',
  right: 'interaction.create',
  summary: 'Say that you have read it: nobody is told then that a client waits to be noticed',
  params: Id,
  answers: ReadView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const { id } = await seenInteractionOf(context, actor, params.id);
    await readActivity(context.pool, { activityId: id, personId: actor.id, now: context.clock.now() });
    return { id, read: true as const };
  },
});

const readTouched = route({
  method: 'post',
  path: '/touches/:id/read',
  right: 'interaction.create',
  summary: 'The same of a touch',
  params: Id,
  answers: ReadView,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, actor }, { pool, clock }) => {
    if (!(await seesTouch(pool, await sightOf(pool, actor), id))) throw notFound('touch');
    await readActivity(pool, { activityId: id, personId: actor.id, now: clock.now() });
    return { id, read: true as const };
  },
});

export const interactionReads: Route[] = [readOne, readTouched];
