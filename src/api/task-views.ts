import { z } from 'zod';
import { lightOf, type TaskRow } from '../crm';
import type { Instant } from '../process';
import { isoOf, isoOrNull, pageOfItems, Ref, Text, Time } from './schema';

/** A task in a list of tasks. */
export const TaskView = z
  .object({
    id: z.uuid(),
    key: z.string(),
    task: z.string().nullable(),
    name: Text,
    stage: z.string(),
    status: z.enum(['open', 'done', 'cancelled']),
    outcome: z.string().nullable(),
    assignee: Ref.nullable(),
    queue: z.union([z.object({ role: z.string() }), z.object({ team: z.string() })]).nullable(),
    light: z.enum(['on time', 'due soon', 'overdue']).nullable(),
    openedAt: Time,
    dueAt: Time.nullable(),
    endedAt: Time.nullable(),
    instance: z.object({
      id: z.uuid(),
      kind: z.enum(['lead', 'sale']),
      number: z.number(),
      name: z.string(),
      account: Ref.nullable(),
    }),
  })
  .meta({ id: 'Task' });

export const TaskPage = pageOfItems(TaskView);

export function taskRowView(row: TaskRow, asOf: Instant): z.input<typeof TaskView> {
  const { definition, title, dueSoonAt, dueAt, openedAt, endedAt, status, ...rest } = row;
  const named = definition.stages[row.stage]?.tasks[row.task ?? '']?.name;
  const byHand = title ?? row.key;
  const light = lightOf({ open: status === 'open', waitUntil: null, dueSoonAt, dueAt, escalateAt: null }, asOf);
  return {
    ...rest,
    name: named ?? { en: byHand, ru: byHand },
    status: status as z.input<typeof TaskView>['status'],
    light: light as z.input<typeof TaskView>['light'],
    openedAt: isoOf(openedAt),
    dueAt: isoOrNull(dueAt),
    endedAt: isoOrNull(endedAt),
  };
}
