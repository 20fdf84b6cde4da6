import { z } from 'zod';
import { type Card, listTasks, readHistory, readInstance } from '../crm';
import { deadlinesOf, type Kind } from '../process';
import { CommandBody, partsOf } from './command-body';
import type { Context } from './context';
import { EventView, eventView } from './event-view';
import { interactionPage } from './interactions';
import { Offers, offersOf } from './offers';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, RequiredKey, Time, TimeIn } from './schema';
import { mustExist, send } from './send';
import { TaskPage, taskRowView } from './task-views';
import { cardView, LeadView, SaleView } from './views';

/** What the two kinds of instance differ in. */
const KINDS = {
  sale: { path: '/sales', view: SaleView },
  lead: { path: '/leads', view: LeadView },
} as const;

/** One instance by its id. @throws Problem when there is none of this kind. */
export async function cardOf(context: Context, kind: Kind, id: string): Promise<Card> {
  const card = await readInstance(context, kind, id);
  if (!card) throw notFound(kind);
  return card;
}

/** What a command on a lead or a sale may be answered with. */
const refusedCommand = ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'] as const;

/** The routes below one lead or one sale: the same for both kinds, since both are instances of a process. */
export function instanceRoutes(kind: Kind): Route[] {
  const { path, view } = KINDS[kind];
  const right = `${kind}.read` as const;
  return [
    route({
      method: 'get',
      path: `${path}/:id`,
      right,
      summary: `One ${kind}`,
      params: Id,
      answers: view as typeof SaleView | typeof LeadView,
      refuses: ['NotFound'],
      handle: async ({ params }, context) => cardView(await cardOf(context, kind, params.id), context.clock.now()),
    }),
    route({
      method: 'post',
      path: `${path}/:id/commands`,
      right: `${kind}.command` as const,
      summary: `Ask a ${kind} to take an outcome, move, wait, or what else its process allows`,
      params: Id,
      headers: RequiredKey,
      body: CommandBody,
      answers: view as typeof SaleView | typeof LeadView,
      received: true,
      refuses: refusedCommand,
      handle: async (asked, context) => {
        const { act, person, record } = partsOf(asked.body);
        await mustExist(context, { [asked.body.type === 'reassign' ? 'ownerId' : 'personId']: ['person', person] });
        const { expectedSeq } = asked.body;
        return send(context, asked, { kind, instanceId: asked.params.id, act, expectedSeq, record });
      },
    }),
    route({
      method: 'get',
      path: `${path}/:id/allowed`,
      right,
      summary: `What you may ask of the ${kind} now, and what would make the rest possible`,
      params: Id,
      answers: Offers,
      refuses: ['NotFound'],
      handle: async ({ params, actor }, context) => offersOf(context, await cardOf(context, kind, params.id), actor),
    }),
    history(kind),
    route({
      method: 'get',
      path: `${path}/:id/deadlines`,
      right,
      summary: `What will happen to the ${kind} by itself, and when`,
      params: Id,
      answers: z.object({ items: z.array(Deadline), asOf: Time }),
      refuses: ['NotFound'],
      handle: async ({ params }, context) => {
        const { snapshot } = await cardOf(context, kind, params.id);
        const items = deadlinesOf(snapshot).map(({ at, ...deadline }) => ({ ...deadline, at: isoOf(at) }));
        return { items, asOf: isoOf(context.clock.now()) };
      },
    }),
    route({
      method: 'get',
      path: `${path}/:id/tasks`,
      right,
      summary: `The tasks of the ${kind}, ended ones included, by urgency`,
      params: Id,
      query: z.strictObject(paging),
      answers: TaskPage,
      refuses: ['NotFound'],
      handle: async ({ params, query }, context) => {
        await cardOf(context, kind, params.id);
        const filter = { instance: params.id, status: 'any' as const };
        const page = await listTasks(context, { filter, page: query }, context.clock.now());
        return { ...page, items: page.items.map((row) => taskRowView(row, page.asOf)), asOf: isoOf(page.asOf) };
      },
    }),
    route({
      method: 'get',
      path: `${path}/:id/interactions`,
      right: 'interaction.read',
      summary: `Calls, e-mails, meetings and visits about the ${kind}, the newest first`,
      params: Id,
      query: z.strictObject(paging),
      answers: interactionPage.answers,
      refuses: ['NotFound'],
      handle: async ({ params, query }, context) => {
        await cardOf(context, kind, params.id);
        return interactionPage.read(context, { instance: params.id }, query);
      },
    }),
  ];
}

export const Deadline = z
  .object({
    key: z.string(),
    subject: z.string(),
    kind: z.enum(['due soon', 'overdue', 'escalate', 'wait over', 'rung', 'repeat']),
    at: Time,
  })
  .meta({ id: 'Deadline' });

const HistoryQuery = z.strictObject({ ...paging, at: TimeIn.optional() });

function history(kind: Kind): Route {
  const { path, view } = KINDS[kind];
  return route({
    method: 'get',
    path: `${path}/:id/history`,
    right: `${kind}.read` as const,
    summary: `The decisions of the ${kind}, oldest first; with ?at= up to then, and how it stood then`,
    params: Id,
    query: HistoryQuery,
    answers: pageOfItems(EventView).extend({
      asItStood: (view as typeof SaleView | typeof LeadView).nullable().optional(),
    }),
    refuses: ['NotFound'],
    handle: async ({ params, query }, context) => {
      await cardOf(context, kind, params.id);
      const { at, ...page } = query;
      const now = context.clock.now();
      const read = await readHistory(context.pool, params.id, page, { until: at, now });
      const items = read.items.map(eventView);
      const answer = { ...read, items, asOf: isoOf(read.asOf) };
      if (at === undefined) return answer;
      const card = await readInstance(context, kind, params.id, { at });
      return { ...answer, asItStood: card && cardView(card, at) };
    },
  });
}
