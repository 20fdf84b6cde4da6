import { z } from 'zod';
import { END } from '../../definition';
import { KEY } from '../names';
import type { actSchemas } from './acts';
import { duration, type LimitText, type limitSchema } from './limit';
import { fault, named, part, someOf, text } from './parts';
import type { References } from './references';
import { type TaskText, tasksSchema } from './task';

export const stageKey = named(KEY, 'stage').refine((key) => key !== 'closed', {
  error: "'closed' is what holds the ways to be closed.",
});

const stepKey = stageKey.refine((key) => key !== END, { error: "'end' is where a branch ends." });

type Limit = ReturnType<typeof limitSchema>;
type Acts = ReturnType<typeof actSchemas>;

/** A stage, which may have branches, whose steps are stages that have none. */
export function stageSchema(known: References, limit: Limit, acts: Acts) {
  const common = commonParts(known, limit, acts);
  const step = part({
    ...common,
    branches: z.never({ error: 'A step of a branch has no branches of its own.' }).optional(),
  }).superRefine(refuseTwoSkips);
  const branch = part({
    name: text.optional().describe('What it is called.'),
    when: known.condition.optional().describe('Where this does not hold, the branch is done at once.'),
    optional: z.boolean().default(false).describe('The others do not wait for it.'),
    stages: someOf(z.record(stepKey, step), 'stage').describe('Its stages; they lead to `end` when it is done.'),
  });
  return part({
    ...common,
    branches: someOf(z.record(named(KEY, 'branch'), branch), 'branch')
      .optional()
      .describe('Runs side by side, and joins to `next`.'),
  }).superRefine((data, context) => {
    refuseTwoSkips(data, context);
    if (data.branches && Object.keys(data.tasks).length > 0)
      context.addIssue(
        fault('PartsClash', 'A stage with branches has no tasks of its own: put them into a branch.', ['tasks']),
      );
  });
}

function commonParts(known: References, limit: Limit, acts: Acts) {
  const { condition, fieldNames, target, who } = known;
  const { requirements } = acts;
  return {
    name: text.optional().describe('What it is called.'),
    guidance: text.optional().describe('What a newcomer should know.'),
    probability: z.int().min(0).max(100).optional().describe('Of a sale at this stage, in percent.'),
    clock: z.enum(['ours', 'client']).default('ours').describe('Whose clock runs: `client` means that we wait.'),
    when: condition.optional().describe('Where this does not hold, the stage is passed over, to `next`.'),
    optional: z.boolean().optional().describe('The owner and their manager may skip it.'),
    skip: part({
      who: who.describe('Who may skip it.'),
      ask: fieldNames.default([]).describe('Fields that skipping it asks for.'),
    })
      .optional()
      .describe('Who may skip it.'),
    next: target.optional().describe('Where passing over, skipping and joining lead. Without it, the following stage.'),
    planned: duration.optional().describe('When it is planned to be over, from the start of the process.'),
    limit: limit.optional().describe('How long it may take.'),
    'at limit': part({ to: target.describe('Where it goes.') })
      .optional()
      .describe('Where the instance goes by itself when the limit has passed.'),
    require: requirements.optional().describe('What it takes to come in.'),
    'require to leave': requirements.optional().describe('What it takes to leave, but for closings.'),
    on: acts.on.optional(),
    tasks: tasksSchema(known, limit, acts).default({}).describe('What is wanted from people at this stage.'),
  };
}

function refuseTwoSkips(data: { optional?: boolean | undefined; skip?: object | undefined }, context: z.RefinementCtx) {
  if (data.optional && data.skip)
    context.addIssue(fault('PartsClash', "Write 'optional' or 'skip', not both.", ['optional']));
}

type Stage = z.output<ReturnType<typeof stageSchema>>;

/** A stage as the schema leaves it, be it a step of a branch or not. */
export type StageText = Omit<Stage, 'branches' | 'limit' | 'tasks'> & {
  limit?: LimitText | undefined;
  tasks: Record<string, TaskText>;
  branches?: Stage['branches'];
};
