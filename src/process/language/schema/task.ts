import { z } from 'zod';
import { KEY, OUTCOME_KEY } from '../names';
import type { actSchemas } from './acts';
import { duration, type limitSchema } from './limit';
import { fault, named, orNothing, part, someOf, text } from './parts';
import type { References } from './references';

/** Tasks that people add go by this key: see `task-acts.ts`. */
const taskKey = named(KEY, 'task').refine((key) => key !== 'by-hand', {
  error: "'by-hand' is what tasks are called that people add.",
});

type Limit = ReturnType<typeof limitSchema>;
type Acts = ReturnType<typeof actSchemas>;

/** The tasks of a stage, by key. */
export function tasksSchema(known: References, limit: Limit, acts: Acts) {
  const { condition, fieldNames, values, who, assignee } = known;

  const outcome = orNothing(
    part({
      name: text.optional().describe('What it is called.'),
      to: acts.routes.optional().describe('Where it leads: a target, or several by condition.'),
      ask: fieldNames.default([]).describe('Fields that the answer must bring, unless they are set already.'),
      set: values.default({}).describe('Fields that it sets by itself.'),
      wait: waitSchema(acts).optional().describe('It stands still: until a date that is asked for, or until an event.'),
      again: z.boolean().default(false).describe('Asks anew even for what is set, and the task opens anew.'),
      when: condition.optional().describe('It is on offer only while this holds.'),
      who: who.optional().describe('Who may answer so, of those who may answer the task.'),
      open: z.array(z.string()).default([]).describe('Tasks of the stage, those that are `on call`, that open now.'),
      start: acts.starts.optional(),
      'ends branches': z.boolean().optional().describe('It leaves the stage while other branches of it run.'),
      undo: acts.neverUndone,
    }).superRefine((data, context) => {
      if (data.wait?.for !== undefined && data.to)
        context.addIssue(fault('PartsClash', 'An outcome waits or leads somewhere, not both.', ['wait']));
    }),
  );

  const repeat = z
    .preprocess(
      (data) => (typeof data === 'string' ? { every: data.replace(/^\s*every /, '') } : data),
      part({
        every: duration.describe('How long after it was done it opens again.'),
        until: condition.optional().describe('It opens again until this holds.'),
      }),
    )
    .meta({ short: { type: 'string', pattern: '^every .+$', examples: ['every 5 working days'] } });

  const task = part({
    name: text.optional().describe('What it is called.'),
    guidance: text.optional().describe('What a newcomer should know.'),
    assignee: assignee.optional().meta({
      description: 'Who gets it. Without it, the owner.',
      pattern:
        "^(owner|owner's manager|(role|team) [a-z][a-z0-9-]*|(least loaded|in turn)( of (role|team) [a-z][a-z0-9-]*)?( with skill [a-z][a-z0-9-]*)?( for line [a-z][a-z0-9-]*)?)$",
      examples: [
        'owner',
        "owner's manager",
        'role contracts',
        'team north',
        'least loaded of role engineer with skill crm',
      ],
    }),
    required: z.boolean().default(false).describe('Nothing moves on while it is open.'),
    when: condition.optional().describe('It exists only while this holds.'),
    asked: z
      .literal('each time', { error: "Write 'each time'." })
      .optional()
      .describe('It is asked anew whenever its condition comes to hold again.'),
    after: z.array(z.string()).default([]).describe('Tasks of the same stage that come first, where they apply.'),
    limit: limit.optional().describe('How long it may take.'),
    due: limit.optional().describe('The same as `limit`.'),
    repeat: repeat.optional().describe('It opens again so long after it was done.'),
    'on call': z.boolean().optional().describe('It opens only when an outcome or a ladder calls for it.'),
    lights: z
      .array(acts.light(known.taskLightCondition))
      .min(1, 'At least one is needed.')
      .optional()
      .describe('The colour of the task: of the lines that hold, the first.'),
    outcomes: someOf(z.record(named(OUTCOME_KEY, 'outcome'), outcome), 'outcome').describe(
      'The answers it can have, as words that a rep would say.',
    ),
  })
    .superRefine((data, context) => {
      if (data.limit && data.due) context.addIssue(fault('TwoLimits', "Write 'limit' or 'due', not both.", ['due']));
      if (data.asked && data.when === undefined)
        context.addIssue(fault('PartsClash', "'asked: each time' needs a condition: write 'when' too.", ['asked']));
      if (data['on call'] && data.after.length > 0)
        context.addIssue(
          fault('PartsClash', 'A task that is on call opens when it is called, so it comes after none.', ['after']),
        );
    })
    .meta({ not: { required: ['limit', 'due'] } });

  return z.record(taskKey, task);
}

/** A wait for a date that the answer brings (nothing is read then), or for an event. */
const waitSchema = ({ waitFor }: Acts) =>
  z
    .preprocess((data, context) => {
      if (data === ASK_FOR_A_DATE) return {};
      if (typeof data !== 'object' || data === null || !('for' in data))
        context.addIssue(fault('WrongValue', `Write '${ASK_FOR_A_DATE}', or an event as in { for: payment in }.`));
      return data ?? undefined;
    }, waitFor)
    .meta({ short: { const: ASK_FOR_A_DATE } });

const ASK_FOR_A_DATE = 'ask for a date';

export type TaskText = z.output<ReturnType<typeof tasksSchema>>[string];
export type OutcomeText = TaskText['outcomes'][string];
