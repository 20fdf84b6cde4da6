import type { Definition } from './definition';
import { currentStages } from './machine/draft';
import { outsideEvent } from './machine/edges';
import { compile } from './machine/machine';
import type { Snapshot } from './snapshot';

/**
 * The fields that an instance would take from an event, as it stands; null where neither the stages it is at nor a wait
 * of it asks for such an event. Whether a reaction's condition holds, the machine says.
 */
export function takenFrom(definition: Definition, snapshot: Snapshot, event: string): readonly string[] | null {
  if (snapshot.closedAt !== null) return null;
  const machine = compile(definition);
  const edges = currentStages({ definition, at: snapshot }).flatMap(([key]) => machine.edges(key, outsideEvent(event)));
  if (edges.length === 0 && snapshot.wait?.event !== event) return null;
  return [...new Set(edges.flatMap(({ reaction }) => reaction?.take ?? []))];
}
