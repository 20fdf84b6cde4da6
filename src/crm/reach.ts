import { type Sight, toWorkOn } from '../access';

/** How somebody reaches a record that they see: a share may let them read it and no more. */
export type Reached = 'unseen' | 'to read' | 'to work on';

/**
 * What a sight lets somebody do with whatever is seen by it: what they see also without what is shared to be read is theirs to work
 * on. No round trip for those with whom nothing is shared so.
 */
export async function reachedBy(
  sight: Sight,
  seen: (sight: Sight) => Promise<boolean>,
): Promise<Reached | 'whatever they see'> {
  const toRead = Object.values(sight.toRead ?? {}).some((ids) => ids.length > 0);
  if (!toRead) return 'whatever they see';
  if (await seen(toWorkOn(sight))) return 'to work on';
  return (await seen(sight)) ? 'to read' : 'unseen';
}
