import { z } from 'zod';
import type { Person } from '../access';
import { readEvent, readHistory, readInstance } from '../crm';
import type { Instant, Kind } from '../process';
import type { Context } from './context';
import { Deadline, deadlineViews } from './deadline-views';
import { EventView, eventView } from './event-view';
import { cardOf, KINDS } from './instance-kinds';
import { Offers, offersOf } from './offers';
import { Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, TimeIn } from './schema';
import { cardView, type LeadView, type SaleView } from './views';

const HistoryQuery = z.strictObject({
  ...paging,
  at: TimeIn.optional().meta({ description: 'How it stood then; what has not come yet is now' }),
});

/** What is told of a moment beside the card as it was. */
const then = {
  deadlines: z.array(Deadline).meta({ description: 'What was armed then' }),
  allowed: Offers.meta({ description: 'What you could have asked for then' }),
  last: EventView.meta({ description: 'The decision that had made it so' }),
};

const AS_IT_STOOD = {
  sale: KINDS.sale.view.extend(then).meta({ id: 'SaleThen' }),
  lead: KINDS.lead.view.extend(then).meta({ id: 'LeadThen' }),
} as const;
type Then = typeof AS_IT_STOOD.sale | typeof AS_IT_STOOD.lead;

/** The decisions of a lead or a sale, and how it stood at a moment. */
export function history(kind: Kind): Route {
  return route({
    method: 'get',
    path: `${KINDS[kind].path}/:id/history`,
    right: `${kind}.read` as const,
    summary: `The decisions of the ${kind}, oldest first; with ?at= up to then, and how it stood then`,
    params: Id,
    query: HistoryQuery,
    answers: pageOfItems(EventView).extend({ asItStood: (AS_IT_STOOD[kind] as Then).optional() }),
    refuses: ['NotFound'],
    handle: async ({ params, query, actor }, context) => {
      await cardOf(context, kind, params.id, actor);
      const { at, ...page } = query;
      const now = context.clock.now();
      const read = await readHistory(context.pool, params.id, page, { until: at, now });
      const answer = { ...read, items: read.items.map(eventView), asOf: isoOf(read.asOf) };
      if (at === undefined) return answer;
      const instance = { kind, id: params.id };
      return { ...answer, asItStood: await asItStood(context, instance, actor, Math.min(at, read.asOf)) };
    },
  });
}

/**
 * One instance as it was at a moment: read from the snapshot that was stored with the last decision by then, so that it
 * costs the same however long the history is. Names of people and clients are those of today.
 */
async function asItStood(
  context: Context,
  { kind, id }: { kind: Kind; id: string },
  actor: Person,
  at: Instant,
): Promise<z.input<Then>> {
  const card = await readInstance(context, kind, id, { at });
  const last = card && (await readEvent(context.pool, id, card.snapshot.seq));
  if (!card || !last) throw new Problem('NotFound', { detail: `The ${kind} had not started by ${isoOf(at)}.` });
  return {
    ...(cardView(card, at) as z.input<typeof SaleView> & z.input<typeof LeadView>),
    deadlines: deadlineViews(card.snapshot),
    allowed: await offersOf(context, card, actor, at),
    last: eventView(last),
  };
}
