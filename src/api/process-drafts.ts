import { z } from 'zod';
import { type Draft, type DraftCard, listDrafts, makeDraft, readDraft, removeDraft, saveDraft } from '../publishing';
import { once } from './kept';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Count, Id, OptionalKey, Ref, Time, words } from './schema';
import { SourceText } from './texts';

const DraftRow = z
  .object({
    id: z.uuid(),
    name: z.string(),
    author: Ref.meta({ description: 'Who saved it last; where a second person is asked for, somebody else publishes' }),
    revision: z.number().meta({ description: 'Grows with each save; send it with yours' }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'ProcessDraftRow' });

const DraftView = DraftRow.extend({ text: z.string() }).meta({ id: 'ProcessDraft' });

const rowView = ({ createdAt, updatedAt, ...card }: DraftCard): z.input<typeof DraftRow> => ({
  ...card,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

function draftView(draft: Draft | null): z.input<typeof DraftView> {
  if (!draft) throw notFound('draft');
  return { ...rowView(draft), text: draft.text };
}

const DraftWords = z.strictObject({ name: words(200), text: SourceText });

const list = route({
  method: 'get',
  path: '/process-drafts',
  right: 'process.draft',
  summary: 'Texts of definitions that are being worked on, the last saved first',
  answers: z.object({ items: z.array(DraftRow) }),
  handle: async (_asked, { pool }) => ({ items: (await listDrafts(pool)).map(rowView) }),
});

const create = route({
  method: 'post',
  path: '/processes',
  right: 'process.draft',
  summary: 'Begin a draft of a definition; it may be faulty',
  headers: OptionalKey,
  body: DraftWords.meta({ id: 'NewProcessDraft' }),
  answers: DraftView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) =>
      draftView(await makeDraft(context.pool, id, { ...asked.body, authorId: asked.actor.id })),
    ),
});

const read = route({
  method: 'get',
  path: '/process-drafts/:id',
  right: 'process.draft',
  summary: 'One draft with its text',
  params: Id,
  answers: DraftView,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => draftView(await readDraft(pool, params.id)),
});

const save = route({
  method: 'put',
  path: '/process-drafts/:id',
  right: 'process.draft',
  summary: 'Save a draft over the revision that you have read',
  params: Id,
  body: DraftWords.extend({ revision: Count.min(1) }).meta({ id: 'SavedProcessDraft' }),
  answers: DraftView,
  refuses: ['NotFound', 'MovedOn'],
  handle: async ({ params: { id }, body, actor }, { pool }) => {
    const saved = await saveDraft(pool, { id, ...body, authorId: actor.id });
    if (saved) return draftView(saved);
    const { author, revision } = draftView(await readDraft(pool, id));
    throw new Problem('MovedOn', { detail: `${author.name} has saved revision ${revision}: read that first.` });
  },
});

const remove = route({
  method: 'delete',
  path: '/process-drafts/:id',
  right: 'process.draft',
  summary: 'Throw a draft away',
  params: Id,
  answers: z.object({ id: z.uuid() }),
  refuses: ['NotFound'],
  handle: async ({ params: { id } }, { pool }) => {
    if (!(await removeDraft(pool, id))) throw notFound('draft');
    return { id };
  },
});

export const processDrafts: Route[] = [list, create, read, save, remove];
