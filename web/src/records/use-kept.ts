import { newKey } from '../api/client';
import { useDraft } from '../api/drafts';
import { useMe } from '../api/me';
import { useUntilThrough } from '../api/until-through';

interface Kept<T> {
  value: T;
  /** Of what was sent and may not have come through: the same again is done once. Empty: not sent as it stands. */
  key: string;
}

interface Keeping<T, A> {
  /** What the form is for: what is typed is kept under it. */
  scope: string;
  first: T;
  send: (value: T, key: string) => Promise<A>;
  done: (answer: A) => void;
}

/**
 * A form whose words outlive a reload and an ended session: kept until they have come through, sent with a key of their own, so
 * that a second click and a second try make nothing twice. Without a connection it is tried again until it comes through.
 */
export function useKept<T extends object, A>({ scope, first, send, done }: Keeping<T, A>) {
  const me = useMe();
  const draft = useDraft<Kept<T>>(me.id, scope, { value: first, key: '' });
  const { start, reset, stands } = useUntilThrough({
    send: ({ value, key }: Kept<T>) => send(value, key),
    done: (answer) => {
      draft.clear();
      done(answer);
    },
    spent: ({ value }) => draft.set({ value, key: '' }),
  });
  const { value } = draft.value;
  return {
    value,
    begun: draft.begun,
    set: (some: Partial<T>) => draft.set({ value: { ...value, ...some }, key: '' }),
    /** Sends what is typed; `some` of it, where that is known at the press alone. */
    send: (some: Partial<T> = {}) => {
      const same = Object.keys(some).length === 0;
      const kept = { value: { ...value, ...some }, key: (same && draft.value.key) || newKey() };
      draft.set(kept);
      start(kept);
    },
    giveUp: () => {
      draft.clear();
      reset();
    },
    ...stands,
  };
}
