import type { Decision, NoticeCode, Wish } from '../decision';
import type { Snapshot } from '../snapshot';
import type { Run } from './run';

/** One thing that somebody is told. */
export interface Told {
  /** A person's id, or `role <key>`, `team <key>` for everybody of one. */
  who: string;
  about: NoticeCode;
  subject: string;
}

type Notify = Extract<Wish, { wish: 'notify' }>;

/** Whom the wishes of one event reach. Nobody is told of what they did themselves. */
export function toldBy(run: Run, index: number): Told[] {
  const snapshot = run.snapshots[index];
  const event = run.events[index];
  if (!snapshot || !event) return [];
  const found = new Map<string, Told>();
  for (const wish of run.wishes[index] ?? []) {
    if (wish.wish !== 'notify') continue;
    const who = addressee(wish.to, snapshot, run.world.people.managerOf);
    if (who !== null && who !== event.command.actor.id)
      found.set(`${who} ${wish.about} ${wish.subject}`, { who, about: wish.about, subject: wish.subject });
  }
  return [...found.values()];
}

/** Whom a notice, a mail or the like is for, as one name. null: for a task that is there no longer. */
export function addressee(
  to: Notify['to'],
  { owner, tasks }: Pick<Snapshot, 'owner' | 'tasks'>,
  managerOf: (person: string) => string | null,
): string | null {
  if (to === 'owner') return owner;
  if (to === "owner's manager") return managerOf(owner) ?? owner;
  if ('person' in to) return to.person;
  if (!('task' in to)) return groupName(to);
  const task = tasks.find((one) => one.key === to.task);
  if (!task) return null;
  return task.assignee ?? (task.queue ? groupName(task.queue) : owner);
}

export const groupName = (group: { role: string } | { team: string }): string =>
  'role' in group ? `role ${group.role}` : `team ${group.team}`;

/** The wishes of one kind. */
export const wishesOf = <K extends Wish['wish']>(wishes: Decision['wishes'], kind: K): Extract<Wish, { wish: K }>[] =>
  wishes.filter((one): one is Extract<Wish, { wish: K }> => one.wish === kind);
