import type { Who } from '../definition';
import type { Aspect } from './aspects';
import { differ } from './difference';
import { showPlain } from './show';

/** Everybody who may command at all. */
const ANYONE = 'anyone';

/**
 * Who may: more people, fewer, or others.
 * @param unsaid who may where the definition does not say: nobody, or `workers`: whoever works on the deal, which is more
 *   than any list but `anyone`.
 */
export const rights =
  (unsaid: 'nobody' | 'workers'): Aspect<readonly Who[] | undefined> =>
  (from, to, at) => {
    const [before, after] = [from ?? unsaidAs(unsaid), to ?? unsaidAs(unsaid)];
    const [more, fewer] = [holds(after, before), holds(before, after)];
    const code = more === fewer ? 'RightsChanged' : more ? 'RightsWidened' : 'RightsNarrowed';
    return [differ(code, at, { from: before, to: after }, showPlain)];
  };

/** Stands for whoever works on the deal: the owner, whoever is above them, holders of its tasks. */
const WORKERS = 'whoever works on it';
const unsaidAs = (unsaid: 'nobody' | 'workers'): readonly Who[] => (unsaid === 'nobody' ? [] : [WORKERS]);

/** Whether everybody of `few` is in `many`. */
const holds = (many: readonly Who[], few: readonly Who[]): boolean =>
  many.includes(ANYONE) ||
  few.every((one) => many.includes(one) || (many.includes(WORKERS) && (one === 'owner' || one === 'manager')));
