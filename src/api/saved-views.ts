import { z } from 'zod';
import type { Person } from '../access';
import {
  ask,
  changeView,
  createView,
  deleteView,
  ENTITIES,
  firstViews,
  listViews,
  openWith,
  readView,
  SHARES,
  unknownTeams,
  type View,
} from '../crm';
import type { Context } from './context';
import { once } from './kept';
import { FilterFindingView, findingViews } from './list-fields';
import { faultyWording } from './list-question';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { isoOrNull, OptionalKey, Text, Time, words } from './schema';

const SavedView = z
  .object({
    id: z.string().meta({ description: 'A UUID, or the name of one that ships' }),
    entity: z.enum(['lead', 'sale', 'account', 'contact']),
    name: Text,
    filter: z.string(),
    sort: z.string(),
    columns: z.array(z.string()),
    preset: z.boolean().meta({ description: 'It ships, and nobody changes it' }),
    shared: z.enum(SHARES),
    teams: z.array(z.string()),
    owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    yours: z.boolean(),
    first: z.boolean().meta({ description: 'Your list opens with it' }),
    revision: z.number(),
    updatedAt: Time.nullable(),
    findings: z.array(FilterFindingView).meta({ description: 'What no longer fits, such as a field that was retired' }),
  })
  .meta({ id: 'SavedView' });

async function viewOut(
  { pool }: Pick<Context, 'pool'>,
  actor: Person,
  view: View,
  firsts?: ReadonlySet<string>,
): Promise<z.input<typeof SavedView>> {
  const { faults } = await ask(pool, actor, view);
  const first = (firsts ?? (await firstViews(pool, actor.id))).has(view.id);
  const { teams, columns, updatedAt, ...rest } = view;
  const more = { teams: [...teams], columns: [...columns], updatedAt: isoOrNull(updatedAt) };
  return { ...rest, ...more, yours: view.owner?.id === actor.id, first, findings: findingViews(faults) };
}

const list = route({
  method: 'get',
  path: '/views',
  right: 'view.read',
  summary: 'Views that ship, your own, and those that are shared with you',
  query: z.strictObject({ entity: z.enum(ENTITIES).optional() }),
  answers: z.object({ items: z.array(SavedView) }),
  handle: async ({ query, actor }, context) => {
    const views = await listViews(context.pool, actor, query.entity);
    const firsts = await firstViews(context.pool, actor.id);
    const items = [];
    for (const view of views) items.push(await viewOut(context, actor, view, firsts));
    return { items };
  },
});

const Params = z.object({ id: z.string().max(100) });

async function seenView({ pool }: Context, actor: Person, id: string): Promise<View> {
  const view = await readView(pool, actor, id);
  if (!view) throw notFound('view');
  return view;
}

const read = route({
  method: 'get',
  path: '/views/:id',
  right: 'view.read',
  summary: 'One view, and what of it no longer fits',
  params: Params,
  answers: SavedView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => viewOut(context, actor, await seenView(context, actor, params.id)),
});

const said = {
  name: words(200),
  filter: z.string().trim().max(4000).default(''),
  sort: z.string().trim().max(300).default(''),
  columns: z.array(z.string().trim().min(1).max(110)).max(60).default([]),
  shared: z.enum(SHARES).default('nobody'),
  teams: z.array(z.string().max(200)).max(50).default([]).meta({ description: 'Keys of the teams it is shared with' }),
};
const NewView = z.strictObject({ entity: z.enum(ENTITIES), ...said }).meta({ id: 'NewView' });
const ViewChange = z.strictObject({ revision: z.int().min(1), ...said }).meta({ id: 'ViewChange' });

type Said = Omit<z.output<typeof ViewChange>, 'revision'>;

/** @throws Problem with all that is wrong with a view */
async function mustFit({ pool }: Context, actor: Person, entity: View['entity'], given: Said): Promise<void> {
  const { faults } = await ask(pool, actor, { entity, ...given });
  if (Object.keys(faults).length > 0) throw faultyWording('body', faults);
  await mustBeTeams(pool, given);
}

/** @throws Problem for teams that are not there, or when none is named */
export async function mustBeTeams(
  pool: Context['pool'],
  { shared, teams }: Pick<View, 'shared' | 'teams'>,
): Promise<void> {
  const unknown = await unknownTeams(pool, teams);
  const none = shared === 'teams' && teams.length === 0;
  const message = none ? 'Name the teams that it is shared with' : `There is no team ${unknown.join(', ')}`;
  if (none || unknown.length > 0)
    throw new Problem('BadInput', { detail: message, errors: [{ path: 'body.teams', message }] });
}

const create = route({
  method: 'post',
  path: '/views',
  right: 'view.change',
  summary: 'Save a view of your own, for yourself, for teams or for everybody',
  headers: OptionalKey,
  body: NewView,
  answers: SavedView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { entity, ...given } = asked.body;
    await mustFit(context, asked.actor, entity, given);
    const { pool, clock } = context;
    return once(context, asked, async (id) =>
      viewOut(context, asked.actor, await createView(pool, asked.actor, id, entity, given, clock.now())),
    );
  },
});

const copy = route({
  method: 'post',
  path: '/views/:id/copy',
  right: 'view.change',
  summary: 'Make a view of your own out of one that you see',
  params: Params,
  headers: OptionalKey,
  body: z.strictObject({ name: words(200) }).meta({ id: 'ViewCopy' }),
  answers: SavedView,
  status: 201,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { entity, filter, sort, columns } = await seenView(context, asked.actor, asked.params.id);
    const given = { name: asked.body.name, filter, sort, columns, shared: 'nobody' as const, teams: [] };
    const { pool, clock } = context;
    return once(context, asked, async (id) =>
      viewOut(context, asked.actor, await createView(pool, asked.actor, id, entity, given, clock.now())),
    );
  },
});

/** @throws Problem unless the view is the actor's own */
function mustBeTheirs(view: View, actor: Person): void {
  if (view.owner?.id === actor.id) return;
  const whose = view.preset ? 'It ships with the product' : `It is ${view.owner?.name}'s`;
  throw new Problem('NotAllowed', { detail: `${whose}: copy it, and change the copy.` });
}

const change = route({
  method: 'put',
  path: '/views/:id',
  right: 'view.change',
  summary: 'Change a view of your own',
  params: Params,
  body: ViewChange,
  answers: SavedView,
  refuses: ['NotFound', 'NotAllowed', 'MovedOn'],
  handle: async ({ params, body, actor }, context) => {
    const view = await seenView(context, actor, params.id);
    mustBeTheirs(view, actor);
    const { revision, ...given } = body;
    await mustFit(context, actor, view.entity, given);
    const changed = await changeView(context.pool, actor, view.id, given, revision, context.clock.now());
    if (changed === 'not theirs') throw notFound('view');
    if (changed === 'moved on')
      throw new Problem('MovedOn', { detail: `Revision ${view.revision} is what it is now.` });
    return viewOut(context, actor, changed);
  },
});

const remove = route({
  method: 'delete',
  path: '/views/:id',
  right: 'view.change',
  summary: 'Delete a view of your own',
  params: Params,
  answers: z.object({ deleted: z.literal(true) }),
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params, actor }, context) => {
    const view = await seenView(context, actor, params.id);
    mustBeTheirs(view, actor);
    await deleteView(context.pool, actor, view.id);
    return { deleted: true as const };
  },
});

const first = route({
  method: 'put',
  path: '/views/:id/first',
  right: 'self.change',
  summary: 'Let your list of its kind open with this view, wherever you sign in',
  params: Params,
  answers: SavedView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const view = await seenView(context, actor, params.id);
    await openWith(context.pool, actor.id, view);
    return viewOut(context, actor, view);
  },
});

export const savedViews: Route[] = [list, create, read, change, remove, copy, first];
