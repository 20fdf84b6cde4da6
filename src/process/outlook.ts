import { deadlineCommand } from './command';
import { decide } from './decide';
import type { Decision, NoticeCode, Wish } from './decision';
import type { Addressee, Definition, Target } from './definition';
import { type Names, type Titles, taskName } from './outlook-names';
import { lineOf, NOTHING, subjectWords } from './outlook-words';

import { type Deadline, OWNER, type Snapshot } from './snapshot';
import type { Instant, Text } from './types';

/** What a deadline will do, in codes and in words. */
export interface Outlook {
  /** Whose deadline it is: a stage, a task, the wait. */
  subject: Text;
  does: readonly Happening[];
  /** The same as sentences. */
  say: Text;
}

/** One thing that will happen by itself. */
export type Happening =
  | { does: 'notify' | 'escalate'; who: Told; about: NoticeCode }
  | { does: 'move'; to: Target }
  | { does: 'move branch'; branch: string; to: string | null }
  | { does: 'open' | 'withdraw'; task: string; name: Text }
  /** To the owner's manager: a task, or all of it where `task` is null. */
  | { does: 'reassign'; task: string | null; name: Text | null }
  | { does: 'mail'; template: string; who: Addressee }
  | { does: 'webhook'; hook: string }
  | { does: 'start'; process: string }
  | { does: 'convert' }
  /** A wait ends, and the clocks that it stopped run on. */
  | { does: 'run on' };

/** Who is told: `holder` holds the task that it is about, or may claim it. */
export type Told = Addressee | 'holder' | { person: string };

/**
 * What will happen when an armed deadline fires, if nothing happens before it. It is the machine's own answer, so it
 * cannot differ from what the deadline then does; who holds a task that it opens, and when that is due, is known only then.
 *
 * @param at when it fires: a deadline that is late fires later than it was due.
 */
export function whatHappens(
  definition: Definition,
  snapshot: Snapshot,
  deadline: Deadline,
  titles: Titles = {},
  at: Instant = deadline.at,
): Outlook {
  const { decision } = decide(definition, snapshot, deadlineCommand(deadline.key, snapshot.seq), at);
  return outlookOf(definition, snapshot, { deadline, decision, titles });
}

/** The same for a decision that the machine has given already; without one the deadline is dropped. */
export function outlookOf(
  definition: Definition,
  snapshot: Snapshot,
  { deadline, decision, titles = {} }: { deadline: Deadline; decision: Decision | undefined; titles?: Titles },
): Outlook {
  const names = { definition, snapshot, titles };
  const does = decision ? happenings(names, decision) : [];
  const lines = does.length > 0 ? does.map((one) => lineOf(names, one)) : [NOTHING];
  const say = { en: lines.map(({ en }) => en).join(' '), ru: lines.map(({ ru }) => ru).join(' ') };
  return { subject: subjectWords(names, deadline.subject), does, say };
}

function happenings(names: Names, decision: Decision): Happening[] {
  return [
    ...(names.snapshot.wait && !decision.snapshot.wait ? [{ does: 'run on' } as const] : []),
    ...decision.wishes.flatMap(wished),
    ...handedOn(names, decision),
    ...moved(names.snapshot, decision.snapshot),
    ...changedTasks(names, decision),
  ];
}

/** Notices that only say what the outlook says anyway are left out. */
const IMPLIED: readonly NoticeCode[] = ['task assigned', 'assigned', 'reassigned'];

function wished(wish: Wish): Happening[] {
  switch (wish.wish) {
    case 'notify': {
      const { to, about } = wish;
      if (IMPLIED.includes(about)) return [];
      const who = typeof to === 'object' && 'task' in to ? 'holder' : to;
      return [{ does: about === 'escalated' ? 'escalate' : 'notify', who, about }];
    }
    case 'mail':
      return [{ does: 'mail', template: wish.template, who: wish.to }];
    case 'webhook':
      return [{ does: 'webhook', hook: wish.hook }];
    case 'start':
      return [{ does: 'start', process: wish.process }];
    case 'convert':
      return [{ does: 'convert' }];
  }
}

/** What goes to the owner's manager. Tasks that were just opened for one are no handing on. */
function handedOn(names: Names, { questions }: Decision): Happening[] {
  const asked = questions.flatMap((question) => (question.ask === 'assignee' ? [question.task] : []));
  if (asked.includes(OWNER)) return [{ does: 'reassign', task: null, name: null }];
  return asked.flatMap((key): Happening[] => {
    const task = names.snapshot.tasks.find((one) => one.key === key);
    return task ? [{ does: 'reassign', task: key, name: taskName(names, task) }] : [];
  });
}

function moved(before: Snapshot, after: Snapshot): Happening[] {
  if (after.state !== before.state) return [{ does: 'move', to: after.state }];
  return Object.entries(after.branches ?? {}).flatMap(([branch, { at }]): Happening[] => {
    const was = before.branches?.[branch];
    return was && was.at !== at ? [{ does: 'move branch', branch, to: at }] : [];
  });
}

/** A closing withdraws everything, and leaving a stage what the stage wanted: that goes without saying. */
function changedTasks(names: Names, { tasks, snapshot }: Decision): Happening[] {
  const before = new Set(names.snapshot.tasks.map(({ key }) => key));
  const left = snapshot.state !== names.snapshot.state;
  return tasks.flatMap((task): Happening[] => {
    const named = { task: task.key, name: taskName(names, task) };
    if (task.status === 'open' && !before.has(task.key)) return [{ does: 'open', ...named }];
    return task.status === 'cancelled' && before.has(task.key) && !left ? [{ does: 'withdraw', ...named }] : [];
  });
}
