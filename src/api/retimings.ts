import { z } from 'zod';
import { listRetimings, movedBy, type PageRequest, type Retiming, readRetiming } from '../crm';
import type { Moved } from '../process/time/retime';
import type { Context } from './context';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, pageOfItems, paging, Ref, Time } from './schema';

const Move = z
  .object({
    subject: z
      .string()
      .meta({ description: "`stage`, a task's key, `process`, `branch ...`, `plan ...` or `repeat ...`" }),
    kind: z.string().meta({ description: '`due soon`, `overdue`, `escalate`, `rung 1` ..., `repeat` or `planned`' }),
    from: Time.nullable(),
    to: Time.nullable(),
  })
  .meta({ id: 'Move' });

/** One instant that moved, over HTTP. */
export const moveView = ({ from, to, ...move }: Moved): z.input<typeof Move> => ({
  ...move,
  from: isoOrNull(from),
  to: isoOrNull(to),
});

/** A lead or sale whose deadlines moved. */
export const MovedView = z
  .object({
    instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), number: z.number(), name: z.string() }),
    owner: Ref.nullable(),
    seq: z.number().meta({ description: 'The decision that moved them' }),
    at: Time,
    moves: z.array(Move),
  })
  .meta({ id: 'MovedInstance' });

export const MovedPage = pageOfItems(MovedView).extend({
  state: z.enum(['waiting', 'done']).meta({ description: 'While it waits or is under way, more may follow' }),
});

/** What a retiming has moved so far; nothing where there is none, since a first version moves nothing. */
export async function movedPage(
  { pool, clock }: Context,
  retiming: Retiming | null,
  page: PageRequest,
): Promise<z.input<typeof MovedPage>> {
  const now = clock.now();
  if (!retiming) return { items: [], next: null, asOf: isoOf(now), state: 'done' };
  const read = await movedBy(pool, retiming.id, page, now);
  const items = read.items.map(({ at, moves, ...one }) => ({ ...one, at: isoOf(at), moves: moves.map(moveView) }));
  return { ...read, items, asOf: isoOf(read.asOf), state: stateOf(retiming) };
}

const stateOf = ({ finishedAt }: Retiming) => (finishedAt === null ? 'waiting' : 'done');

/** Starts what a change has left to be done. Nobody waits for it: a schedule starts what this could not. */
export function startSoon({ startRetimings, log }: Context): void {
  startRetimings?.().catch((error: unknown) => log.warn({ err: error }, 'retimings are left to the schedule'));
}

const list = route({
  method: 'get',
  path: '/retimings',
  right: 'calendar.read',
  summary: 'What changes of calendars, and of whose they are, made to be resolved anew; the latest first',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
  answers: z.object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          calendar: z.string().nullable().meta({ description: 'Null where people have got another calendar' }),
          version: z.number().nullable(),
          people: z.array(z.uuid()),
          createdAt: Time,
          finishedAt: Time.nullable(),
          state: z.enum(['waiting', 'done']),
        })
        .meta({ id: 'Retiming' }),
    ),
  }),
  handle: async ({ query }, { pool }) => {
    const found = await listRetimings(pool, query.limit);
    const items = found.map(({ createdAt, finishedAt, people, ...one }) => ({
      ...one,
      people: [...people],
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      state: finishedAt === null ? ('waiting' as const) : ('done' as const),
    }));
    return { items };
  },
});

const moved = route({
  method: 'get',
  path: '/retimings/:id/moved',
  right: 'calendar.read',
  summary: 'Which deadlines such a change has moved: whose, from when to when',
  params: Id,
  query: z.strictObject(paging),
  answers: MovedPage,
  refuses: ['NotFound'],
  handle: async ({ params, query }, context) => {
    const retiming = await readRetiming(context.pool, params.id);
    if (!retiming) throw notFound('retiming');
    return movedPage(context, retiming, query);
  },
});

export const retimings: Route[] = [list, moved];
