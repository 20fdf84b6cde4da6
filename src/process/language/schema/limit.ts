import { z } from 'zod';
import type { Duration } from '../../definition';
import { readDue, readDuration, readEscalation, readRungAt, readShare } from '../shorthand';
import { fault, part, shorthand } from './parts';
import type { References } from './references';

const SPAN = '\\d{1,4}\\s+(working\\s+)?(minute|hour|day|week)s?';
const LATER = `^\\s*${SPAN}\\s+later\\s*$`;
const EXAMPLES = ['3 working days', '4 working hours', '2 weeks'];

export const duration = shorthand(readDuration, "'3 working days', '4 working hours' or '2 weeks'").meta({
  id: 'duration',
  pattern: `^\\s*${SPAN}\\s*$`,
  description: 'How long. Without `working`, around the clock.',
  examples: EXAMPLES,
});

/** A span around the clock. */
export const calendarDuration = shorthand((text): Duration | null => {
  const span = readDuration(text);
  return span?.working === false ? span : null;
}, "a time around the clock, such as '1 hour' or '2 days'");

/** Limits: of a stage, a task, the process. */
export function limitSchema({ field, target, addressee, template, webhook }: References) {
  const due = shorthand(
    readDue,
    "'3 working days', '4 working hours', 'until decisionDate' or '1 working day before decisionDate'",
  )
    .superRefine((value, context) => {
      if (value.by === 'span') return;
      const found = field(value.field);
      if (found === undefined) context.addIssue(fault('UnknownField', `There is no field '${value.field}'.`));
      else if (found && found.type !== 'date') context.addIssue(fault('NotADate', `'${value.field}' is not a date.`));
    })
    .meta({
      id: 'due',
      pattern: `^\\s*(${SPAN}(\\s+before [A-Za-z]\\w*)?|until [A-Za-z]\\w*)\\s*$`,
      description: 'A span from the start, or until a date field.',
      examples: [...EXAMPLES, 'until decisionDate', '1 working day before decisionDate'],
    });

  const rung = part({
    at: z
      .unknown()
      .transform((at, context) => {
        const read = readRungAt(at);
        if (read) return read.after;
        context.addIssue(fault('Unreadable', "Write when: '2 working days later', or 0 for when the limit passes."));
        return z.NEVER;
      })
      .meta({
        description: 'How long after the limit has passed; 0 is when it passes.',
        anyOf: [{ const: 0 }, { type: 'string', pattern: LATER }],
        examples: [0, '1 working day later'],
      }),
    notify: addressee.optional().describe('Who is told.'),
    open: z.string().optional().describe('The task of the stage, one that is `on call`, that opens.'),
    mail: template.optional().describe('The template of the mail that is sent to `who`.'),
    who: addressee.optional().describe('Who gets the mail.'),
    webhook: webhook.optional().describe('The webhook that is called.'),
    reassign: z
      .literal("owner's manager", { error: "Write owner's manager." })
      .optional()
      .describe('Whom the task, or the whole instance, is handed to.'),
    move: target.optional().describe('Where the instance goes by itself.'),
  })
    .superRefine((data, context) => {
      const acts = RUNG_ACTS.filter((key) => data[key] !== undefined);
      if (acts.length !== 1)
        context.addIssue(fault('PartsClash', `Each step of a ladder does one of: ${RUNG_ACTS.join(', ')}.`));
      if ((data.mail === undefined) !== (data.who === undefined))
        context.addIssue(fault('PartsClash', "A mail says 'who' gets it, as in: mail: overdue-deal, who: owner."));
    })
    .meta({ oneOf: RUNG_ACTS.map((key) => ({ required: [key] })) });

  return z
    .preprocess(
      (data) => (typeof data === 'string' ? { due: data } : data),
      part({
        due,
        'due soon': shorthand(readShare, "a share such as '70 %', or 'never'")
          .meta({ pattern: '^\\s*(never|\\d{1,3} ?%)\\s*$', examples: ['70 %', 'never'] })
          .optional()
          .describe('The share of the limit after which it is due soon. Without it 70 %.'),
        escalate: shorthand(readEscalation, "'1 working day later', or 'never'")
          .meta({ pattern: `^\\s*never\\s*$|${LATER}`, examples: ['1 working day later', 'never'] })
          .optional()
          .describe("When the owner's manager is told. Without it 1 working day later."),
        ladder: z
          .array(rung)
          .min(1, 'At least one step is needed.')
          .optional()
          .describe('What else is done while it is overdue.'),
      }),
    )
    .meta({
      id: 'limit',
      description: 'How long it may take: the short form, or the long one.',
      short: { $ref: '#/$defs/due' },
    });
}

const RUNG_ACTS = ['notify', 'open', 'mail', 'webhook', 'reassign', 'move'] as const;

export type LimitText = z.output<ReturnType<typeof limitSchema>>;
