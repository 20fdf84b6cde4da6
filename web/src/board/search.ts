import { type Dimension, type Narrowed, narrowed } from '../narrow/search';
import type { LightName } from '../parts/Light';
import { oneOf, text } from '../shell/address';

/** By urgency, as cards stand in a column. */
export const LIGHTS: readonly LightName[] = ['escalated', 'overdue', 'due soon', 'on time', 'waiting'];

/** What a board can be narrowed by: its process and stage are the board itself. */
export const BY = ['owner', 'team', 'source', 'product', 'region', 'line'] as const satisfies readonly Dimension[];

/** What the address of a board holds. */
export interface BoardSearch extends Pick<Narrowed, (typeof BY)[number]> {
  kind?: 'lead' | undefined;
  /** Else the one that most are open in. */
  process?: string | undefined;
  light?: LightName | undefined;
  view?: 'list' | undefined;
  /** In a narrow window: the column that is shown; in the list: only this stage. */
  stage?: string | undefined;
}

export function boardSearch(search: Record<string, unknown>): BoardSearch {
  const { owner, team, source, product, region, line } = narrowed(search);
  return {
    ...{ owner, team, source, product, region, line },
    kind: oneOf(['lead'], search.kind),
    process: text(search.process),
    light: oneOf(LIGHTS, search.light),
    view: oneOf(['list'], search.view),
    stage: text(search.stage),
  };
}
