import { z } from 'zod';
import {
  keepMigration,
  listMigratedDeals,
  listMigrations,
  type MigrationCard,
  maySteer,
  noSuchBatch,
  type Planned,
  planMigration,
  readMigration,
  refusedSteering,
  runToStart,
  type Steering,
} from '../migrations';
import type { Context } from './context';
import { once } from './kept';
import {
  dealView,
  MigrationRow,
  MigrationView,
  migrationView,
  PlanIn,
  ProposalView,
  placeOf,
  proposalView,
} from './migration-views';
import { notFound, Problem } from './problem';
import { ProcessKey, VersionNumber } from './processes';
import { type Route, route } from './route';
import { Count, Id, isoOf, OptionalKey, paging } from './schema';

const BATCH = 50;
const RETRY_AFTER_S = '5';

const From = z.union([VersionNumber, z.array(VersionNumber).min(1).max(100)]).transform((given) => [given].flat());

const NewMigration = z
  .strictObject({
    to: VersionNumber,
    from: From.optional().meta({ description: 'Every other version that deals run on, unless told' }),
    plan: PlanIn.optional(),
    dryRun: z.boolean().default(false).meta({ description: 'Previews only; start it later, as it was previewed' }),
    batchSize: z.number().int().min(1).max(10_000).default(BATCH),
    perSecond: z
      .number()
      .min(0.1)
      .max(1_000)
      .nullable()
      .default(null)
      .meta({ description: 'Deals; null: as fast as it goes' }),
  })
  .meta({ id: 'NewMigration' });

async function plannedOr404(context: Context, wanted: Parameters<typeof planMigration>[1]): Promise<Planned> {
  const planned = await planMigration(context.pool, wanted);
  if (!planned) throw notFound('version');
  return planned;
}

async function cardOf({ pool }: Context, id: string): Promise<MigrationCard> {
  const card = await readMigration(pool, id);
  if (!card) throw notFound('migration');
  return card;
}

/** Temporal's part, or the word that it is away: the same request again does no harm. */
async function withEngine<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch {
    throw new Problem('EngineAway', { headers: { 'Retry-After': RETRY_AFTER_S } });
  }
}

const begin = (context: Context, ...asked: Parameters<Context['migrations']['begin']>): Promise<void> =>
  withEngine(() => context.migrations.begin(...asked));

const proposal = route({
  method: 'get',
  path: '/processes/:key/migrations/proposal',
  right: 'process.migrate',
  summary: 'How running deals could get to a version: a plan for each version that they run on, to be edited',
  params: ProcessKey,
  query: z.strictObject({ to: VersionNumber, from: VersionNumber.optional() }),
  answers: ProposalView,
  refuses: ['NotFound'],
  handle: async ({ params: { key }, query: { to, from } }, context) =>
    proposalView(await plannedOr404(context, { process: key, to, ...(from !== undefined && { from: [from] }) })),
});

const list = route({
  method: 'get',
  path: '/processes/:key/migrations',
  right: 'process.read',
  summary: 'The migrations of a process, the newest first; 50 at most',
  params: ProcessKey,
  answers: z.object({ items: z.array(MigrationRow) }),
  handle: async ({ params: { key } }, { pool }) => ({ items: (await listMigrations(pool, key)).map(migrationView) }),
});

const create = route({
  method: 'post',
  path: '/processes/:key/migrations',
  right: 'process.migrate',
  summary: 'Move running deals to a version: previewed deal by deal, then, unless it is a dry run, moved',
  description:
    'A plan that leaves a stage with deals without a target does not start. Closed deals stay on their version.',
  params: ProcessKey,
  headers: OptionalKey,
  body: NewMigration,
  answers: MigrationRow,
  status: 201,
  refuses: ['NotFound', 'PlanRefused', 'IdempotencyKeyReused', 'EngineAway'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      const { to, from, plan, dryRun, batchSize, perSecond } = asked.body;
      const process = asked.params.key;
      const planned = await plannedOr404(context, { process, to, from, plan });
      const { problems } = planned;
      const errors = problems.map(placeOf);
      if (problems.length > 0)
        throw new Problem('PlanRefused', { detail: problems.map(({ message }) => message).join(' '), errors });
      const createdBy = asked.actor.id;
      const made = { id, process, runs: !dryRun, batchSize, perSecond, createdBy, at: context.clock.now() };
      await keepMigration(context.pool, made, planned);
      await begin(context, id, { does: 'preview' });
      return migrationView(await cardOf(context, id));
    }),
});

const read = route({
  method: 'get',
  path: '/migrations/:id',
  right: 'process.read',
  summary: 'How far a migration has come, and its deals with their previews and results',
  params: Id,
  query: z.strictObject({
    becomes: z.string().max(50).optional().meta({ description: 'moves, stays, needs a decision' }),
    result: z
      .string()
      .max(50)
      .optional()
      .meta({ description: 'waiting, migrated, moved since, needs a decision, failed' }),
    back: z.string().max(50).optional().meta({ description: 'taken back, moved since, needs a decision, failed' }),
    batch: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .optional(),
    ...paging,
  }),
  answers: MigrationView,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, query: { limit, cursor, ...filter } }, context) => {
    const card = await cardOf(context, id);
    const page = await listMigratedDeals(context.pool, id, filter, { limit, cursor }, context.clock.now());
    return { ...migrationView(card), deals: { ...page, items: page.items.map(dealView), asOf: isoOf(page.asOf) } };
  },
});

/** A migration that may be asked this now. @throws Problem */
async function steerable(context: Context, id: string, how: Steering): Promise<MigrationCard> {
  const card = await cardOf(context, id);
  if (!maySteer(how, card.status)) throw new Problem('MigrationRefused', { detail: refusedSteering(how, card.status) });
  return card;
}

const steeringRoute = (
  how: Steering,
  summary: string,
  act: (context: Context, card: MigrationCard) => Promise<unknown>,
) =>
  route({
    method: 'post',
    path: `/migrations/:id/${how}`,
    right: 'process.migrate',
    summary,
    params: Id,
    answers: MigrationRow,
    refuses: ['NotFound', 'MigrationRefused', 'EngineAway'],
    handle: async ({ params: { id } }, context) => {
      await act(context, await steerable(context, id, how));
      return migrationView(await cardOf(context, id));
    },
  });

const steer = (how: 'pause' | 'resume' | 'stop') => async (context: Context, card: MigrationCard) => {
  const said = await withEngine(() => context.migrations.steer(card.id, how));
  // Its workflow was lost, with Temporal's store for one: what it would go on with stands in the tables.
  if (said === null && how === 'resume') await begin(context, card.id, runToStart(card.status));
};

const start = steeringRoute(
  'start',
  'Run a migration that was previewed, go on with one that was stopped, or take what failed again',
  (context, card) => begin(context, card.id, runToStart(card.status)),
);

const revert = route({
  method: 'post',
  path: '/migrations/:id/revert',
  right: 'process.migrate',
  summary:
    'Take the deals of a batch, or all of them, back to how they were; those that went on since are left, and listed',
  params: Id,
  body: z.strictObject({ batch: Count.min(1).optional() }).meta({ id: 'RevertMigration' }),
  answers: MigrationRow,
  refuses: ['NotFound', 'MigrationRefused', 'EngineAway'],
  handle: async ({ params: { id }, body: { batch } }, context) => {
    const { batches } = await steerable(context, id, 'revert');
    const missing = noSuchBatch(batch, batches);
    if (missing) throw new Problem('MigrationRefused', { detail: missing });
    await begin(context, id, { does: 'revert', ...(batch !== undefined && { batch }) });
    return migrationView(await cardOf(context, id));
  },
});

export const migrations: Route[] = [
  proposal,
  list,
  create,
  read,
  start,
  steeringRoute('pause', 'Stand still between two deals', steer('pause')),
  steeringRoute('resume', 'Go on', steer('resume')),
  steeringRoute('stop', 'End here: what was migrated stays so, the others stay as they are', steer('stop')),
  revert,
];
