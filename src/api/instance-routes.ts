import { z } from 'zod';
import { explainDeadlines, explainFired, listTasks } from '../crm';
import type { Kind } from '../process';
import { CommandBody, partsOf } from './command-body';
import { deadlineViews, ExplainableDeadline, explainedView, firedView, PastDeadline } from './deadline-views';
import { history } from './history';
import { cardOf, KINDS, type LeadCard, mustBeSeen, type SaleCard } from './instance-kinds';
import { interactionPage } from './interactions';
import { Offers, offersOf } from './offers';
import { outsideEvent } from './outside-events';
import { type Route, route } from './route';
import { Flag, Id, isoOf, paging, RequiredKey, Time } from './schema';
import { mustExist, send } from './send';
import { sharedOn } from './shares';
import { TaskPage, taskRowView } from './task-views';
import { cardView, type LeadView, type SaleView } from './views';

/** What a command on a lead or a sale may be answered with. */
const refusedCommand = ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'] as const;

/** The routes below one lead or one sale: the same for both kinds, since both are instances of a process. */
export function instanceRoutes(kind: Kind): Route[] {
  const { path, view, card } = KINDS[kind];
  const right = `${kind}.read` as const;
  return [
    route({
      method: 'get',
      path: `${path}/:id`,
      right,
      summary: `One ${kind}`,
      params: Id,
      answers: card as typeof SaleCard | typeof LeadCard,
      refuses: ['NotFound'],
      handle: async ({ params, actor }, context) => ({
        ...cardView(await cardOf(context, kind, params.id, actor), context.clock.now()),
        ...(await sharedOn(context, actor, { entity: kind, id: params.id })),
      }),
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
        await mustExist(context, asked.actor, {
          [asked.body.type === 'reassign' ? 'ownerId' : 'personId']: ['person', person],
        });
        const { expectedSeq } = asked.body;
        await mustBeSeen(context, kind, asked.params.id, asked.actor);
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
      handle: async ({ params, actor }, context) =>
        offersOf(context, await cardOf(context, kind, params.id, actor), actor),
    }),
    outsideEvent(kind),
    history(kind),
    route({
      method: 'get',
      path: `${path}/:id/deadlines`,
      right,
      summary: `What will happen to the ${kind} by itself, and when`,
      params: Id,
      query: z.strictObject({ explain: Flag.optional().meta({ description: 'With the arithmetic of each' }) }),
      answers: z.object({ items: z.array(ExplainableDeadline), asOf: Time }),
      refuses: ['NotFound'],
      handle: async ({ params, query, actor }, context) => {
        const { id, snapshot, version } = await cardOf(context, kind, params.id, actor);
        const asOf = isoOf(context.clock.now());
        if (!query.explain) return { items: deadlineViews(snapshot), asOf };
        const { definition } = version;
        const explained = await explainDeadlines(context.pool, { id, snapshot, definition });
        return { items: explained.map(explainedView), asOf };
      },
    }),
    route({
      method: 'get',
      path: `${path}/:id/deadlines/fired`,
      right,
      summary: `What has happened to the ${kind} by itself, the latest first, each with the arithmetic of then`,
      params: Id,
      query: z.strictObject({
        seq: z.coerce
          .number()
          .int()
          .min(0)
          .max(2 ** 31 - 1)
          .optional()
          .meta({ description: 'Only the one that is this event of the history' }),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answers: z.object({ items: z.array(PastDeadline), asOf: Time }),
      refuses: ['NotFound'],
      handle: async ({ params, query, actor }, context) => {
        const { id, version } = await cardOf(context, kind, params.id, actor);
        const asOf = isoOf(context.clock.now());
        const { seq, limit } = query;
        const fired = await explainFired(context.pool, { id, definition: version.definition, seq, limit });
        return { items: fired.map(firedView), asOf };
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
      handle: async ({ params, query, actor }, context) => {
        await cardOf(context, kind, params.id, actor);
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
      handle: async ({ params, query, actor }, context) => {
        await cardOf(context, kind, params.id, actor);
        return interactionPage.read(context, actor, { instance: params.id }, query);
      },
    }),
  ];
}
