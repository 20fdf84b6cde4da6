import { type Branch, type Definition, END, type StageDefinition, type Target } from '../../definition';
import { mapValues } from '../../map-values';
import type { StageText } from '../schema/stage';
import { limitOf, reactionsOf, requirementsOf } from './acts';
import { type Site, taskOf } from './tasks';
import { nameOf, type Path, used, wordsOf } from './words';

type Stages = Definition['stages'];

/** All stages in the order of the text, the steps of a stage's branches right behind it. */
export function buildStages(stages: Readonly<Record<string, StageText>>, site: Site): Stages {
  const keys = Object.keys(stages);
  return Object.fromEntries(
    Object.entries(stages).flatMap(([key, stage], i) => {
      const path = ['stages', key];
      const branches = stage.branches && branchesOf(stage.branches, path, site);
      const own = { ...stageOf(stage, key, path, keys[i + 1], site), ...used({ branches }) };
      return [[key, own] as const, ...stepsOf(stage, key, path, site)];
    }),
  );
}

function branchesOf(branches: NonNullable<StageText['branches']>, path: Path, { warn }: Site): Record<string, Branch> {
  return mapValues(branches, ({ name, when, optional, stages }, key) => ({
    name: nameOf(name, key, [...path, 'branches', key], warn),
    first: Object.keys(stages)[0] ?? END,
    when: when ?? null,
    optional,
  }));
}

function stepsOf(stage: StageText, parent: string, path: Path, site: Site): [string, StageDefinition][] {
  return Object.entries(stage.branches ?? {}).flatMap(([branch, { stages }]) => {
    const keys = Object.keys(stages);
    return Object.entries(stages).map(([key, step], i): [string, StageDefinition] => {
      const at = [...path, 'branches', branch, 'stages', key];
      return [key, { ...stageOf(step, key, at, keys[i + 1] ?? END, site), within: { stage: parent, branch } }];
    });
  });
}

function stageOf(
  stage: StageText,
  key: string,
  path: Path,
  following: Target | undefined,
  site: Site,
): StageDefinition {
  const skip = stage.skip ?? (stage.optional ? { who: ['owner', 'manager'], ask: [] } : undefined);
  const leadsOn = skip !== undefined || stage.when !== undefined || stage.branches !== undefined;
  return {
    name: nameOf(stage.name, key, path, site.warn),
    guidance: wordsOf(stage.guidance, [...path, 'guidance'], site.warn),
    probabilityPct: stage.probability ?? null,
    clock: stage.clock,
    limit: limitOf(stage.limit),
    atLimit: stage['at limit']?.to ?? null,
    enter: requirementsOf(stage.require),
    leave: requirementsOf(stage['require to leave']),
    tasks: mapValues(stage.tasks, (task, name) => taskOf(task, name, [...path, 'tasks', name], site)),
    ...used({
      when: stage.when,
      skip,
      next: stage.next ?? (leadsOn ? following : undefined),
      planned: stage.planned,
      on: reactionsOf(stage.on, site.fields),
    }),
  };
}
