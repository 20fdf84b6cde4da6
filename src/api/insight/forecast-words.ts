import { z } from 'zod';
import { isAbove, mayDo, ownerOf, type Person } from '../../access';
import { CATEGORIES, type ForecastWords, readForecastWords, SAID_AS, type SaidAs, sayOfSale } from '../../insight';
import type { Context } from '../context';
import { mustSee } from '../must-see';
import { Problem } from '../problem';
import { route } from '../route';
import { Id, isoOf, Ref, Time, words } from '../schema';

const Category = z.enum(CATEGORIES);
const Word = z.object({ category: Category, note: z.string().nullable(), by: Ref.nullable(), at: Time }).nullable();
const Words = z
  .object({
    owner: Word,
    manager: Word,
    counts: Category.meta({ description: 'The manager’s word, else the owner’s, else pipeline' }),
  })
  .meta({ id: 'ForecastWords' });

const wordsView = ({ owner, manager, counts }: ForecastWords): z.input<typeof Words> => {
  const of = (word: ForecastWords['owner']) => word && { ...word, at: isoOf(word.at) };
  return { owner: of(owner), manager: of(manager), counts };
};

const read = route({
  method: 'get',
  path: '/sales/:id/forecast',
  right: 'sale.read',
  summary: 'How sure its owner and their manager are of a sale',
  params: Id,
  answers: Words,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    await mustSee(context, actor, 'sale', params.id);
    return wordsView(await readForecastWords(context.pool, params.id));
  },
});

const say = route({
  method: 'put',
  path: '/sales/:id/forecast',
  right: 'forecast.say',
  summary:
    'Say how sure you are of a sale, as its owner or as their manager; both words are kept, the manager’s counts',
  params: Id,
  body: z.strictObject({
    as: z.enum(SAID_AS).optional().meta({ description: 'As its owner, where it is yours; else as the manager' }),
    category: Category.nullable().meta({ description: 'null takes your word back' }),
    note: words(500).nullable().default(null).meta({ description: 'Why' }),
  }),
  answers: Words,
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params, body, actor }, context) => {
    await mustSee(context, actor, 'sale', params.id);
    const saidAs = await mayAs(context, actor, body.as, params.id);
    const { category, note } = body;
    await sayOfSale(context.pool, params.id, { saidAs, category, note, by: actor.id }, context.clock.now());
    return wordsView(await readForecastWords(context.pool, params.id));
  },
});

/**
 * As whom somebody says it: the owner says their own; whoever is above them, or has the right `forecast.others`, says the manager's.
 * @throws Problem for others
 */
async function mayAs({ pool }: Context, actor: Person, as: SaidAs | undefined, saleId: string): Promise<SaidAs> {
  const owner = await ownerOf(pool, { entity: 'sale', id: saleId });
  const wanted = as ?? (owner === actor.id ? 'owner' : 'manager');
  if (wanted === 'owner' && owner === actor.id) return wanted;
  if (wanted === 'manager' && (mayDo(actor, 'forecast.others') || (owner && (await isAbove(pool, actor.id, owner)))))
    return wanted;
  const detail =
    wanted === 'owner'
      ? 'The owner’s word is the owner’s alone.'
      : 'The manager’s word is for those above the owner, and for who has the right forecast.others.';
  throw new Problem('NotAllowed', { detail });
}

export const forecastWords = [read, say];
