import type { Definition } from '../definition';
import type { Problem } from '../language/finding';

/** Where a part stands in the text that the definition was read from. */
export type Path = Problem['path'];

/** A stage, or a step of a branch, which the text holds inside its stage. */
export function stagePath(definition: Definition, key: string): Path {
  const within = definition.stages[key]?.within;
  return within ? ['stages', within.stage, 'branches', within.branch, 'stages', key] : ['stages', key];
}

export const taskPath = (definition: Definition, stage: string, task: string): Path => [
  ...stagePath(definition, stage),
  'tasks',
  task,
];

export const outcomePath = (definition: Definition, stage: string, task: string, outcome: string): Path => [
  ...taskPath(definition, stage, task),
  'outcomes',
  outcome,
];
