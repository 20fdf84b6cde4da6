import { type Person, sightOf } from '../access';
import { accountCards, contactCards, type Narrowing, narrowed, type Question, readList } from '../crm';
import { accountView } from './accounts';
import { contactView } from './contacts';
import type { Context } from './context';
import { timesOf } from './instance-lists';
import { columnsOut } from './list-cells';
import { type AskedList, questionOf, readerOf } from './list-question';
import { isoOf } from './schema';

interface AskedPage extends AskedList {
  zone?: string;
  limit: number;
  cursor?: string;
  count?: boolean;
}

/** What else a page is narrowed to, beside what its address asks. */
interface Within {
  narrow?: Narrowing;
  /** A further question that must be met, such as whether it is on a list; `of` tells its cursors from others'. */
  on?: Question;
  of?: string;
}

/** A page of organisations that somebody sees. */
export const accountPage = (context: Context, actor: Person, query: AskedPage, within: Within = {}) =>
  clientPage(context, actor, 'account', query, within, async (ids, sight) =>
    (await accountCards(context.prisma, ids, sight)).map(accountView),
  );

/** A page of contact persons that somebody sees. */
export const contactPage = (context: Context, actor: Person, query: AskedPage, within: Within = {}) =>
  clientPage(context, actor, 'contact', query, within, async (ids, sight) =>
    (await contactCards(context.prisma, ids, sight)).map(contactView),
  );

type Sight = Awaited<ReturnType<typeof sightOf>>;

async function clientPage<V extends { id: string }>(
  context: Context,
  actor: Person,
  entity: 'account' | 'contact',
  { zone, limit, cursor, count, ...wording }: AskedPage,
  { narrow = {}, on, of }: Within,
  cardsOf: (ids: readonly string[], sight: Sight) => Promise<V[]>,
) {
  const { view, filter, sort, columns } = wording;
  const question = narrowed(await questionOf(context, actor, entity, { view, filter, sort, columns }), narrow);
  const whole = on
    ? { ...question, filters: [...question.filters, ...on.filters], lists: new Map([...question.lists, ...on.lists]) }
    : question;
  const sight = await sightOf(context.pool, actor);
  const asked = {
    page: { limit, cursor, count },
    wording: { entity, view, filter, sort, columns, narrow, zone, of },
    sight,
  };
  const page = await readList(context.pool, readerOf(actor, zone), whole, asked, context.clock.now());
  const cells = new Map(page.items.map((row) => [row.id, row.cells]));
  const times = timesOf(whole);
  const cards = await cardsOf([...cells.keys()], sight);
  const items = cards.map((card) => ({ ...card, ...columnsOut(cells.get(card.id), times) }));
  return { ...page, items, asOf: isoOf(page.asOf) };
}
