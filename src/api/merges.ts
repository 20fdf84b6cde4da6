import { z } from 'zod';
import { sightOf, toWorkOn } from '../access';
import {
  listMerges,
  type MergeAsked,
  type Mergeable,
  type MergeCard,
  type MergeRefused,
  mergeRecords,
  previewMerge,
  readMerge,
  undoMerge,
} from '../crm';
import type { Context } from './context';
import { once } from './kept';
import { MergePlan, planView } from './merge-plan';
import { badInput, notFound, Problem } from './problem';
import { type Asked, Reply, type Route, route } from './route';
import { Id, isoOf, isoOrNull, OptionalKey, pageOfItems, paging, Ref, Time } from './schema';

const Values = z
  .record(z.string().max(200), z.uuid())
  .meta({ description: 'By field: whose value stays. Else the survivor’s, else the first that is not empty' });

const MergeBody = z
  .strictObject({
    survivor: z.uuid(),
    doubles: z.array(z.uuid()).min(1).max(20),
    values: Values.default({}),
    revisions: z.record(z.uuid(), z.int()).optional(),
    dryRun: z.boolean().default(false),
  })
  .superRefine(({ survivor, doubles }, context) => {
    for (const [n, id] of doubles.entries())
      if (id === survivor || doubles.indexOf(id) < n)
        context.addIssue({ code: 'custom', path: ['doubles', n], message: 'Stands here twice' });
  })
  .meta({ id: 'Merge' });

const mergeRoute = (entity: Mergeable) =>
  route({
    method: 'post',
    path: `/${entity}s/merges`,
    right: 'client.merge',
    summary: `Make ${entity}s that are the same one into one, or see what that would do`,
    description:
      'With `dryRun` nothing is changed. All that hangs on the doubles goes over to the survivor; their ids stand for it from then on.',
    headers: OptionalKey,
    body: MergeBody,
    answers: MergePlan,
    status: 201,
    refuses: ['MovedOn', 'IdempotencyKeyReused'],
    handle: async (asked, context) => {
      const { dryRun, ...body } = asked.body;
      const wanted = { entity, ...body };
      const sight = toWorkOn(await sightOf(context.pool, asked.actor));
      if (dryRun) {
        const said = await previewMerge(context.pool, wanted, sight);
        if (said.was !== 'planned') throw refused(entity, wanted, said);
        return new Reply(200, planView(said.preview, null));
      }
      return once(context, asked, async (id) => {
        const doing = { ...wanted, id, by: asked.actor.id, at: context.clock.now() };
        const said = await mergeRecords(context.pool, doing, sight);
        if (said.was !== 'merged') throw refused(entity, wanted, said);
        return planView(said.preview, id);
      });
    },
  });

function refused(entity: Mergeable, { survivor, doubles }: MergeAsked, said: MergeRefused): Problem {
  const placeOf = (id: string) => (id === survivor ? 'body.survivor' : `body.doubles.${doubles.indexOf(id)}`);
  switch (said.was) {
    case 'changed': {
      const detail = `Merged, erased or changed meanwhile: ${said.ids.join(', ')}.`;
      return new Problem('MovedOn', { detail, errors: said.ids.map((id) => ({ path: placeOf(id), message: detail })) });
    }
    case 'missing':
      return badInput(...said.ids.map((id) => ({ path: placeOf(id), message: `There is no such ${entity}` })));
    case 'faulty':
      return badInput(...said.faults.map(({ field, message }) => ({ path: `body.values.${field}`, message })));
  }
}

const MergeView = z
  .object({
    id: z.uuid(),
    entity: z.enum(['account', 'contact']),
    survivor: Ref,
    doubles: z.array(Ref),
    status: z.enum(['merged', 'undone']),
    at: Time,
    by: Ref.nullable(),
    undoneAt: Time.nullable(),
    undoneBy: Ref.nullable(),
    did: z.array(
      z.object({
        table: z.string(),
        column: z.string(),
        what: z.enum(['moved', 'value', 'gone']),
        rows: z.number(),
        back: z.number().meta({ description: 'How many of them an undo has put back' }),
      }),
    ),
  })
  .meta({ id: 'MergeDone' });

const mergeView = (card: MergeCard): z.input<typeof MergeView> => ({
  ...card,
  at: isoOf(card.at),
  undoneAt: isoOrNull(card.undoneAt),
});

const list = route({
  method: 'get',
  path: '/merges',
  right: 'account.read',
  summary: 'Merges of accounts and contacts, the newest first',
  query: z.strictObject({ account: z.uuid().optional(), contact: z.uuid().optional(), ...paging }),
  answers: pageOfItems(MergeView),
  handle: async ({ query: { limit, cursor, ...filter }, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const page = await listMerges(pool, { filter, page: { limit, cursor }, sight }, clock.now());
    return { ...page, items: page.items.map(mergeView), asOf: isoOf(page.asOf) };
  },
});

const read = route({
  method: 'get',
  path: '/merges/:id',
  right: 'account.read',
  summary: 'One merge, and what it did',
  params: Id,
  answers: MergeView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => mergeView(await known(context, params.id, actor)),
});

async function known({ pool }: Context, id: string, actor: Asked['actor']): Promise<MergeCard> {
  const found = await readMerge(pool, id, await sightOf(pool, actor));
  if (!found) throw notFound('merge');
  return found;
}

const LeftAsItIs = z.object({ table: z.string(), key: z.record(z.string(), z.string()), column: z.string() });

const undo = route({
  method: 'post',
  path: '/merges/:id/undo',
  right: 'client.merge',
  summary: 'Part what a merge put together, or see what that would do',
  description:
    'What was changed since the merge stays as it is now and is listed; what is new stays with the survivor.',
  params: Id,
  headers: OptionalKey,
  body: z
    .strictObject({ dryRun: z.boolean().default(false) })
    .prefault({})
    .meta({ id: 'UndoMerge' }),
  answers: z.object({ merge: MergeView, changed: z.array(LeftAsItIs) }).meta({ id: 'MergeUndone' }),
  refuses: ['NotFound', 'MovedOn', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { params, body, actor } = asked;
    await known(context, params.id, actor);
    const act = async () => {
      const doing = { id: params.id, by: actor.id, at: context.clock.now(), dryRun: body.dryRun };
      const said = await undoMerge(context.pool, doing);
      if (said.was === 'refused') throw new Problem('MovedOn', { detail: WHY[said.why] });
      return { merge: mergeView(await known(context, params.id, actor)), changed: said.changed };
    };
    return body.dryRun ? act() : once(context, asked, act, 200);
  },
});

const WHY = {
  undone: 'This merge is undone already.',
  erased: 'Somebody in this merge was erased since: there is nothing left to part.',
} as const;

export const merges: Route[] = [mergeRoute('account'), mergeRoute('contact'), list, read, undo];
