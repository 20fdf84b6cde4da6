import { z } from 'zod';
import { deadlinesOf, type Snapshot } from '../process';
import { isoOf, Time } from './schema';

/** Something that will happen by itself. */
export const Deadline = z
  .object({
    key: z.string(),
    subject: z.string(),
    kind: z.enum(['due soon', 'overdue', 'escalate', 'wait over', 'rung', 'repeat']),
    at: Time,
  })
  .meta({ id: 'Deadline' });

/** What a snapshot has armed, the earliest first. */
export const deadlineViews = (snapshot: Snapshot): z.input<typeof Deadline>[] =>
  deadlinesOf(snapshot).map(({ at, ...deadline }) => ({ ...deadline, at: isoOf(at) }));
