import type { Actor } from '../command';
import type { FreeAct } from '../definition';
import type { Task } from '../snapshot';
import { type Draft, definitionOf, openTasks } from './draft';
import { isOneOf } from './gate';
import { refuse } from './refuse';

/** Whoever works on the instance may: its owner, whoever is above them, and holders of its open tasks. */
export function mustWorkOn(draft: Draft, actor: Actor): void {
  const holds = openTasks(draft.at).some((task) => task.assignee === actor.id);
  if (!holds && !isOneOf(['owner', 'manager'], actor, draft.at.owner)) refuse('NotYours', { who: 'owner, manager' });
}

/** Whoever the definition lets do a free act; where it says nothing, whoever `otherwise` lets pass. */
export function mayFree(
  draft: Draft,
  act: FreeAct,
  actor: Actor,
  otherwise: () => void = () => mustWorkOn(draft, actor),
): void {
  const who = draft.definition.who?.[act];
  if (!who) otherwise();
  else if (!isOneOf(who, actor, draft.at.owner)) refuse('NotYours', { who: who.join(', ') });
}

/** Whoever may answer a task: its holder and the owner's managers; the owner too, unless it asks the manager's word. */
export function mustAnswer(draft: Draft, task: Task, actor: Actor): void {
  if (task.assignee === actor.id || isOneOf(['manager'], actor, draft.at.owner)) return;
  const asksManager = definitionOf(draft, task)?.assignee.rule === "owner's manager";
  if (actor.id === draft.at.owner && !asksManager && task.assignee !== null) return;
  if (task.assignee === null) refuse('NotYours', { claim: task.key });
  refuse('NotYours', { holder: task.assignee });
}

/** Whoever is in the queue may claim what nobody holds. */
export function mustBeInQueue(draft: Draft, task: Task, actor: Actor): void {
  if (task.assignee !== null) refuse('TaskHeld', { holder: task.assignee });
  const queue = task.queue;
  if (isOneOf(['manager'], actor, draft.at.owner) || !queue) return;
  const inQueue = 'role' in queue ? actor.roles.includes(queue.role) : actor.teams.includes(queue.team);
  if (!inQueue) refuse('NotYours', { who: 'role' in queue ? queue.role : queue.team });
}
