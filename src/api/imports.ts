import { z } from 'zod';
import { mayDo, type Person, sightOf } from '../access';
import { type CustomField, readCustomFields } from '../crm';
import {
  countRows,
  forgetPlan,
  forgetPreview,
  type ImportCard,
  ImportPlan,
  type ImportSteering,
  keepPlan,
  listImportRows,
  listImports,
  listPlans,
  lookAgain,
  planFaults,
  type RowFilter,
  readImportCard,
  refusedImportSteering,
  routedProcesses,
  setPlan,
} from '../imports';
import type { Definition } from '../process';
import { closedColumns } from './closed';
import type { Context } from './context';
import { Looking, refusedFile, uploaded } from './import-upload';
import {
  ImportRecord,
  ImportRowView,
  ImportView,
  importRowView,
  importView,
  recordView,
  UploadView,
} from './import-views';
import { notFound, Problem, refuse } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, Ref, Time } from './schema';
import { mustExist } from './send';

/** @throws Problem where there is none, or none that this person sees */
async function cardOf({ pool }: Context, id: string, actor: Person): Promise<ImportCard> {
  const card = await readImportCard(pool, await sightOf(pool, actor), id);
  if (!card) throw notFound('import');
  return card;
}

const list = route({
  method: 'get',
  path: '/imports',
  right: 'import.read',
  summary: 'Imports, the newest first',
  query: z.strictObject(paging),
  answers: pageOfItems(ImportRecord),
  handle: async ({ query, actor }, { pool, clock }) => {
    const page = await listImports(pool, await sightOf(pool, actor), query, clock.now());
    return { ...page, items: page.items.map(recordView), asOf: isoOf(page.asOf) };
  },
});

const word = z.string().max(50).optional();
const RowQuery = {
  result: word.meta({ description: 'waiting, imported, updated, present, rejected' }),
  would: word.meta({ description: 'create, update, present, rejected' }),
  code: word.meta({ description: 'A code of its notes' }),
  back: word.meta({ description: 'taken back, changed since, in use, stays' }),
  ...paging,
};

async function rowsOf(
  { pool, clock }: Context,
  actor: Person,
  id: string,
  { limit, cursor, ...filter }: RowFilter & { limit: number; cursor?: string },
) {
  const page = await listImportRows(pool, await sightOf(pool, actor), id, filter, { limit, cursor }, clock.now());
  return { ...page, items: page.items.map(importRowView), asOf: isoOf(page.asOf) };
}

const read = route({
  method: 'get',
  path: '/imports/:id',
  right: 'import.read',
  summary: 'How far an import has come, and what became of its rows',
  params: Id,
  query: z.strictObject(RowQuery),
  answers: ImportView,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, query, actor }, context) =>
    whole(context, await cardOf(context, id, actor), actor, query),
});

async function whole(
  context: Context,
  card: ImportCard,
  actor: Person,
  query: Parameters<typeof rowsOf>[3] = { limit: 50 },
) {
  return {
    ...importView(card),
    ...(await countRows(context.pool, card.id)),
    rows: await rowsOf(context, actor, card.id, query),
  };
}

const rows = route({
  method: 'get',
  path: '/imports/:id/rows',
  right: 'import.read',
  summary: 'The rows of an import: what they would do, or have done',
  params: Id,
  query: z.strictObject(RowQuery),
  answers: pageOfItems(ImportRowView),
  refuses: ['NotFound'],
  handle: async ({ params: { id }, query, actor }, context) =>
    rowsOf(context, actor, (await cardOf(context, id, actor)).id, query),
});

/** An import that may be asked this now. @throws Problem */
async function steerable(context: Context, id: string, how: ImportSteering, actor: Person): Promise<ImportCard> {
  const card = await cardOf(context, id, actor);
  const refused =
    card.format === null
      ? 'This import was staged by the command line, which runs it.'
      : refusedImportSteering(how, card.status);
  if (refused !== null) throw new Problem('ImportRefused', { detail: refused });
  return card;
}

const look = route({
  method: 'post',
  path: '/imports/:id/look',
  right: 'import.create',
  summary: 'Look at a file anew: another sheet, another row as its heading, another encoding',
  params: Id,
  body: z.strictObject(Looking).meta({ id: 'Looking' }),
  answers: UploadView,
  refuses: ['NotFound', 'ImportRefused', 'FileRefused'],
  handle: async ({ params: { id }, body, actor }, context) => {
    const card = await steerable(context, id, 'look', actor);
    try {
      await lookAgain(context.pool, card, body);
    } catch (error) {
      throw refusedFile(error);
    }
    return uploaded(context, id, actor);
  },
});

const map = route({
  method: 'put',
  path: '/imports/:id/mapping',
  right: 'import.create',
  summary: 'Say which column of a file is what, and what is done with its rows',
  params: Id,
  query: z.strictObject({
    keepAs: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'A name under which the mapping is kept' }),
  }),
  body: ImportPlan,
  answers: ImportView,
  refuses: ['NotFound', 'ImportRefused', 'NotAllowed'],
  handle: async ({ params: { id }, query, body, actor }, context) => {
    const card = await steerable(context, id, 'map', actor);
    await mustFit(context, card, body, actor);
    await setPlan(context.pool, id, body);
    if (query.keepAs !== undefined) await keepPlan(context.pool, id, query.keepAs, actor.id);
    return whole(context, await cardOf(context, id, actor), actor);
  },
});

/** @throws Problem that names everything in the mapping that does not fit */
async function mustFit(context: Context, { shape }: ImportCard, plan: ImportPlan, actor: Person): Promise<void> {
  // Who is brought in as a colleague may sign in one day.
  if (plan.entity === 'person' && !mayDo(actor, 'import.people'))
    throw new Problem('NotAllowed', {
      detail: 'People of the company are brought in by sales operations and administrators.',
    });
  if (typeof plan.owner === 'object')
    await mustExist(context, actor, { 'owner.personId': ['person', plan.owner.personId] });
  const definitions = await processesOf(context, plan);
  const isCard = plan.entity === 'account' || plan.entity === 'contact' || plan.entity === 'lead';
  const custom = isCard ? await readCustomFields(context.pool, plan.entity as CustomField['entity']) : [];
  const process = Object.fromEntries(
    definitions.flatMap(({ fields }) => Object.entries(fields).map(([key, { type }]) => [key, type])),
  );
  const errors = planFaults(plan, {
    columns: shape?.columns.map(({ name }) => name) ?? [],
    custom,
    process,
    definition: definitions[0] ?? null,
  });
  refuse([...errors, ...closedColumns(actor, plan)]);
}

/** The process that a mapping names, or all of those that the routing rule gives to such records. */
async function processesOf({ versions, pool }: Context, { entity, process }: ImportPlan): Promise<Definition[]> {
  if (entity !== 'lead' && entity !== 'sale') return [];
  const names = process === undefined ? await routedProcesses(pool, entity) : [process];
  const found = await Promise.all(names.map((name) => versions.current(name)));
  return found.flatMap((version) => (version?.kind === entity ? [version.definition] : []));
}

const RETRY_AFTER_S = '5';

async function withEngine<T>(
  context: Context,
  act: (engine: NonNullable<Context['imports']>) => Promise<T>,
): Promise<T> {
  try {
    if (!context.imports) throw new Error('This API has no engine for imports.');
    return await act(context.imports);
  } catch {
    throw new Problem('EngineAway', { headers: { 'Retry-After': RETRY_AFTER_S } });
  }
}

const steering = (how: 'preview' | 'run' | 'revert' | 'pause' | 'resume' | 'cancel', summary: string) =>
  route({
    method: 'post',
    path: `/imports/:id/${how}`,
    right: 'import.create',
    summary,
    params: Id,
    answers: ImportRecord,
    refuses: ['NotFound', 'ImportRefused', 'EngineAway'],
    handle: async ({ params: { id }, actor }, context) => {
      const { status, plan } = await steerable(context, id, how, actor);
      if (how === 'run' && plan) refuse(closedColumns(actor, plan));
      if (how === 'preview' && status !== 'previewing') await forgetPreview(context.pool, id);
      await withEngine(context, async (engine) => {
        if (how === 'preview' || how === 'run' || how === 'revert') return engine.begin(id, how);
        const runs = await engine.steer(id, how);
        // Its workflow was lost, with Temporal's store for one: what it would go on with stands in the tables.
        if (!runs && how === 'resume') await engine.begin(id, 'run');
      });
      return recordView(await cardOf(context, id, actor));
    },
  });

const NamedMapping = z
  .object({ name: z.string(), mapping: ImportPlan, updatedAt: Time, updatedBy: Ref.nullable() })
  .meta({ id: 'NamedMapping' });

const mappings = route({
  method: 'get',
  path: '/import-mappings',
  right: 'import.read',
  summary: 'Mappings that were given a name; an import keeps its own by `PUT /imports/:id/mapping?keepAs=`',
  answers: z.object({ items: z.array(NamedMapping) }),
  handle: async (_, { pool }) => {
    const all = await listPlans(pool);
    return {
      items: all.map(({ name, plan, updatedAt, updatedBy }) => ({
        name,
        mapping: plan,
        updatedAt: isoOf(updatedAt),
        updatedBy,
      })),
    };
  },
});

const forgetMapping = route({
  method: 'delete',
  path: '/import-mappings/:name',
  right: 'import.create',
  summary: 'Forget a mapping; imports that were run by it stay as they are',
  params: z.object({ name: z.string().max(100) }),
  answers: z.object({ name: z.string() }),
  refuses: ['NotFound'],
  handle: async ({ params: { name } }, { pool }) => {
    if (!(await forgetPlan(pool, name))) throw notFound('mapping');
    return { name };
  },
});

export const imports: Route[] = [
  list,
  read,
  rows,
  look,
  map,
  steering('preview', 'Say of each row what it would do, before anything is done'),
  steering('run', 'Bring the file in; what is there by its key is left, or changed, as the mapping says'),
  steering('pause', 'Stand still between two pages of rows'),
  steering('resume', 'Go on'),
  steering('cancel', 'End here: what is in stays, and can be taken back; `run` goes on with the rest'),
  steering(
    'revert',
    'Take an import back: earlier values return, unless they were changed since; what it made goes, unless something hangs on it',
  ),
  mappings,
  forgetMapping,
];
