import { z } from 'zod';
import { addTaskComment, listTaskComments, snoozeTask, type TaskComment, wakeTask } from '../crm';
import { once } from './kept';
import { mustReach } from './must-reach';
import { badInput, Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, OptionalKey, pageOfItems, paging, Ref, Time, TimeIn, words } from './schema';

const Comment = z
  .object({
    id: z.uuid(),
    at: Time,
    author: Ref.nullable(),
    body: z.string(),
    with: z.string().nullable().meta({ description: 'The command that it came with, such as `complete`' }),
  })
  .meta({ id: 'TaskComment' });

const commentView = ({ at, ...comment }: TaskComment): z.input<typeof Comment> => ({ ...comment, at: isoOf(at) });

const comments = route({
  method: 'get',
  path: '/tasks/:id/comments',
  right: 'task.read',
  summary: 'What was said about a task, the oldest first: by itself, and with its commands',
  params: Id,
  query: z.strictObject(paging),
  answers: pageOfItems(Comment),
  refuses: ['NotFound'],
  handle: async ({ params, query, actor }, context) => {
    const task = await mustReach(context, actor, params.id);
    const page = await listTaskComments(context.pool, { task, page: query }, context.clock.now());
    return { ...page, items: page.items.map(commentView), asOf: isoOf(page.asOf) };
  },
});

const comment = route({
  method: 'post',
  path: '/tasks/:id/comments',
  right: 'task.command',
  summary: 'Say something about a task, open or ended',
  params: Id,
  headers: OptionalKey,
  body: z.strictObject({ body: words(4000) }).meta({ id: 'NewTaskComment' }),
  answers: Comment,
  status: 201,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { body, actor, params } = asked;
    const task = await mustReach(context, actor, params.id);
    return once(context, asked, async (id) => {
      const now = context.clock.now();
      await addTaskComment(context.pool, { id, task, authorId: actor.id, body: body.body }, now);
      const author = { id: actor.id, name: actor.name };
      return { id, at: isoOf(now), author, body: body.body, with: null };
    });
  },
});

/** A task that is out of sight for longer is forgotten. */
const LONGEST_MS = 366 * 24 * 60 * 60 * 1000;

const Snoozed = z.object({ task: z.uuid(), until: Time.nullable() }).meta({ id: 'Snoozed' });

const snooze = route({
  method: 'post',
  path: '/tasks/:id/snooze',
  right: 'task.command',
  summary: 'Keep a task out of your inbox until an instant, a year ahead at most',
  description: 'Its clock goes on: it turns overdue, and is counted so. To stop the clock, let the deal wait (`wait`).',
  params: Id,
  headers: OptionalKey,
  body: z.strictObject({ until: TimeIn }).meta({ id: 'SnoozeTask' }),
  answers: Snoozed,
  refuses: ['NotFound', 'NotInInbox', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { actor, params } = asked;
    const task = await mustReach(context, actor, params.id);
    const { until } = asked.body;
    return once(
      context,
      asked,
      async () => {
        const now = context.clock.now();
        if (until <= now || until > now + LONGEST_MS) throw badUntil();
        if (!task.open || !task.mine) throw new Problem('NotInInbox');
        await snoozeTask(context.pool, { taskId: task.id, personId: actor.id, until }, now);
        return { task: task.id, until: isoOf(until) };
      },
      200,
    );
  },
});

function badUntil(): Problem {
  const message = 'Must be in the future, and within a year';
  return badInput({ path: 'body.until', message });
}

const wake = route({
  method: 'delete',
  path: '/tasks/:id/snooze',
  right: 'task.command',
  summary: 'Put a snoozed task back into your inbox at once',
  params: Id,
  answers: Snoozed,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const task = await mustReach(context, actor, params.id);
    await wakeTask(context.pool, { taskId: task.id, personId: actor.id });
    return { task: task.id, until: null };
  },
});

export const taskNotes: Route[] = [comments, comment, snooze, wake];
