import { z } from 'zod';
import type { NextStep } from '../insight';
import type { Definition } from '../process';
import { isoOrNull, Ref, Text, Time } from './schema';

/** The open task that is due first, as lists and boards show it. */
export const StepOut = z.object({ id: z.uuid(), name: Text, dueAt: Time.nullable(), assignee: Ref.nullable() });

/** Its name is the process's; of one that was added by hand, what its author called it. */
export function stepView(step: NextStep, { stages }: Definition): z.input<typeof StepOut> {
  const { id, key, task, stage, title, dueAt, assignee } = step;
  const byHand = title ?? key;
  const name = stages[stage]?.tasks[task ?? '']?.name ?? { en: byHand, ru: byHand };
  return { id, name, dueAt: isoOrNull(dueAt), assignee };
}
