import { z } from 'zod';
import { type Person, sightOf } from '../access';
import {
  type AccountList,
  accountLists,
  addMatching,
  addMembers,
  ask,
  changeAccountList,
  countList,
  createAccountList,
  deleteAccountList,
  type ListWords,
  type Question,
  readAccountList,
  removeMembers,
  SHARES,
  unseenAccounts,
} from '../crm';
import { accountPage } from './client-page';
import type { Context } from './context';
import { once } from './kept';
import { faultyWording, listAsked, questionOf, readerOf } from './list-question';
import { ListedAccount } from './listed';
import { notFound, Problem, refuse } from './problem';
import { type Route, route } from './route';
import { mustBeTeams } from './saved-views';
import { Id, isoOf, OptionalKey, pageOfItems, Ref, Time, words } from './schema';

const ListView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    note: z.string().nullable(),
    condition: z.string().nullable().meta({ description: 'Whoever meets it is on the list; null: it is kept by hand' }),
    shared: z.enum(SHARES),
    teams: z.array(z.string()),
    owner: Ref,
    yours: z.boolean(),
    revision: z.number(),
    updatedAt: Time,
  })
  .meta({ id: 'AccountList' });

const listOut = (actor: Person, { teams, updatedAt, ...list }: AccountList): z.input<typeof ListView> => ({
  ...list,
  teams: [...teams],
  yours: list.owner.id === actor.id,
  updatedAt: isoOf(updatedAt),
});

const list = route({
  method: 'get',
  path: '/account-lists',
  right: 'account-list.read',
  summary: 'Lists of organisations: your own, and those that are shared with you',
  answers: z.object({ items: z.array(ListView) }),
  handle: async ({ actor }, { pool }) => ({
    items: (await accountLists(pool, actor)).map((one) => listOut(actor, one)),
  }),
});

async function seenList({ pool }: Context, actor: Person, id: string): Promise<AccountList> {
  const found = await readAccountList(pool, actor, id);
  if (!found) throw notFound('list');
  return found;
}

async function ownList(context: Context, actor: Person, id: string): Promise<AccountList> {
  const found = await seenList(context, actor, id);
  if (found.owner.id === actor.id) return found;
  throw new Problem('NotAllowed', { detail: `It is ${found.owner.name}'s: make one of your own out of it.` });
}

/** Whoever is on a list, as an ordinary question: what holds for lists of organisations holds for its members. */
const inList = (id: string): string => `in list "${id}"`;

const read = route({
  method: 'get',
  path: '/account-lists/:id',
  right: 'account-list.read',
  summary: 'One list, and how many organisations you see on it',
  params: Id,
  answers: ListView.extend({ members: z.number() }).meta({ id: 'CountedAccountList' }),
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const found = await seenList(context, actor, params.id);
    const question = await questionOf(context, actor, 'account', { filter: inList(found.id) });
    const members = await countList(context.pool, readerOf(actor, undefined), question, context.clock.now());
    return { ...listOut(actor, found), members };
  },
});

const said = {
  name: words(200),
  note: words(2000).nullable().default(null),
  condition: z.string().trim().min(1).max(4000).nullable().default(null),
  shared: z.enum(SHARES).default('nobody'),
  teams: z.array(z.string().max(200)).max(50).default([]),
};
const NewList = z.strictObject(said).meta({ id: 'NewAccountList' });
const ListChange = z.strictObject({ revision: z.int().min(1), ...said }).meta({ id: 'AccountListChange' });

/** @throws Problem with all that is wrong with a list; one may not be on itself */
async function mustFit({ pool }: Context, actor: Person, given: ListWords, id?: string): Promise<void> {
  const { faults, question } = await ask(pool, actor, { entity: 'account', filter: given.condition ?? '' });
  if (faults.filter) throw faultyWording('body', { filter: faults.filter });
  await mustBeTeams(pool, given);
  if (id !== undefined && (await namesItself(pool, actor, question, id))) throw onItself();
}

async function namesItself(pool: Context['pool'], actor: Person, { lists }: Question, id: string): Promise<boolean> {
  const own = await readAccountList(pool, actor, id);
  const names = [id, own?.name.toLowerCase()];
  return [...lists.keys()].some((name) => names.includes(name.toLowerCase()));
}

const onItself = (): Problem => {
  const message = 'A list cannot ask for itself';
  return new Problem('BadInput', { detail: message, errors: [{ path: 'body.condition', message }] });
};

const create = route({
  method: 'post',
  path: '/account-lists',
  right: 'account-list.change',
  summary: 'Make a list of organisations, by hand or by a condition',
  headers: OptionalKey,
  body: NewList,
  answers: ListView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    await mustFit(context, asked.actor, asked.body);
    const { pool, clock } = context;
    return once(context, asked, async (id) =>
      listOut(asked.actor, await createAccountList(pool, asked.actor, id, asked.body, clock.now())),
    );
  },
});

const change = route({
  method: 'put',
  path: '/account-lists/:id',
  right: 'account-list.change',
  summary: 'Change a list of your own; one that gets a condition has no members by hand any more',
  params: Id,
  body: ListChange,
  answers: ListView,
  refuses: ['NotFound', 'NotAllowed', 'MovedOn'],
  handle: async ({ params, body, actor }, context) => {
    const { revision, ...given } = body;
    const own = await ownList(context, actor, params.id);
    await mustFit(context, actor, given, own.id);
    const changed = await changeAccountList(context.pool, actor, own.id, given, revision, context.clock.now());
    if (changed === 'not theirs') throw notFound('list');
    if (changed === 'moved on') throw new Problem('MovedOn', { detail: `Revision ${own.revision} is what it is now.` });
    return listOut(actor, changed);
  },
});

const remove = route({
  method: 'delete',
  path: '/account-lists/:id',
  right: 'account-list.change',
  summary: 'Delete a list of your own; its organisations stay',
  params: Id,
  answers: z.object({ deleted: z.literal(true) }),
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params, actor }, context) => {
    await deleteAccountList(context.pool, actor, (await ownList(context, actor, params.id)).id);
    return { deleted: true as const };
  },
});

const members = route({
  method: 'get',
  path: '/account-lists/:id/members',
  right: 'account-list.read',
  summary: 'The organisations on a list, as far as you see them',
  params: Id,
  query: z.strictObject(listAsked),
  answers: pageOfItems(ListedAccount),
  refuses: ['NotFound'],
  handle: async ({ params, query, actor }, context) => {
    const found = await seenList(context, actor, params.id);
    const on = await questionOf(context, actor, 'account', { filter: inList(found.id) });
    return accountPage(context, actor, query, { on, of: found.id });
  },
});

const Ids = z.array(z.uuid()).max(5000).default([]);
const Members = z
  .strictObject({
    add: Ids,
    remove: Ids,
    from: z
      .strictObject({
        filter: z.string().trim().min(1).max(4000).optional(),
        view: z.string().max(100).optional(),
        list: z.uuid().optional(),
      })
      .refine((given) => Object.keys(given).length > 0, 'Name a filter, a view or a list')
      .optional()
      .meta({ description: 'Whoever meets this now is put on the list, and stays' }),
  })
  .meta({ id: 'ListMembers' });

const setMembers = route({
  method: 'post',
  path: '/account-lists/:id/members',
  right: 'account-list.change',
  summary: 'Put organisations on a list of your own and take them off: by id, or from a filter, a view or another list',
  params: Id,
  headers: OptionalKey,
  body: Members,
  answers: z.object({ added: z.number(), removed: z.number() }).meta({ id: 'MembersChanged' }),
  refuses: ['NotFound', 'NotAllowed', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { body, actor, params } = asked;
    const own = await ownList(context, actor, params.id);
    if (own.condition !== null) throw keptByCondition();
    const from = body.from && (await questionFrom(context, actor, body.from));
    await mustSee(context, actor, body.add);
    return once(context, asked, () => changeMembers(context, actor, own.id, body, from), 200);
  },
});

const keptByCondition = (): Problem => {
  const message = 'The list has a condition, which says who is on it: take it away, or change it';
  return new Problem('BadInput', { detail: message, errors: [{ path: 'body', message }] });
};

async function questionFrom(
  context: Context,
  actor: Person,
  given: { filter?: string; view?: string; list?: string },
): Promise<Question> {
  const { filter, view, list: listId } = given;
  const question = await questionOf(context, actor, 'account', { filter, view });
  if (listId === undefined) return question;
  const of = await questionOf(context, actor, 'account', {
    filter: inList((await seenList(context, actor, listId)).id),
  });
  return {
    ...question,
    filters: [...question.filters, ...of.filters],
    lists: new Map([...question.lists, ...of.lists]),
  };
}

/** @throws Problem that names every organisation which the actor does not see */
async function mustSee({ pool, clock }: Context, actor: Person, ids: readonly string[]): Promise<void> {
  const unseen = new Set(await unseenAccounts(pool, await sightOf(pool, actor), ids, clock.now()));
  const errors = ids.flatMap((id, n) =>
    unseen.has(id) ? [{ path: `body.add.${n}`, message: 'There is no such account' }] : [],
  );
  refuse(errors);
}

async function changeMembers(
  { pool, clock }: Context,
  actor: Person,
  id: string,
  body: z.output<typeof Members>,
  from: Question | undefined,
) {
  const now = clock.now();
  const removed = await removeMembers(pool, id, body.remove);
  const byHand = await addMembers(pool, id, body.add, actor.id, now);
  const matching = from ? await addMatching(pool, id, readerOf(actor, undefined), from, now) : 0;
  return { added: byHand + matching, removed };
}

/** Lists of organisations. */
export const accountListRoutes: Route[] = [list, create, read, change, remove, members, setMembers];
