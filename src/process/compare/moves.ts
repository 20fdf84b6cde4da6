import type { MoveDefinition } from '../definition';
import { type Aspect, type Aspects, byParts, members, value, words } from './aspects';
import { called, within } from './difference';
import { asked, condition } from './parts';
import { rights } from './rights';
import type { OldNames } from './stages';

/** One move from one stage to one other: a stage has one to each other at most. */
type Way = Omit<MoveDefinition, 'from' | 'to'>;

const WAY: Aspects<Way> = {
  who: rights('nobody'),
  ask: asked,
  when: condition,
  name: words,
  undo: value('UndoChanged'),
};

/** The moves by hand, one by one, wherever in the text they are said together. Deals touched are those it leads from. */
export const moves =
  (old: OldNames): Aspect<readonly MoveDefinition[]> =>
  (from, to, at) =>
    members<Way>({
      added: 'MoveAdded',
      removed: 'MoveRemoved',
      place: (key, place) => ({
        ...within(place, key),
        named: called(null, 'move', 'переход', { en: key, ru: key }),
        touches: [{ stage: old.stage(key.split(BETWEEN)[0] ?? '') }],
      }),
      compare: (before, after, place) => byParts(WAY, before, after, place),
    })(waysOf(from), waysOf(to), at);

const BETWEEN = ' → ';

const waysOf = (moves: readonly MoveDefinition[]): Record<string, Way> =>
  Object.fromEntries(moves.flatMap(({ from, to, ...way }) => from.map((stage) => [`${stage}${BETWEEN}${to}`, way])));
