import type { Act, Command } from '../command';
import { endWait } from './clocks';
import { currentStages, type Draft, positionOf } from './draft';
import { type Edge, outsideEvent } from './edges';
import { setFields, takeFields } from './fields';
import { unmet } from './gate';
import { compile } from './machine';
import { Refused, refuse, refuseUnmet } from './refuse';
import { mustWorkOn } from './rights';
import { atGate, go } from './transition';

/**
 * Something happened outside. It ends a wait for it, and the stage reacts as the definition says. What nothing waits for and
 * nothing reacts to is refused, so that no history holds what changed nothing.
 */
export function happen(draft: Draft, command: Command & Extract<Act, { type: 'event' }>): void {
  mustWorkOn(draft, command.actor);
  const event = outsideEvent(command.event);
  const waited = draft.at.wait?.event === command.event;
  mayBring(draft, reactionsTo(draft, event), command);
  takeFields(draft, command.fields);
  const chosen = compile(draft.definition).chosen(positionOf(draft.at), event, draft.at.fields);
  if (!waited && chosen.length === 0) refuse('NothingToDo');
  if (waited) endWait(draft, draft.now);
  for (const { reaction } of chosen) if (reaction) setFields(draft, reaction.set);
  // Where several branches react, all of them do or none does.
  const at = atGate(draft, command);
  refuseUnmet(chosen.flatMap(({ gate }) => unmet(gate, at, draft.definition)));
  if (chosen.length > 0) go(draft, event, command);
}

/** Everything that the current stages could do about an event. */
function reactionsTo(draft: Draft, event: string): readonly Edge[] {
  const machine = compile(draft.definition);
  return currentStages(draft).flatMap(([key]) => machine.edges(key, event));
}

function mayBring(draft: Draft, edges: readonly Edge[], { fields }: { fields?: object }): void {
  const taken = new Set(edges.flatMap(({ reaction }) => reaction?.take ?? []));
  const unknown = Object.keys(fields ?? {}).filter((field) => !taken.has(field));
  if (unknown.length > 0)
    throw new Refused(
      'UnknownField',
      unknown.map((field) => ({ code: 'NotTaken', params: { field, state: draft.at.state } })),
    );
}
