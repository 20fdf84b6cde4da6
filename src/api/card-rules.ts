import { z } from 'zod';
import { sightOf } from '../access';
import {
  CardRules,
  type ChangedEntity,
  countMissing,
  listLacking,
  putRules,
  readCustomFields,
  readRules,
  readScoreFacts,
  ScoreRules,
  scoreOf,
} from '../crm';
import { seenCard } from './card-write';
import type { Context } from './context';
import { once } from './kept';
import { notFound, refuse } from './problem';
import { type Asked, type Route, route } from './route';
import { Id, isoOf, OptionalKey, pageOfItems, paging, Text, Time } from './schema';

const Missing = pageOfItems(
  z.object({ id: z.uuid(), name: z.string(), ownerId: z.uuid().nullable(), missing: z.array(z.string()) }),
)
  .extend({
    cards: z.number().meta({ description: 'How many cards there are, of those in sight' }),
    lacking: z.number().meta({ description: 'How many of them lack something' }),
    fields: z.array(z.object({ field: z.string(), missing: z.number() })),
  })
  .meta({ id: 'MissingData' });

const query = z.strictObject({
  field: z.string().max(100).optional().meta({ description: 'Lists the cards that lack this one' }),
  ...paging,
});

async function missing(
  context: Context,
  entity: ChangedEntity,
  { actor, query: { field, ...page } }: { actor: Asked['actor']; query: z.output<typeof query> },
) {
  const sight = await sightOf(context.pool, actor);
  const counts = await countMissing(context.pool, { entity, sight });
  if (field !== undefined && !counts.fields.some((one) => one.field === field))
    refuse([{ path: 'query.field', message: `Must be one of: ${counts.fields.map((one) => one.field).join(', ')}` }]);
  const asked = { entity, sight, page, ...(field !== undefined && { field }) };
  const read = await listLacking(context.pool, asked, context.clock.now());
  const { total: cards, lacking, fields } = counts;
  return { ...read, asOf: isoOf(read.asOf), cards, lacking, fields };
}

const ofAccounts = route({
  method: 'get',
  path: '/accounts/missing',
  right: 'account.read',
  summary: 'What accounts’ cards lack, counted by field, and the accounts that lack it',
  description: 'Which fields count, the rules of cards say (`GET /card-rules`).',
  query,
  answers: Missing,
  handle: (asked, context) => missing(context, 'account', asked),
});

const ofContacts = route({
  method: 'get',
  path: '/contacts/missing',
  right: 'contact.read',
  summary: 'What contacts’ cards lack, counted by field, and the contacts that lack it',
  query,
  answers: Missing,
  handle: (asked, context) => missing(context, 'contact', asked),
});

const CardRulesView = CardRules.meta({
  id: 'CardRules',
  description: '`required`: a new card is refused without them. `wanted`: they count as missing data.',
});

const readCardRules = route({
  method: 'get',
  path: '/card-rules',
  right: 'card-setup.read',
  summary: 'Which fields of cards are required, and which count as missing',
  answers: CardRulesView,
  handle: (_asked, { pool }) => readRules(pool, 'cards'),
});

const putCardRules = route({
  method: 'put',
  path: '/card-rules',
  right: 'card-setup.change',
  summary: 'Say which fields of cards are required, and which count as missing',
  headers: OptionalKey,
  body: CardRulesView,
  answers: CardRulesView,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { pool, clock } = context;
        await refuseUnknown(context, asked.body);
        await putRules(pool, 'cards', asked.body, { by: asked.actor.id, at: clock.now() });
        return readRules(pool, 'cards');
      },
      200,
    ),
});

/** A rule about an added field that is not there would count every card. */
async function refuseUnknown({ pool }: Context, rules: CardRules): Promise<void> {
  const faults = await Promise.all(
    (['account', 'contact'] as const).map(async (entity) => {
      const known = new Set((await readCustomFields(pool, entity)).map(({ key }) => `custom.${key}`));
      return rules[entity].wanted.flatMap((field, n) =>
        field.startsWith('custom.') && !known.has(field)
          ? [{ path: `body.${entity}.wanted.${n}`, message: 'There is no such field' }]
          : [],
      );
    }),
  );
  refuse(faults.flat());
}

const ScoreRulesView = ScoreRules.meta({ id: 'ScoreRules', description: 'Money in minor units of the base currency' });

const readScoreRules = route({
  method: 'get',
  path: '/score-rules',
  right: 'card-setup.read',
  summary: 'How accounts are scored',
  answers: ScoreRulesView,
  handle: (_asked, { pool }) => readRules(pool, 'score'),
});

const putScoreRules = route({
  method: 'put',
  path: '/score-rules',
  right: 'card-setup.change',
  summary: 'Say how accounts are scored',
  headers: OptionalKey,
  body: ScoreRulesView,
  answers: ScoreRulesView,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { pool, clock } = context;
        await putRules(pool, 'score', asked.body, { by: asked.actor.id, at: clock.now() });
        return readRules(pool, 'score');
      },
      200,
    ),
});

const Score = z
  .object({
    score: z
      .number()
      .nullable()
      .meta({ description: '0 to 100: the share of the points that the parts could have had' }),
    parts: z.array(z.object({ code: z.string(), points: z.number(), of: z.number(), says: Text })),
    asOf: Time,
  })
  .meta({ id: 'Score' });

const score = route({
  method: 'get',
  path: '/accounts/:id/score',
  right: 'account.read',
  summary: 'How much an account promises, each point explained',
  params: Id,
  answers: Score,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const { pool, clock } = context;
    const { id, sight } = await seenCard(context, 'account', params.id, actor);
    const now = clock.now();
    const rules = await readRules(pool, 'score');
    const facts = await readScoreFacts(pool, { id, sight, rules, now });
    if (!facts) throw notFound('account');
    return { ...scoreOf(facts, rules, now), asOf: isoOf(now) };
  },
});

/** `/accounts/missing` is no account: they stand before the routes of single records. */
export const cardRules: Route[] = [
  ofAccounts,
  ofContacts,
  readCardRules,
  putCardRules,
  readScoreRules,
  putScoreRules,
  score,
];
