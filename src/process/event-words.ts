import type { Definition } from './definition';
import { KNOWN_EVENTS } from './language/known';
import type { Text } from './types';

/**
 * What an event from outside is called: as the process names it, else as the product does. One that nobody named is
 * called by its key, which is words already.
 */
export const eventName = ({ events }: Pick<Definition, 'events'>, key: string): Text =>
  own(events, key) ?? own(KNOWN_EVENTS, key) ?? { en: key, ru: key };

const own = (names: Readonly<Record<string, Text>> | undefined, key: string): Text | undefined =>
  names && Object.hasOwn(names, key) ? names[key] : undefined;
