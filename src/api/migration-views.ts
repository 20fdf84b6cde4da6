import { z } from 'zod';
import type { MigratedDeal, MigrationCard, Planned } from '../migrations';
import type { InstancePlan } from '../process';
import type { PlanProblem } from '../process/migration/check-plan';
import type { DealPreview } from '../process/migration/preview';
import { FieldsIn, FieldsOut, isoOf, isoOrNull, pageOfItems, Ref, Time } from './schema';
import { fieldsOut } from './views';

const Name = z.string().min(1).max(200);
const Timers = z.enum(['keep', 'reset', 'recompute']).meta({
  description:
    'keep: limits and instants as they stand. reset: the new limits from the move. recompute: the new limits from the old start, the time already spent counted',
});

/** What is not given is proposed. */
export const PlanIn = z
  .strictObject({
    stages: z
      .record(Name, Name)
      .optional()
      .meta({ description: 'Old stage to new stage; the others keep their names' }),
    tasks: z
      .record(Name, z.record(Name, Name.nullable()))
      .optional()
      .meta({ description: 'By old stage: old task to new task, or null to withdraw it' }),
    timers: Timers.optional(),
    fields: FieldsIn.optional().meta({ description: 'Values for fields that are not set' }),
  })
  .meta({ id: 'MigrationPlanIn' });

export const PlanOut = z
  .object({
    stages: z.record(z.string(), z.string()),
    tasks: z.record(z.string(), z.record(z.string(), z.string().nullable())),
    timers: z.string(),
    fields: FieldsOut,
  })
  .meta({ id: 'MigrationPlan' });

const planOut = ({ stages, tasks, timers, fields }: InstancePlan): z.input<typeof PlanOut> => ({
  stages: { ...stages },
  tasks: Object.fromEntries(Object.entries(tasks).map(([stage, its]) => [stage, { ...its }])),
  timers,
  fields: fieldsOut(fields),
});

const ProblemView = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string(),
});

/** Where a problem of a plan stands, as other faults of a request do. */
export const placeOf = ({ code, params, message }: PlanProblem): { path: string; message: string } => ({
  path: [
    'body.plan',
    ...('field' in params ? ['fields', params.field] : 'task' in params ? ['tasks', params.stage, params.task] : []),
  ]
    .concat(code === 'StageWithoutTarget' || code === 'UnknownTarget' ? ['stages', String(params.stage)] : [])
    .join('.'),
  message,
});

export const ProposalView = z
  .object({
    to: z.number(),
    from: z.array(
      z.object({
        version: z.number(),
        deals: z.number(),
        occupied: z.record(z.string(), z.number()).meta({ description: 'Running deals by stage' }),
        plan: PlanOut,
        guessed: z
          .array(z.object({ stage: z.string(), to: z.string(), alike: z.number() }))
          .meta({ description: 'Matched by likeness only: worth a look' }),
        open: z.array(z.string()).meta({ description: 'Stages for which nothing alike was found' }),
        problems: z.array(ProblemView),
      }),
    ),
  })
  .meta({ id: 'MigrationProposal' });

export const proposalView = ({ to, from }: Planned): z.input<typeof ProposalView> => ({
  to,
  from: from.map(({ version, deals, occupied, plan, guessed, open, problems }) => ({
    version,
    deals,
    occupied: { ...occupied },
    plan: planOut(plan),
    guessed: guessed.map((one) => ({ ...one })),
    open: [...open],
    problems: problems.map((one) => ({ ...one, params: { ...one.params } })),
  })),
});

const Counts = z.record(z.string(), z.number());

export const MigrationRow = z
  .object({
    id: z.uuid(),
    process: z.string(),
    to: z.number(),
    status: z
      .string()
      .meta({ description: 'previewing, ready (previewed, not started), running, paused, stopped, done or reverting' }),
    plans: z.record(z.string(), PlanOut).meta({ description: 'By the version that deals leave' }),
    batchSize: z.number(),
    perSecond: z.number().nullable(),
    batches: z.number(),
    createdBy: Ref.nullable(),
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    previewed: Counts.meta({ description: 'Deals by what the preview says: moves, stays, needs a decision' }),
    results: Counts.meta({
      description: 'Deals by what became of them: waiting, migrated, moved since, needs a decision, failed',
    }),
    back: Counts.meta({
      description: 'Of those that were to go back: taken back, moved since, needs a decision, failed',
    }),
  })
  .meta({ id: 'Migration' });

export const migrationView = (card: MigrationCard): z.input<typeof MigrationRow> => ({
  ...card,
  plans: Object.fromEntries(Object.entries(card.plans).map(([version, plan]) => [version, planOut(plan)])),
  previewed: { ...card.previewed },
  results: { ...card.results },
  back: { ...card.back },
  createdAt: isoOf(card.createdAt),
  startedAt: isoOrNull(card.startedAt),
  finishedAt: isoOrNull(card.finishedAt),
});

const DealView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['lead', 'sale']),
    number: z.number().nullable(),
    name: z.string().nullable(),
    from: z.number().meta({ description: 'The version that it leaves' }),
    seq: z.number().meta({ description: 'The decision after which it was previewed' }),
    batch: z.number().nullable(),
    becomes: z.enum(['moves', 'stays', 'needs a decision']),
    previewedAt: Time,
    stage: z.object({ from: z.string(), to: z.string() }).nullable(),
    tasks: z.array(z.object({ task: z.string(), becomes: z.string(), as: z.string().nullable() })),
    deadlines: z.array(
      z.object({
        subject: z.string(),
        kind: z.string(),
        becomes: z.string().meta({ description: 'kept, moved, dropped or armed' }),
        from: Time.nullable(),
        to: Time.nullable(),
        fresh: z.boolean().meta({ description: 'Counts from the move, and shifts with it' }),
      }),
    ),
    why: z.unknown().meta({ description: 'What a decision is needed about' }),
    result: z.string().nullable(),
    reason: z.unknown(),
    migratedSeq: z.number().nullable(),
    at: Time.nullable(),
    back: z.string().nullable(),
    backReason: z.unknown(),
  })
  .meta({ id: 'MigratedDeal' });

export const MigrationView = MigrationRow.extend({ deals: pageOfItems(DealView) }).meta({ id: 'MigrationWithDeals' });

export function dealView({ instanceId, preview, at, ...deal }: MigratedDeal): z.input<typeof DealView> {
  return { id: instanceId, ...deal, ...previewOut(preview), at: isoOrNull(at) };
}

function previewOut(preview: DealPreview) {
  const { becomes, at } = preview;
  const previewedAt = isoOf(at);
  if (preview.becomes === 'needs a decision')
    return { becomes, previewedAt, stage: null, tasks: [], deadlines: [], why: preview.why };
  const { from, to, tasks, deadlines } = preview;
  return {
    becomes,
    previewedAt,
    stage: { from, to },
    tasks: tasks.map((one) => ({ ...one })),
    deadlines: deadlines.map((one) => ({ ...one, from: isoOrNull(one.from), to: isoOrNull(one.to) })),
    why: null,
  };
}
