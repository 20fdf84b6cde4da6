import type { Decision, Wish } from '../decision';
import type { Target } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import type { Snapshot } from '../snapshot';
import type { Instant } from '../types';
import { subjectOf, whatOf } from './covered';
import { groupName } from './told';

/** Something that time did by itself: a light that turned, a rung that was climbed, a wait that was over. */
export interface Flag {
  /** `due soon`, `overdue`, `escalate`, `rung 2`, `repeat`, `wait over`. */
  what: string;
  /** In the definition's words: `stage proposal`, `task proposal/send-proposal`, `process`, `wait`. */
  subject: string;
  /** When it was due; and when it happened, which after an outage is later. */
  dueAt: Instant;
  at: Instant;
  /** Who was told: people by their ids, `manager of <id>`, `role <key>`, `team <key>`. */
  told: readonly string[];
  /** Mails and webhooks that it made. */
  made: readonly string[];
  /** Where it moved the instance; null: nowhere. */
  to: Target | null;
}

/** The flag that a decision raised; null for what no deadline did. */
export function flagOf({ command, at, wishes }: Decision, before: Snapshot | null, after: Snapshot): Flag | null {
  if (command.type !== 'deadline' || !before) return null;
  const fired = deadlinesOf(before).find(({ key }) => key === command.deadline);
  if (!fired) return null;
  return {
    what: whatOf(fired),
    subject: subjectOf(fired, before),
    dueAt: fired.at,
    at,
    told: [
      ...new Set(wishes.flatMap((wish) => (wish.wish === 'notify' ? addressed(wish.to, after, before) : []))),
    ].sort(),
    made: wishes.flatMap(madeBy).sort(),
    to: after.state === before.state ? null : after.state,
  };
}

/**
 * Whom a notice is for, as far as the history says: who was above whom then, it does not, so that a manager is named by
 * whose manager they are.
 */
function addressed(to: Extract<Wish, { wish: 'notify' }>['to'], after: Snapshot, before: Snapshot): string[] {
  if (to === 'owner') return [after.owner];
  if (to === "owner's manager") return [`manager of ${after.owner}`];
  if ('person' in to) return [to.person];
  if (!('task' in to)) return [groupName(to)];
  const isIt = ({ key }: { key: string }) => key === to.task;
  const task = after.tasks.find(isIt) ?? before.tasks.find(isIt);
  if (!task) return [];
  return [task.assignee ?? (task.queue ? groupName(task.queue) : after.owner)];
}

function madeBy(wish: Wish): string[] {
  if (wish.wish === 'mail') return [`mail ${wish.template}`];
  if (wish.wish === 'webhook') return [`webhook ${wish.hook}`];
  return wish.wish === 'start' ? [`process ${wish.process}`] : [];
}
