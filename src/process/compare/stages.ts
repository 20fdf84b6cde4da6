import type { Branch, StageDefinition } from '../definition';
import { same } from '../same';
import { type Aspect, type Aspects, byParts, members, value, words } from './aspects';
import { called, differ, within } from './difference';
import { limit } from './limits';
import { asked, condition, events, requirements } from './parts';
import { rights } from './rights';
import { showDuration } from './show';
import { tasks } from './tasks';

/** What the older version calls a stage or a task of the newer one. */
export interface OldNames {
  stage(key: string): string;
  task(stage: string, key: string): string;
}

const BRANCH: Aspects<Branch> = {
  name: words,
  first: value('BranchChanged'),
  when: condition,
  optional: value('BranchChanged'),
};

const branches = members<Branch>({
  added: 'BranchAdded',
  removed: 'BranchRemoved',
  place: (key, at, { name }) => ({ ...within(at, key), named: called(at.named, 'branch', 'ветвь', name) }),
  compare: (from, to, at) => byParts(BRANCH, from, to, at),
});

/** Who may skip it (nobody, where nothing is said), and what that asks for. */
const skip: Aspect<StageDefinition['skip']> = (from, to, at) => [
  ...(same(from?.who, to?.who) ? [] : rights('nobody')(from?.who, to?.who, within(at, 'who'))),
  ...(same(from?.ask ?? [], to?.ask ?? []) ? [] : asked(from?.ask, to?.ask, within(at, 'ask'))),
];

const stageAspects = (key: string, old: OldNames): Aspects<StageDefinition> => ({
  name: words,
  guidance: words,
  probabilityPct: value('ProbabilityChanged'),
  clock: value('TurnChanged'),
  limit,
  atLimit: value('AtLimitChanged'),
  enter: requirements,
  leave: requirements,
  tasks: tasks(old.stage(key), (task) => old.task(key, task)),
  branches,
  within: value('BranchChanged'),
  when: condition,
  skip,
  next: value('NextChanged'),
  planned: value('PlanChanged', showDuration),
  on: events,
});

/** The stages. Deals touched are those at the stage; at one that is new there are none. */
export const stages = (old: OldNames): Aspect<Readonly<Record<string, StageDefinition>> | undefined> =>
  members<StageDefinition>({
    added: 'StageAdded',
    removed: 'StageRemoved',
    place: (key, at, { name }, became) => ({
      path: [...at.path, key],
      named: called(null, 'stage', 'этап', name),
      touches: became === 'added' ? 'nobody' : [{ stage: old.stage(key) }],
    }),
    compare: (from, to, at) => byParts(stageAspects(at.path.at(-1) ?? '', old), from, to, at),
  });

/** Which stages come in another order: those that both have. The first of them is where an instance starts. */
export const order: Aspect<Readonly<Record<string, unknown>>> = (from, to, at) => {
  const [before, after] = [Object.keys(from), Object.keys(to)];
  const kept = before.filter((key) => after.includes(key));
  const now = after.filter((key) => before.includes(key));
  return same(kept, now)
    ? []
    : [differ('OrderChanged', { ...at, touches: 'nobody' }, { from: kept, to: now }, showKeys)];
};

const showKeys = (keys: readonly string[]) => ({ en: keys.join(', '), ru: keys.join(', ') });
