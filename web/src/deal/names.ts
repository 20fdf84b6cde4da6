import type { Names } from '../answer/requirements';
import type { Both } from '../words';
import type { Definition } from './queries';

/** What a process calls its fields, stages, tasks and closings, by the keys that the API speaks of them with. */
export function namesOf(definition: Definition | undefined): Names {
  if (!definition) return {};
  const names: Record<string, Both> = {};
  for (const [key, { name }] of Object.entries(definition.closed)) names[`closed.${key}`] = name;
  for (const [key, stage] of Object.entries(definition.stages)) {
    names[key] = stage.name;
    for (const [task, { name }] of Object.entries(stage.tasks)) names[task] ??= name;
  }
  for (const [key, { name }] of Object.entries(definition.fields)) names[key] ??= name;
  return names;
}

/** What an outcome is called, wherever in the process it stands. */
export function outcomeName(
  definition: Definition | undefined,
  stage: string | null,
  outcome: string,
): Both | undefined {
  const own = stage === null ? undefined : definition?.stages[stage];
  const stages = [...(own ? [own] : []), ...Object.values(definition?.stages ?? {})];
  for (const { tasks } of stages)
    for (const { outcomes } of Object.values(tasks)) if (outcomes[outcome]) return outcomes[outcome].name;
  return definition?.closed[outcome]?.name;
}
