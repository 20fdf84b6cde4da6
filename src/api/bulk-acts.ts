import { z } from 'zod';
import { mayDo, type Person, sightOf, toWorkOn } from '../access';
import {
  type BulkAct,
  type BulkCard,
  type BulkResult,
  bulkResults,
  keepBulk,
  listBulks,
  MOST_IN_BULK,
  type PreviewedItem,
  performBulk,
  previewBulk,
  readBulk,
  readList,
  WHOEVER_OWNS_IT,
} from '../crm';
import { mustBeOpenFields } from './closed';
import { CommandBody, partsOf } from './command-body';
import type { Context } from './context';
import { once } from './kept';
import { asked, questionOf, readerOf } from './list-question';
import { Requirement, requirementsOut, valuesOut } from './offers';
import { badInput, notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, OptionalKey, Ref, Time, TimeIn, words } from './schema';
import { mustExist } from './send';

/** What is few is done before the answer; the rest within a minute, whatever happens to this process. */
const AT_ONCE = 25;

/** What can be asked of many: acts that name no task of a single deal. */
const OF_MANY = ['reassign', 'wait', 'resume', 'move', 'close', 'reopen', 'amend'] as const;

const Question = z
  .strictObject({
    type: z.literal('ask'),
    question: words(300).meta({ description: 'A task for each owner, done with the answer as its comment' }),
    dueAt: TimeIn.optional(),
  })
  .meta({ id: 'AskTheOwner' });

const what = {
  kind: z.enum(['sale', 'lead']).default('sale'),
  act: z
    .union([Question, CommandBody])
    .refine(
      ({ type }) => type === 'ask' || (OF_MANY as readonly string[]).includes(type),
      `Must be ask, or the command ${OF_MANY.join(', ')}`,
    ),
};

const Items = z
  .array(
    z.strictObject({
      id: z.uuid(),
      seq: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .optional()
        .meta({ description: 'The decision that you looked at: one that has moved since is left alone' }),
    }),
  )
  .min(1)
  .max(MOST_IN_BULK)
  .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, 'Each once');

const Wanted = z.strictObject({ ...what, items: Items }).meta({ id: 'BulkWanted' });

const { filter, view, zone } = asked;
const Matching = z
  .strictObject({
    ...what,
    matching: z
      .strictObject({ filter, view, zone })
      .meta({ description: `Instead of items: whatever the list holds that is asked so, the first ${MOST_IN_BULK}` }),
  })
  .meta({ id: 'BulkMatching' });
const Looked = z.union([Wanted, Matching]);

type WantedBulk = z.output<typeof Wanted>;

function actOf({ act }: WantedBulk): BulkAct & { person?: string } {
  if (act.type === 'ask') {
    const { question, dueAt } = act;
    const asked = { type: 'add task' as const, assignee: WHOEVER_OWNS_IT, ...(dueAt !== undefined && { dueAt }) };
    return { act: asked, toOwner: true, record: { title: question } };
  }
  const { act: asked, record, person } = partsOf(act);
  return { act: asked, toOwner: false, record, ...(person && { person }) };
}

/** @throws Problem for who may not command this kind, for a person who is not there, for a seq of the act itself */
async function checkedBulk(context: Context, actor: Person, wanted: WantedBulk) {
  const { kind, items, act: given } = wanted;
  if (!mayDo(actor, `${kind}.command`)) throw new Problem('NotAllowed', { detail: `You command no ${kind}s.` });
  if ('expectedSeq' in given && given.expectedSeq !== undefined)
    throw badInput({ path: 'body.act.expectedSeq', message: 'Each has its own: say `seq` with it' });
  const { person, ...act } = actOf(wanted);
  if ('fields' in act.act) mustBeOpenFields(actor, kind, act.act.fields);
  await mustExist(context, actor, { 'act.ownerId': ['person', person] });
  return { kind, items, act };
}

const Refusal = z.object({ code: z.string(), detail: z.string(), until: z.array(Requirement) }).nullable();
const Item = {
  id: z.uuid(),
  number: z.number().nullable(),
  name: z.string().nullable().meta({ description: 'Null: you do not see it' }),
};

const Preview = z
  .object({
    items: z.array(
      z.object({
        ...Item,
        seq: z.number().nullable().meta({ description: 'Send it back: what moves meanwhile is then left alone' }),
        would: z.enum(['apply', 'refuse', 'moved since', 'not there']),
        from: z.string().nullable().meta({ description: 'Its stage' }),
        to: z.string().nullable().meta({ description: 'The stage it would be at' }),
        ownerId: z.uuid().nullable().meta({ description: 'Who would be responsible' }),
        refusal: Refusal,
      }),
    ),
    counts: z.record(z.string(), z.number()),
    total: z
      .number()
      .meta({ description: 'How many were meant: of what matches, more than are taken at once perhaps' }),
    asOf: Time,
  })
  .meta({ id: 'BulkPreview' });

function previewView(item: PreviewedItem): z.input<typeof Preview>['items'][number] {
  const { id, number, name, seq, would } = item;
  const [from, to, ownerId] = would === 'apply' ? [item.from, item.to, item.toOwnerId] : [null, null, null];
  const refusal =
    would === 'refuse'
      ? { code: item.refusal.code, detail: item.refusal.detail, until: requirementsOut(item.refusal.until) }
      : null;
  return { id, number, name, seq, would, from, to, ownerId, refusal };
}

function countsOf(those: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of those) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

/** Those that are named, or the first ones of what a list holds. */
async function meantBy(
  context: Context,
  actor: Person,
  looked: z.output<typeof Looked>,
): Promise<{ items: WantedBulk['items']; total: number }> {
  if ('items' in looked) return { items: looked.items, total: looked.items.length };
  const { zone, ...asked } = looked.matching;
  const question = await questionOf(context, actor, looked.kind, asked);
  const page = { limit: MOST_IN_BULK, count: true };
  const { pool, clock } = context;
  const found = await readList(pool, readerOf(actor, zone), question, { page, wording: asked }, clock.now());
  return { items: found.items.map(({ id }) => ({ id })), total: found.total ?? found.items.length };
}

const preview = route({
  method: 'post',
  path: '/bulk-acts/preview',
  right: 'lead.command',
  summary: 'What would become of each, asked of many leads or sales at once; nothing is changed',
  body: Looked,
  answers: Preview,
  refuses: ['NotAllowed'],
  handle: async ({ body, actor }, context) => {
    const { items: meant, total } = await meantBy(context, actor, body);
    const bulk = await checkedBulk(context, actor, { kind: body.kind, act: body.act, items: meant });
    const now = context.clock.now();
    const asking = { asker: actor, sight: toWorkOn(await sightOf(context.pool, actor)) };
    const items = (await previewBulk(context, bulk, asking, now)).map(previewView);
    return { items, counts: countsOf(items.map(({ would }) => would)), total, asOf: isoOf(now) };
  },
});

const Head = z
  .object({
    id: z.uuid(),
    kind: z.enum(['lead', 'sale']),
    type: z.string().meta({ description: 'What was asked: `ask`, or a command' }),
    question: z.string().nullable(),
    status: z.enum(['running', 'done']),
    askedBy: Ref.nullable(),
    createdAt: Time,
    doneAt: Time.nullable(),
    results: z
      .record(z.string(), z.number())
      .meta({ description: 'How many came to what; `waiting` until something has' }),
  })
  .meta({ id: 'BulkAct' });

const Full = Head.extend({
  items: z.array(
    z.object({
      ...Item,
      result: z.enum(['applied', 'refused', 'moved since', 'not there', 'failed']).nullable(),
      refusal: Refusal,
      seq: z.number().nullable(),
      task: z
        .object({
          id: z.uuid(),
          status: z.enum(['open', 'done', 'cancelled']),
          assignee: Ref.nullable(),
          answer: z.string().nullable(),
          answeredAt: Time.nullable(),
        })
        .nullable()
        .meta({ description: 'Of a question: where it stands, and what was answered' }),
    }),
  ),
}).meta({ id: 'BulkActFull' });

const headView = ({ act, createdAt, doneAt, ...card }: BulkCard): z.input<typeof Head> => ({
  ...card,
  type: act.toOwner ? 'ask' : act.act.type,
  question: act.toOwner ? (act.record.title ?? null) : null,
  createdAt: isoOf(createdAt),
  doneAt: isoOrNull(doneAt),
});

function resultView({ reason, task, ...item }: BulkResult): z.input<typeof Full>['items'][number] {
  const refusal = reason && {
    ...reason,
    until: reason.until.map(({ code, params }) => ({ code, params: valuesOut(params) })),
  };
  const told = task && { ...task, answeredAt: isoOrNull(task.answeredAt) };
  return { ...item, refusal, task: told } as z.input<typeof Full>['items'][number];
}

async function fullOf(context: Context, id: string, actor: Person): Promise<z.input<typeof Full>> {
  const card = await readBulk(context.pool, id, actor);
  if (!card) throw notFound('bulk act');
  const results = await bulkResults(context.pool, id, card.kind, await sightOf(context.pool, actor));
  return { ...headView(card), items: results.map(resultView) };
}

const create = route({
  method: 'post',
  path: '/bulk-acts',
  right: 'lead.command',
  summary: 'Ask the same of many leads or sales: their owners something, another owner, a wait, a move, an end',
  description:
    'Each is a command of its own, by your rights, with its result. A few are done when it is answered; the rest within a minute, ' +
    'whatever happens meanwhile: `status` says so.',
  headers: OptionalKey,
  body: Wanted,
  answers: Full,
  status: 201,
  refuses: ['NotAllowed', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { actor, body } = asked;
    const bulk = await checkedBulk(context, actor, body);
    return once(context, asked, async (id) => {
      const { pool, clock, sendCommand: door } = context;
      const seen = await previewBulk(
        context,
        bulk,
        { asker: actor, sight: toWorkOn(await sightOf(pool, actor)) },
        clock.now(),
      );
      // What they do not see is not there: it is told so, and never asked.
      const hidden = new Set(seen.filter(({ would }) => would === 'not there').map((one) => one.id));
      const by = { id: actor.id, roles: actor.roles, teams: actor.teams };
      await keepBulk(pool, { id, ...bulk, asked: by, at: clock.now() }, hidden);
      await performBulk({ pool, door, clock }, id, AT_ONCE);
      return fullOf(context, id, actor);
    });
  },
});

const list = route({
  method: 'get',
  path: '/bulk-acts',
  right: 'lead.command',
  summary: 'What you have asked of many at once, the newest first; 100 at most',
  answers: z.object({ items: z.array(Head) }),
  handle: async ({ actor }, { pool }) => ({ items: (await listBulks(pool, actor)).map(headView) }),
});

const read = route({
  method: 'get',
  path: '/bulk-acts/:id',
  right: 'lead.command',
  summary: 'One of them, with what became of each; of a question, the answers',
  params: Id,
  answers: Full,
  refuses: ['NotFound'],
  handle: ({ params, actor }, context) => fullOf(context, params.id, actor),
});

/** The same asked of many at once. `preview` stands before what has an id. */
export const bulkActs: Route[] = [preview, list, create, read];
