import type { Ref } from '../records/on';
import type { Made } from './AddDialog';

/** What each form of the quick way is given. */
export interface AddFormProps {
  close: () => void;
  done: (made: Made) => void;
  account?: Ref | undefined;
  contact?: Ref | undefined;
}

/** What was typed, without what was not. */
export const given = <T extends Record<string, string>>(typed: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(typed)
      .map(([key, value]) => [key, value.trim()])
      .filter(([, value]) => value !== ''),
  ) as Partial<T>;
