import { z } from 'zod';
import type { NoticeCode } from '../decision';
import type { RefusalCode } from '../refusal';

/** The text form of an example. What its sentences and names mean is read after it: see `read-examples.ts`. */

/** An object that says which keys it knows when it meets another. */
const part = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => `'${key}'`).join(', ')} is not known here; known are ${Object.keys(shape).join(', ')}.`
        : undefined,
  });

const sentence = z.string().min(1).max(300);
const fields = z.record(z.string(), z.unknown());
const names = z.array(z.string().max(100)).max(100);
const name = z.string().trim().min(1, 'This must not be empty.').max(200, 'This is longer than 200 letters.');

const NOTICES = [
  'task assigned',
  'due soon',
  'overdue',
  'escalated',
  'wait over',
  'moved by limit',
  'assigned',
  'reassigned',
] as const satisfies readonly NoticeCode[];

/** As keys, so that a code that is added there is missed here. */
const REFUSALS: Readonly<Record<RefusalCode, true>> = {
  NotAtThisStage: true,
  UnknownOutcome: true,
  UnknownTask: true,
  UnknownField: true,
  FieldMissing: true,
  FieldInvalid: true,
  TaskOpen: true,
  TaskEnded: true,
  TaskHeld: true,
  OnlyWay: true,
  NotYours: true,
  ConditionUnmet: true,
  ConditionFailed: true,
  Stale: true,
  Closed: true,
  NotClosed: true,
  Waiting: true,
  NotWaiting: true,
  AlreadyStarted: true,
  InPast: true,
  TooLate: true,
  NothingToDo: true,
};

const person = z.preprocess(
  (data) => (Array.isArray(data) ? { roles: data } : (data ?? {})),
  part({
    roles: names.default([]),
    teams: names.default([]),
    skills: names.default([]),
    lines: names.default([]),
    manager: z.string().optional(),
  }),
);

const PERSON = /^[a-z][a-z0-9-]*$/;
const personName = z.string().regex(PERSON, "People are called by one word, as in 'anna'.");

const given = part({
  at: z.string().optional(),
  owner: personName.optional(),
  people: z.record(personName, person).default({}),
  fields: fields.default({}),
});

const told = z.union([names, z.record(z.string(), z.array(z.enum(NOTICES)))], {
  error: 'Write a list of who was told, or of what: { the manager: [overdue] }.',
});

const expects = part({
  stage: z.string().optional(),
  branches: z.record(z.string(), z.string()).optional(),
  open: names.optional(),
  'due soon': names.optional(),
  overdue: names.optional(),
  escalated: names.optional(),
  waiting: z.boolean().optional(),
  owner: z.string().optional(),
  fields: fields.optional(),
  told: told.optional(),
  mails: names.optional(),
  webhooks: names.optional(),
  starts: names.optional(),
  light: z.enum(['red', 'yellow', 'green', 'none']).optional(),
  tactics: z.int().min(0).optional(),
});

const beside = { fields: fields.default({}), until: z.string().optional() };

const act = part({ when: sentence, ...beside });
const refused = part({
  refused: sentence,
  because: z.enum(Object.keys(REFUSALS) as RefusalCode[]).optional(),
  ...beside,
});
// biome-ignore lint/suspicious/noThenProperty: the word of the language; its value is a schema, and no function
const state = part({ then: expects });

/** What a step may be. Which of these it is meant to be is told by its key, so that its faults are told well. */
export const STEP_FORMS = [
  ['when', act],
  ['refused', refused],
  ['then', state],
] as const;

export type StepText = z.output<typeof act | typeof refused | typeof state>;

const steps = z.array(z.unknown()).max(500, 'There are at most 500 steps.').default([]);

export const exampleSchema = part({ name, given: given.prefault({}), steps });

/** What is played without being a test: a beginning and what happens then. */
export const scriptSchema = part({ given: given.prefault({}), steps });

export const examplesSchema = z.array(z.unknown()).max(200, 'A definition has at most 200 examples.');

export type GivenText = z.output<typeof given>;
export type ExpectsText = z.output<typeof expects>;
