import type { Definition, StageDefinition } from '../definition';
import { problem } from '../language/finding';
import { outcomePath, taskPath } from './place';
import type { Suspect } from './suspect';

/** Tasks that nothing opens, and outcomes that people cannot tell apart. */
export function taskFindings(definition: Definition): Suspect[] {
  return Object.entries(definition.stages).flatMap(([stage, one]) => {
    const opens = openable(one, definition.limit);
    return Object.entries(one.tasks).flatMap(([name, task]) => [
      ...(opens.has(name)
        ? []
        : [
            problem(
              'NeverOpens',
              taskPath(definition, stage, name),
              task.onCall
                ? `The task '${name}' opens on call, and nothing that opens itself calls for it.`
                : `The task '${name}' never opens: a task that comes first never does.`,
            ),
          ]),
      ...namesakes(definition, stage, name),
    ]);
  });
}

/** The tasks of a stage that can open at all: at once, or because one that can open calls for them. */
function openable({ tasks, limit }: StageDefinition, process: Definition['limit']): ReadonlySet<string> {
  const called = (ladder: Definition['limit']) =>
    (ladder?.ladder ?? []).flatMap(({ does }) => (does.act === 'open' ? [does.task] : []));
  const opens = new Set<string>([...called(limit), ...called(process)]);
  for (let before = -1; before < opens.size; ) {
    before = opens.size;
    for (const [name, task] of Object.entries(tasks)) {
      if (!task.onCall && task.after.every((one) => isNoBar(tasks, one, opens))) opens.add(name);
      if (!opens.has(name)) continue;
      for (const one of called(task.limit)) opens.add(one);
      for (const outcome of Object.values(task.outcomes)) for (const one of outcome.opens ?? []) opens.add(one);
    }
  }
  return opens;
}

/** A task that comes first bars the way only if it is wanted and can never open. What nobody calls for is not waited for. */
const isNoBar = (tasks: StageDefinition['tasks'], name: string, opens: ReadonlySet<string>): boolean => {
  const task = tasks[name];
  return !task || opens.has(name) || task.onCall === true || task.when !== null;
};

/** Outcomes of one task that are called the same: of the second, people never know that it is another. */
function namesakes(definition: Definition, stage: string, name: string): Suspect[] {
  const outcomes = Object.entries(definition.stages[stage]?.tasks[name]?.outcomes ?? {});
  return outcomes.flatMap(([key, outcome], i) => {
    const twin = outcomes.slice(0, i).find(([, { name: other }]) => isSame(other.en, outcome.name.en));
    const message = `'${key}' and '${twin?.[0]}' have the same name, '${outcome.name.en}': nobody can tell them apart.`;
    return twin ? [problem('ShadowedOutcome', outcomePath(definition, stage, name, key), message)] : [];
  });
}

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
