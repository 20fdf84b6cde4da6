import { CLOSED, type Definition, isClosedState, type Target } from './definition';
import type { Snapshot, Task } from './snapshot';
import type { Text } from './types';

/** Titles of tasks that were added by hand, by task key: they stand in no snapshot. */
export type Titles = Readonly<Record<string, string>>;

/** What the words of an outlook are taken from. */
export interface Names {
  definition: Definition;
  snapshot: Snapshot;
  titles: Titles;
}

/** What a task is called; a task that was added by hand by its title. */
export function taskName({ definition, titles }: Pick<Names, 'definition' | 'titles'>, task: Task): Text {
  const named = definition.stages[task.stage]?.tasks[task.task ?? '']?.name;
  if (named) return named;
  const title = titles[task.key];
  return title === undefined ? BY_HAND : { en: title, ru: title };
}

const BY_HAND: Text = { en: 'added by hand', ru: 'добавлена вручную' };

/** What a stage or a closing is called. */
export function stateName(definition: Definition, state: Target): Text {
  const named = isClosedState(state) ? definition.closed[state.slice(CLOSED.length)] : definition.stages[state];
  return named?.name ?? { en: state, ru: state };
}
