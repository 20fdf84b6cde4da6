import { z } from 'zod';
import type { ExplainedDeadline, FiredDeadline } from '../crm';
import { deadlinesOf, type Snapshot } from '../process';
import { DateOut, isoOf, isoOrNull, Text, Time } from './schema';

/** Something that will happen by itself. */
export const Deadline = z
  .object({
    key: z.string(),
    subject: z.string(),
    kind: z.enum(['due soon', 'overdue', 'escalate', 'wait over', 'rung', 'repeat']),
    at: Time,
  })
  .meta({ id: 'Deadline' });

const Explanation = z
  .object({
    way: z.string().meta({ description: 'How it comes about: working time, calendar time, end of date, ...' }),
    zone: z.string(),
    calendar: z.object({ key: z.string(), version: z.number() }).meta({ description: 'What it was resolved with' }),
    start: Time,
    spentMs: z.number().meta({ description: 'Used up before `start`: until the last wait began' }),
    limitMs: z.number().nullable(),
    date: DateOut.nullable(),
    spans: z.array(
      z.object({
        from: Time,
        to: Time,
        countsMs: z.number(),
        days: z
          .number()
          .optional()
          .meta({ description: 'Days with working time that are folded into it; 0: days off' }),
        exceptions: z.array(DateOut).optional().meta({ description: 'Days that differ from their weekday' }),
      }),
    ),
    pauses: z.array(z.object({ from: Time, to: Time.nullable(), reason: z.string() })),
    sumMs: z.number().meta({ description: '`spentMs` and what the spans count, added up' }),
    due: Time,
  })
  .meta({ id: 'Explanation' });

/** A deadline with its arithmetic, where that was asked for. */
export const ExplainableDeadline = Deadline.extend({
  explanation: Explanation.nullable().optional(),
  lines: z.array(Text).optional().meta({ description: 'The same in words' }),
}).meta({ id: 'ExplainableDeadline' });

/** A deadline that has fired, with its arithmetic as it was then. */
export const PastDeadline = ExplainableDeadline.extend({
  firedAt: Time.meta({ description: 'When it did: never before `at`; late after an outage' }),
  seq: z.number().meta({ description: 'Of the event that it is in the history' }),
}).meta({ id: 'FiredDeadline' });

/** The same over HTTP. */
export const firedView = ({ firedAt, seq, ...deadline }: FiredDeadline): z.input<typeof PastDeadline> => ({
  ...explainedView(deadline),
  firedAt: isoOf(firedAt),
  seq,
});

/** The arithmetic over HTTP. */
export function explainedView({ at, explanation, ...rest }: ExplainedDeadline): z.input<typeof ExplainableDeadline> {
  if (!explanation) return { ...rest, at: isoOf(at), explanation };
  const { start, due, spans, pauses, ...plain } = explanation;
  return {
    ...rest,
    at: isoOf(at),
    explanation: {
      ...plain,
      start: isoOf(start),
      due: isoOf(due),
      spans: spans.map(({ from, to, exceptions, ...span }) => ({
        ...span,
        from: isoOf(from),
        to: isoOf(to),
        ...(exceptions && { exceptions: [...exceptions] }),
      })),
      pauses: pauses.map(({ from, to, reason }) => ({ from: isoOf(from), to: isoOrNull(to), reason })),
    },
  };
}

/** What a snapshot has armed, the earliest first. */
export const deadlineViews = (snapshot: Snapshot): z.input<typeof Deadline>[] =>
  deadlinesOf(snapshot).map(({ at, ...deadline }) => ({ ...deadline, at: isoOf(at) }));
