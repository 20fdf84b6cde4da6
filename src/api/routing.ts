import { z } from 'zod';
import { publishRouting, readRoutingInForce } from '../publishing';
import { once } from './kept';
import { notFound } from './problem';
import { type Route, route } from './route';
import { OptionalKey, Time, words } from './schema';
import { faulty, ShortText } from './texts';

const RoutingView = z
  .object({
    text: z.string(),
    rules: z.array(z.record(z.string(), z.unknown())).meta({ description: 'The same, line by line' }),
    at: Time,
    author: z.object({ id: z.string(), name: z.string() }),
    note: z.string(),
  })
  .meta({ id: 'Routing' });

type Pool = Parameters<typeof readRoutingInForce>[0];

async function inForce(pool: Pool): Promise<z.input<typeof RoutingView>> {
  const found = await readRoutingInForce(pool);
  if (!found) throw notFound('routing rule');
  const { source, rules, at, author, note } = found;
  return { text: source, rules: rules.map((rule) => ({ ...rule })), at: at.toISOString(), author, note };
}

const read = route({
  method: 'get',
  path: '/routing',
  right: 'process.read',
  summary: 'The rule that says which process a new lead or sale gets',
  answers: RoutingView,
  refuses: ['NotFound'],
  handle: (_asked, { pool }) => inForce(pool),
});

const put = route({
  method: 'put',
  path: '/routing',
  right: 'process.publish',
  summary: 'Put another rule in force, for leads and sales that are new from then on',
  headers: OptionalKey,
  body: z.strictObject({ text: ShortText, note: words(2000) }),
  answers: RoutingView,
  refuses: ['TextFaulty', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async (id) => {
        const { text, note } = asked.body;
        const published = await publishRouting(context.pool, text, { id, author: asked.actor.id, note });
        if (published.became === 'faulty') throw faulty(published.findings);
        return inForce(context.pool);
      },
      200,
    ),
});

export const routing: Route[] = [read, put];
