import { z } from 'zod';
import {
  DUPLICATE_ENTITIES,
  type DuplicateRun,
  keepDuplicateRun,
  listDuplicateRuns,
  readDuplicateRun,
  stopDuplicateRun,
} from '../crm';
import type { Context } from './context';
import { once } from './kept';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, OptionalKey, Time } from './schema';

const RunView = z
  .object({
    id: z.uuid(),
    entity: z.enum(DUPLICATE_ENTITIES),
    status: z.enum(['waiting', 'running', 'done', 'stopped']),
    records: z.number().meta({ description: 'When it was asked for' }),
    lookedAt: z.number(),
    compared: z.number().meta({ description: 'Pairs' }),
    found: z.number().meta({ description: 'Pairs that look alike, those that were dismissed included' }),
    createdAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'DuplicateRun' });

const runView = ({ createdAt, finishedAt, ...run }: DuplicateRun): z.input<typeof RunView> => ({
  ...run,
  createdAt: createdAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
});

/** Nobody waits for it: a schedule starts what this could not. */
function startSoon({ startDuplicateRuns, log }: Context): void {
  startDuplicateRuns?.().catch((error: unknown) =>
    log.warn({ err: error }, 'searches for doubles are left to the schedule'),
  );
}

const start = route({
  method: 'post',
  path: '/duplicates/runs',
  right: 'duplicate.run',
  summary: 'Look for doubles among all records of a kind; one that is under way already is answered with instead',
  headers: OptionalKey,
  body: z.strictObject({ entity: z.enum(DUPLICATE_ENTITIES) }).meta({ id: 'NewDuplicateRun' }),
  answers: RunView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      const { pool, clock } = context;
      const run = { id, entity: asked.body.entity, by: asked.actor.id, at: clock.now() };
      const kept = await keepDuplicateRun(pool, run);
      startSoon(context);
      return runView(kept);
    }),
});

const list = route({
  method: 'get',
  path: '/duplicates/runs',
  right: 'duplicate.read',
  summary: 'Searches for doubles over all records, the newest first',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  answers: z.object({ items: z.array(RunView) }),
  handle: async ({ query }, { pool }) => ({ items: (await listDuplicateRuns(pool, query.limit)).map(runView) }),
});

const read = route({
  method: 'get',
  path: '/duplicates/runs/:id',
  right: 'duplicate.read',
  summary: 'How far such a search has come',
  params: Id,
  answers: RunView,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => runView(await runOr404(pool, params.id)),
});

const stop = route({
  method: 'post',
  path: '/duplicates/runs/:id/stop',
  right: 'duplicate.run',
  summary: 'End such a search before its next page; what it has found stays',
  params: Id,
  answers: RunView,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool, clock }) => {
    await runOr404(pool, params.id);
    await stopDuplicateRun(pool, params.id, clock.now());
    return runView(await runOr404(pool, params.id));
  },
});

async function runOr404(pool: Context['pool'], id: string): Promise<DuplicateRun> {
  const run = await readDuplicateRun(pool, id);
  if (!run) throw notFound('search for doubles');
  return run;
}

export const duplicateRuns: Route[] = [start, list, read, stop];
