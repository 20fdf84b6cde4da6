import { z } from 'zod';
import {
  type Distribution,
  distributionVersions,
  type Given,
  type LeadFacts,
  namesOf,
  publishDistribution,
  readDistribution,
  readDistributionInForce,
  readKnownPeople,
  sayFallback,
  tryDistribution,
} from '../crm';
import type { Context } from './context';
import { LookedView, lookedView } from './distribution-views';
import { once } from './kept';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Count, isoOf, MoneyIn, OptionalKey, Ref, Text, Time, words } from './schema';
import { mustExist } from './send';
import { faulty, ShortText } from './texts';

const DistributionView = z
  .object({
    n: z.number().meta({ description: 'Rises with each; send it as `after`' }),
    text: z.string(),
    rules: z.array(z.record(z.string(), z.unknown())).meta({ description: 'The same, rule by rule; people by id' }),
    at: Time,
    author: Ref,
    note: z.string(),
  })
  .meta({ id: 'Distribution' });

const viewOf = ({ source, rules, at, ...rest }: Distribution): z.input<typeof DistributionView> => ({
  ...rest,
  text: source,
  rules: rules.map((rule) => ({ ...rule })),
  at: isoOf(at),
});

async function inForce({ pool }: Context): Promise<Distribution> {
  const found = await readDistributionInForce(pool);
  if (!found) throw notFound('distribution: no rules were published');
  return found;
}

const read = route({
  method: 'get',
  path: '/distribution',
  right: 'distribution.read',
  summary: 'The rules that give new leads to people',
  answers: DistributionView,
  refuses: ['NotFound'],
  handle: async (_asked, context) => viewOf(await inForce(context)),
});

const versions = route({
  method: 'get',
  path: '/distribution/versions',
  right: 'distribution.read',
  summary: 'The rules that were in force, the newest first',
  answers: z.object({ items: z.array(DistributionView) }),
  handle: async (_asked, { pool }) => ({ items: (await distributionVersions(pool)).map(viewOf) }),
});

const put = route({
  method: 'put',
  path: '/distribution',
  right: 'distribution.publish',
  summary: 'Put rules in force for leads that are new from then on; an empty list gives each to whoever notes it',
  headers: OptionalKey,
  body: z.strictObject({
    text: ShortText,
    note: words(2000).meta({ description: 'Why' }),
    after: Count.min(0).optional().meta({
      description: 'The `n` that yours was made from (0: none); 409 MovedOn when another is in force by now',
    }),
  }),
  answers: DistributionView,
  refuses: ['TextFaulty', 'MovedOn', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async (id) => {
        const { text, note, after } = asked.body;
        const done = await publishDistribution(context.pool, text, { id, author: asked.actor.id, note, after });
        if (done.became === 'faulty') throw faulty(done.findings);
        if (done.became === 'moved on') throw new Problem('MovedOn', { detail: `Distribution ${done.n} is in force.` });
        return viewOf(await inForce(context));
      },
      200,
    ),
});

const Facts = z.strictObject({
  source: words(300).optional(),
  campaign: words(300).optional(),
  region: words(200).optional(),
  country: words(200).optional(),
  industry: words(200).optional(),
  line: words(200).optional(),
  language: words(20).optional(),
  product: words(200).optional().meta({ description: 'By its key' }),
  rating: words(100).optional(),
  revenue: MoneyIn.optional(),
  estimate: MoneyIn.optional(),
});

const attempt = route({
  method: 'post',
  path: '/distribution/try',
  right: 'distribution.try',
  summary: 'Which rule such a lead would meet now, whom it would be given to, and why; nothing is done',
  body: z.strictObject({
    facts: Facts.default({}),
    fallback: z.uuid().optional().meta({ description: 'Who notes it; else you' }),
    text: ShortText.optional().meta({ description: 'Rules that are not in force yet; else those that are' }),
  }),
  answers: z
    .object({
      owner: Ref,
      rule: z.number().nullable().meta({ description: 'From 1; null: no rule had anybody' }),
      queued: z.boolean(),
      looked: z.array(LookedView),
      say: z.array(Text).meta({ description: 'Why, as sentences' }),
    })
    .meta({ id: 'TriedDistribution' }),
  refuses: ['TextFaulty', 'NotFound'],
  handle: async ({ body, actor }, context) => {
    const { facts, fallback = actor.id, text } = body;
    await mustExist(context, actor, { fallback: ['person', fallback] });
    const rules = await rulesOf(context, text);
    const given = await tryDistribution(context.pool, rules, {
      facts: facts as LeadFacts,
      fallback,
      now: context.clock.now(),
    });
    return triedView(context, rules, given);
  },
});

async function rulesOf(context: Context, text?: string): Promise<Distribution['rules']> {
  if (text === undefined) return (await inForce(context)).rules;
  const found = readDistribution(text, await readKnownPeople(context.pool));
  if (!found.rules) throw faulty(found.findings);
  return found.rules;
}

async function triedView({ pool }: Context, rules: Distribution['rules'], { ownerId, rule, queue, looked }: Given) {
  const names = await namesOf(pool, { rules, looked, owner: { id: ownerId, name: '' } });
  const owner = { id: ownerId, name: names[ownerId] ?? '' };
  const views = looked.flatMap((one) => lookedView(one, rules, names));
  const say = [...views.map((one) => one.say), ...(rule === null ? [sayFallback(owner.name)] : [])];
  return { owner, rule: rule === null ? null : rule + 1, queued: queue !== null, looked: views, say };
}

export const distribution: Route[] = [read, versions, put, attempt];
