import type { Problem } from '../finding';
import { mapOf } from '../names';

export type Path = Problem['path'];
export type Bare = Readonly<Record<string, unknown>>;

/** A stage in the bare data, or a step of a branch, and what stands around it. */
export interface Site {
  key: string;
  path: Path;
  stage: Bare;
  within: { stage: string; branch: string } | null;
  /** The stage that follows it in the text: of a step, in its branch. */
  following: string | null;
}

/** Every stage of a text, the steps of branches behind their parents. */
export const sitesOf = (data: unknown): Site[] =>
  siblings(mapOf(data).stages, ['stages'], null).flatMap((site) => [site, ...stepsOf(site)]);

const stepsOf = ({ key, path, stage }: Site): Site[] =>
  Object.entries(mapOf(stage.branches)).flatMap(([branch, given]) =>
    siblings(mapOf(given).stages, [...path, 'branches', branch, 'stages'], { stage: key, branch }),
  );

function siblings(data: unknown, path: Path, within: Site['within']): Site[] {
  const stages = Object.entries(mapOf(data));
  return stages.map(([key, stage], i) => ({
    key,
    path: [...path, key],
    stage: mapOf(stage),
    within,
    following: stages[i + 1]?.[0] ?? null,
  }));
}

/** The parts of a map that is there, or of a list, with their paths. */
export const partsOf = (data: unknown, path: Path): { key: string; part: Bare; path: Path }[] =>
  Object.entries(Array.isArray(data) ? data : mapOf(data)).map(([key, part]) => ({
    key,
    part: mapOf(part),
    path: [...path, Array.isArray(data) ? Number(key) : key],
  }));

/** What may be written alone or in a list, as a list; nothing where there is nothing. */
export const manyOf = (data: unknown): readonly unknown[] => (Array.isArray(data) ? data : data == null ? [] : [data]);

/** The words of a list, or the one word that stands alone. */
export const wordsOf = (data: unknown): readonly string[] => manyOf(data).filter((one) => typeof one === 'string');
