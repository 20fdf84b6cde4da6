import { z } from 'zod';
import { sightOf } from '../access';
import { endingOf, kindOf, listTasks } from '../crm';
import type { Act } from '../process';
import type { Context } from './context';
import { mustReach, workerOf } from './must-reach';
import { mustSee } from './must-see';
import { mustWorkOn } from './must-work-on';
import { notFound, Problem } from './problem';
import { type Reply, type Route, route } from './route';
import { counted, FieldsIn, Id, isoOf, RequiredKey, TimeIn, words } from './schema';
import { type AskedCommand, mustExist, send } from './send';
import { TaskPage, taskRowView } from './task-views';
import { LeadView, SaleView } from './views';

/** A command on a task is answered with the lead or sale that the task belongs to. */
const InstanceView = z.union([SaleView, LeadView]);

const list = route({
  method: 'get',
  path: '/tasks',
  right: 'task.read',
  summary: 'Tasks by urgency: yours and those you may claim, or those of everybody whom you see',
  query: z.strictObject({
    whose: z.enum(['mine', 'all']).default('mine'),
    assignee: z.uuid().optional(),
    instance: z.uuid().optional(),
    status: z.enum(['open', 'done', 'cancelled', 'any']).default('open'),
    ...counted,
  }),
  answers: TaskPage,
  handle: async ({ query, actor }, context) => {
    const { whose, limit, cursor, count, ...filter } = query;
    const worker = workerOf(actor);
    const mine = whose === 'mine' && filter.assignee === undefined ? worker : undefined;
    const seenBy = { sight: await sightOf(context.pool, actor), worker };
    const asked = { filter: { ...filter, ...(mine && { mine }) }, page: { limit, cursor, count }, seenBy };
    const page = await listTasks(context, asked, context.clock.now());
    return { ...page, items: page.items.map((row) => taskRowView(row, page.asOf)), asOf: isoOf(page.asOf) };
  },
});

const comment = words(4000).optional();
const expectedSeq = z.int().min(0).optional();

const add = route({
  method: 'post',
  path: '/tasks',
  right: 'task.command',
  summary: 'Add a task by hand to a lead or a sale',
  headers: RequiredKey,
  body: z
    .strictObject({
      instanceId: z.uuid(),
      title: words(300),
      personId: z.uuid().optional(),
      dueAt: TimeIn.optional(),
      comment,
      expectedSeq,
    })
    .meta({ id: 'NewTask' }),
  answers: InstanceView,
  status: 201,
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { instanceId, title, personId, dueAt, expectedSeq } = asked.body;
    const kind = await kindOf(context.pool, instanceId);
    if (!kind) throw notFound('lead or sale');
    await mustSee(context, asked.actor, kind, instanceId);
    await mustWorkOn(context, asked.actor, kind, instanceId);
    await mustExist(context, asked.actor, { personId: ['person', personId] });
    const act: Act = { type: 'add task', assignee: personId ?? asked.actor.id, ...(dueAt !== undefined && { dueAt }) };
    const record = { title, comment: asked.body.comment };
    const reply = await send(context, asked, { kind, instanceId, act, expectedSeq, record, status: 201 });
    return reply;
  },
});

/** Sends an act on a task to the instance that the task belongs to. @throws Problem for a task that is not there for who asks */
async function sendTo(
  context: Context,
  asked: AskedCommand & { params: { id: string }; body: { comment?: string; expectedSeq?: number } },
  act: Act,
): Promise<Reply<unknown>> {
  const { instance } = await mustReach(context, asked.actor, asked.params.id);
  const { comment, expectedSeq } = asked.body;
  const record = comment === undefined ? {} : { comment };
  return send(context, asked, { kind: instance.kind, instanceId: instance.id, act, expectedSeq, record });
}

const shared = {
  method: 'post',
  right: 'task.command',
  params: Id,
  headers: RequiredKey,
  answers: InstanceView,
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
} as const;

const claim = route({
  ...shared,
  path: '/tasks/:id/claim',
  summary: 'Take a task that waits in a queue',
  body: z.strictObject({ comment, expectedSeq }).prefault({}),
  handle: (asked, context) => sendTo(context, asked, { type: 'claim', task: asked.params.id }),
});

const complete = route({
  ...shared,
  path: '/tasks/:id/complete',
  summary: 'Answer a task with its outcome; what the process makes of it is in the answer',
  body: z
    .strictObject({
      outcome: z.string().min(1).max(200),
      fields: FieldsIn.optional(),
      until: TimeIn.optional().meta({ description: 'For outcomes that put the task off' }),
      comment,
      expectedSeq,
    })
    .meta({ id: 'CompleteTask' }),
  handle: (asked, context) => {
    const { outcome, fields, until } = asked.body;
    const given = { ...(fields && { fields }), ...(until !== undefined && { until }) };
    return sendTo(context, asked, { type: 'complete', task: asked.params.id, outcome, ...given });
  },
});

const delegate = route({
  ...shared,
  path: '/tasks/:id/delegate',
  summary: 'Hand a task to somebody else',
  body: z.strictObject({ personId: z.uuid(), comment, expectedSeq }),
  handle: async (asked, context) => {
    await mustExist(context, asked.actor, { personId: ['person', asked.body.personId] });
    return sendTo(context, asked, { type: 'delegate', task: asked.params.id, to: asked.body.personId });
  },
});

const cancel = route({
  ...shared,
  path: '/tasks/:id/cancel',
  summary: 'Cancel a task that the process can do without',
  body: z.strictObject({ comment, expectedSeq }).prefault({}),
  handle: (asked, context) => sendTo(context, asked, { type: 'cancel task', task: asked.params.id }),
});

const undo = route({
  ...shared,
  path: '/tasks/:id/undo',
  summary: 'Take back the answer to a task, or its cancelling',
  description:
    'While nothing else has happened since, for as long as the process lets people: else a 409 says what has.',
  body: z.strictObject({ comment }).prefault({}),
  handle: async (asked, context) => {
    const task = await mustReach(context, asked.actor, asked.params.id);
    const seq = await endingOf(context.pool, task);
    if (seq === null)
      throw new Problem('CommandRefused', { code: 'NothingToDo', detail: 'Nobody has answered or cancelled it.' });
    const body = { ...asked.body, expectedSeq: seq };
    return sendTo(context, { ...asked, body }, { type: 'undo' });
  },
});

export const tasks: Route[] = [list, add, claim, complete, delegate, cancel, undo];
