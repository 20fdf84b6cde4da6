import type { Definition, OutcomeDefinition, TaskDefinition } from '../../definition';
import { mapValues } from '../../map-values';
import type { OutcomeText, TaskText } from '../schema/task';
import { lightsOf, limitOf, startsOf, valuesOf } from './acts';
import { nameOf, type Path, used, type Warn, wordsOf } from './words';

/** What building needs beside the part that is built. */
export interface Site {
  fields: Definition['fields'];
  warn: Warn;
}

export function taskOf(task: TaskText, key: string, path: Path, site: Site): TaskDefinition {
  const { warn } = site;
  return {
    name: nameOf(task.name, key, path, warn),
    guidance: wordsOf(task.guidance, [...path, 'guidance'], warn),
    assignee: task.assignee ?? { rule: 'owner' },
    required: task.required,
    when: task.when ?? null,
    after: task.after,
    limit: limitOf(task.limit ?? task.due),
    outcomes: mapValues(task.outcomes, (outcome, name) => outcomeOf(outcome, name, [...path, 'outcomes', name], site)),
    ...used({
      repeat: task.repeat && { every: task.repeat.every, until: task.repeat.until ?? null },
      eachTime: task.asked === undefined ? undefined : true,
      onCall: task['on call'] || undefined,
      lights: lightsOf(task.lights, [...path, 'lights'], warn),
    }),
  };
}

function outcomeOf(outcome: OutcomeText, key: string, path: Path, { fields, warn }: Site): OutcomeDefinition {
  const { wait } = outcome;
  return {
    name: nameOf(outcome.name, key, path, warn),
    ...waysOf(outcome),
    ask: outcome.ask,
    set: valuesOf(outcome.set, fields),
    wait: wait !== undefined && wait.for === undefined,
    again: outcome.again,
    when: outcome.when ?? null,
    ...used({
      who: outcome.who,
      waitFor: wait?.for === undefined ? undefined : { event: wait.for, atMost: wait['at most'] ?? null },
      opens: outcome.open.length > 0 ? outcome.open : undefined,
      starts: startsOf(outcome.start),
      endsBranches: outcome['ends branches'] || undefined,
      undo: outcome.undo,
    }),
  };
}

/** Where it leads: a single way is a target, whichever way it was written. */
function waysOf({ to: routes = [] }: OutcomeText): Pick<OutcomeDefinition, 'to' | 'routes'> {
  const [first, ...others] = routes;
  if (!first || (others.length === 0 && first.when === undefined)) return { to: first?.to ?? null };
  return { to: null, routes: routes.map(({ when, to }) => ({ when: when ?? null, to })) };
}
