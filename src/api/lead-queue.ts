import { z } from 'zod';
import { type Claimed, claimLead, keeperOf, listQueue, putBack, readInstance, undoClaim } from '../crm';
import type { Context } from './context';
import { mustSee } from './must-see';
import { notFound, Problem } from './problem';
import { type Reply, type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, Ref, RequiredKey, Time } from './schema';
import { type AskedCommand, send } from './send';
import { cardView, LeadView } from './views';

const word = z.string().nullable();
const QueuePart = z.object({
  role: z.string().optional(),
  team: z.string().optional(),
  skill: z.string().optional(),
  line: z.string().optional(),
  language: z.string().optional(),
});

const QueuedLeadView = z
  .object({
    id: z.uuid(),
    number: z.number(),
    topic: z.string(),
    need: word,
    organisation: word,
    source: word,
    region: word,
    country: word,
    industry: word,
    line: word,
    language: word,
    rating: word,
    keeper: Ref.meta({ description: 'Owns it until somebody claims it' }),
    startedAt: Time,
    queue: QueuePart.meta({ description: 'Who may claim it' }),
  })
  .meta({ id: 'QueuedLead' });

const queue = route({
  method: 'get',
  path: '/leads/queue',
  right: 'lead.claim',
  summary: 'The leads that you may claim: the best rated first, then those that have stood longest',
  description:
    'Being one of those whom a queue is for is what lets you see its leads, however far you see otherwise; names, addresses and phones come with the card, once it is yours.',
  query: z.strictObject(paging),
  answers: pageOfItems(QueuedLeadView),
  handle: async ({ query, actor }, { pool, clock }) => {
    const read = await listQueue(pool, { personId: actor.id, page: query }, clock.now());
    const items = read.items.map(({ startedAt, ...lead }) => ({ ...lead, startedAt: isoOf(startedAt) }));
    return { ...read, items, asOf: isoOf(read.asOf) };
  },
});

const claim = route({
  method: 'post',
  path: '/leads/:id/claim',
  right: 'lead.claim',
  summary: 'Take a lead from a queue; of several who ask, one gets it, and the others hear who',
  params: Id,
  headers: RequiredKey,
  answers: LeadView,
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { params, actor } = asked;
    const claimed = await claimLead(context.pool, params.id, actor.id, context.clock.now());
    if (claimed.became !== 'claimed' && claimed.became !== 'theirs') throw await refusal(context, asked, claimed);
    if (claimed.became === 'theirs' || claimed.keeper === actor.id) return theirCard(context, params.id);
    return handOver(context, asked, params.id);
  },
});

/** The process hears of it as of any other change of owner. What it does not take is free for the next one. */
async function handOver(context: Context, asked: AskedCommand, leadId: string): Promise<Reply<unknown>> {
  try {
    const act = { type: 'reassign' as const, owner: asked.actor.id };
    return await send(context, asked, { kind: 'lead', instanceId: leadId, act, ofAny: true });
  } catch (error) {
    if (error instanceof Problem && error.status < 500) await undoClaim(context.pool, leadId, asked.actor.id);
    throw error;
  }
}

async function theirCard(context: Context, id: string) {
  const card = await readInstance(context, 'lead', id);
  if (!card) throw notFound('lead');
  return cardView(card, context.clock.now()) as z.input<typeof LeadView>;
}

type Refused = Exclude<Claimed, { became: 'claimed' | 'theirs' }>;

async function refusal(
  context: Context,
  { params, actor }: { params: { id: string }; actor: AskedCommand['actor'] },
  claimed: Refused,
): Promise<Problem> {
  switch (claimed.became) {
    case 'held':
      return new Problem('CommandRefused', {
        code: 'LeadHeld',
        detail: `${claimed.by.name} has it.`,
        until: [{ code: 'LeadHeld', params: { holder: claimed.by } }],
      });
    case 'full': {
      const { openLeads, maxOpenLeads } = claimed;
      return new Problem('CommandRefused', {
        code: 'NoRoom',
        detail: `You have ${openLeads} open leads, and room for ${maxOpenLeads}.`,
        until: [{ code: 'NoRoom', params: { openLeads, maxOpenLeads } }],
      });
    }
    case 'closed':
      return new Problem('CommandRefused', { code: 'Closed', detail: 'It is closed.', until: [] });
    case 'not for them':
      // Whoever the queue is not for need not learn that the lead is there.
      await mustSee(context, actor, 'lead', params.id);
      return new Problem('CommandRefused', {
        code: 'NotYours',
        detail: 'The queue is for others.',
        until: [{ code: 'NotYours', params: { who: 'those whom the queue is for' } }],
      });
    case 'in no queue':
      await mustSee(context, actor, 'lead', params.id);
      return new Problem('CommandRefused', { code: 'NotQueued', detail: 'It stands in no queue.', until: [] });
  }
}

const release = route({
  method: 'post',
  path: '/leads/:id/release',
  right: 'lead.claim',
  summary: 'Put a claimed lead back into its queue; whoever may give it to another owner may',
  params: Id,
  headers: RequiredKey,
  answers: LeadView,
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { params, actor } = asked;
    await mustSee(context, actor, 'lead', params.id);
    const kept = await keeperOf(context.pool, params.id);
    if (!kept)
      throw new Problem('CommandRefused', { code: 'NotQueued', detail: 'It was claimed from no queue.', until: [] });
    const act = { type: 'reassign' as const, owner: kept.keeper };
    const answer = await send(context, asked, { kind: 'lead', instanceId: params.id, act });
    await putBack(context.pool, params.id);
    return answer;
  },
});

/** Before the routes of one lead, since `queue` is no id. */
export const leadQueue: Route[] = [queue, claim, release];
