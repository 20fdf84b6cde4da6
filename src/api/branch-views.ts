import { z } from 'zod';
import { type Card, lightOf } from '../crm';
import { type Instant, waitingUntil } from '../process';
import { isoOf, isoOrNull, Text, Time } from './schema';
import { stageName } from './stage-name';

/** One of several things that go on side by side in a stage. */
export const BranchView = z
  .object({
    key: z.string(),
    name: Text,
    stage: z.object({ key: z.string(), name: Text }).nullable().meta({ description: 'Null once the branch has ended' }),
    enteredAt: Time,
    dueAt: Time.nullable(),
    light: z.enum(['on time', 'due soon', 'overdue', 'escalated', 'waiting']).nullable(),
  })
  .meta({ id: 'Branch' });

/** The branches of the stage that a card shows; none where the stage has none. */
export function branchViews({ snapshot, version }: Card, asOf: Instant): z.input<typeof BranchView>[] {
  const { definition } = version;
  // The definition's order: a snapshot that was stored keeps none.
  return Object.entries(definition.stages[snapshot.state]?.branches ?? {}).flatMap(([key, { name }]) => {
    const branch = snapshot.branches?.[key];
    if (!branch) return [];
    const { at, enteredAt, clock } = branch;
    const instants = { dueSoonAt: null, dueAt: null, escalateAt: null, ...clock };
    const view = {
      key,
      name,
      stage: at === null ? null : { key: at, name: stageName(definition, at) },
      enteredAt: isoOf(enteredAt),
      dueAt: isoOrNull(instants.dueAt),
      light: lightOf({ ...instants, open: at !== null, waitUntil: waitingUntil(snapshot) }, asOf),
    };
    return [view];
  });
}
