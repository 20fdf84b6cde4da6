import { useMutation } from '@tanstack/react-query';
import { mayComeLater, Refused } from './client';

interface Sending<V, A> {
  send: (what: V) => Promise<A>;
  done: (answer: A) => void;
  /** It was refused: its key is spent, and what is sent next is another request. */
  spent: (what: V) => void;
}

const AGAIN_MS = 3000;

/** Sends what somebody typed, again and again for as long as it may come through later; and says how that stands. */
export function useUntilThrough<V, A>({ send, done, spent }: Sending<V, A>) {
  const sending = useMutation({
    mutationFn: send,
    retry: (_times, fault) => mayComeLater(fault),
    retryDelay: AGAIN_MS,
    onSuccess: done,
    onError: (_fault, what) => spent(what),
  });
  return {
    start: sending.mutate,
    reset: sending.reset,
    stands: {
      busy: sending.isPending,
      /** It could not be sent yet; it is tried again by itself. */
      waits: sending.isPending && sending.failureCount > 0,
      refused: sending.error instanceof Refused ? sending.error : null,
      fault: sending.error,
    },
  };
}
