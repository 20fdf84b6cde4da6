import { z } from 'zod';
import type { Act } from '../process';
import { FieldsIn, TimeIn, words } from './schema';

const every = {
  expectedSeq: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional()
    .meta({ description: 'Refused as Stale when the instance has moved on' }),
  comment: words(4000).optional().meta({ description: 'Kept beside the command, shown in the history' }),
};
const key = z.string().min(1).max(200);
const fields = FieldsIn.optional();

/** What may be asked of a lead or a sale. */
export const CommandBody = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('complete'),
      task: key,
      outcome: key,
      fields,
      until: TimeIn.optional(),
      ...every,
    }),
    z.strictObject({ type: z.literal('move'), to: key, fields, ...every }),
    z
      .strictObject({
        type: z.literal('wait'),
        until: TimeIn.optional(),
        event: key.optional().meta({ description: 'What ends the wait when it happens outside' }),
        reason: words(1000),
        ...every,
      })
      .refine(({ until, event }) => until !== undefined || event !== undefined, 'Say until when, or for which event'),
    z.strictObject({ type: z.literal('resume'), ...every }),
    z.strictObject({ type: z.literal('reassign'), ownerId: z.uuid(), ...every }),
    z.strictObject({ type: z.literal('claim'), task: key, ...every }),
    z.strictObject({ type: z.literal('delegate'), task: key, personId: z.uuid(), ...every }),
    z.strictObject({ type: z.literal('amend'), fields: FieldsIn, ...every }),
    z.strictObject({
      type: z.literal('add task'),
      title: words(300),
      personId: z.uuid(),
      dueAt: TimeIn.optional(),
      ...every,
    }),
    z.strictObject({ type: z.literal('cancel task'), task: key, ...every }),
    z.strictObject({ type: z.literal('close'), outcome: key, fields, ...every }),
    z.strictObject({ type: z.literal('reopen'), fields, ...every }),
    z.strictObject({ type: z.literal('event'), event: key, fields, ...every }),
    z.strictObject({ type: z.literal('skip'), stage: key, fields, ...every }),
    z.strictObject({ type: z.literal('undo'), ...every }),
  ])
  .meta({ id: 'Command' });

export type CommandInput = z.output<typeof CommandBody>;

/** What a wait's reason is called inside; its words stay in the inbox. */
export const REASON_IN_WORDS = 'in words';

/** A command as the machine takes it, the people it names, and the words that stay out of the workflow. */
export interface Parts {
  act: Act;
  person?: string;
  record: Record<string, string>;
}

/** Parts a body into what the workflow gets and what it must not. */
export function partsOf(body: CommandInput): Parts {
  const record: Record<string, string> = body.comment === undefined ? {} : { comment: body.comment };
  const { expectedSeq: _seq, comment: _comment, ...asked } = body;
  switch (asked.type) {
    case 'wait': {
      const act = { ...asked, until: asked.until ?? null, reason: REASON_IN_WORDS };
      return { act, record: { ...record, reason: asked.reason } };
    }
    case 'reassign':
      return { act: { type: 'reassign', owner: asked.ownerId }, person: asked.ownerId, record };
    case 'delegate':
      return { act: { type: 'delegate', task: asked.task, to: asked.personId }, person: asked.personId, record };
    case 'add task': {
      const { title, personId, dueAt } = asked;
      const act = { type: 'add task' as const, assignee: personId, ...(dueAt !== undefined && { dueAt }) };
      return { act, person: personId, record: { ...record, title } };
    }
    default:
      return { act: asked, record };
  }
}

/** The body that would ask for an act: what `allowed` shows can be sent as it stands. */
export function bodyOf(act: Act): Record<string, unknown> {
  if (act.type === 'reassign') return { type: act.type, ownerId: act.owner };
  if (act.type === 'delegate') return { type: act.type, task: act.task, personId: act.to };
  return { ...act };
}
