import { notifications } from '@mantine/notifications';
import { type QueryKey, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { mayComeLater, newKey } from '../api/client';
import { queryClient } from '../api/query';
import { useFaultWords } from './State';

interface Act<I, O> {
  /** Sends it; the same key for each try of one act, so that it is done once. */
  send: (given: I, key: string) => Promise<O>;
  /** What is read anew after it. */
  stale?: readonly QueryKey[];
  /** What is said when it is done. */
  says?: string | ((answer: O) => string);
  done?: (answer: O) => void;
}

const TIMES = 3;

/** Something that somebody does by a button or a small form: sent once, told when it is done, and why when it is not. */
export function useAct<I = void, O = unknown>({ send, stale = [], says, done }: Act<I, O>) {
  const words = useFaultWords();
  const key = useRef('');
  const act = useMutation({
    mutationFn: (given: I) => send(given, key.current),
    onMutate: () => {
      key.current = newKey();
    },
    retry: (times, fault) => mayComeLater(fault) && times < TIMES,
    onSuccess: async (answer) => {
      const said = typeof says === 'function' ? says(answer) : says;
      if (said) notifications.show({ message: said });
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      done?.(answer);
    },
  });
  return {
    act: act.mutate,
    busy: act.isPending,
    answer: act.data,
    fault: act.error,
    why: act.error ? words(act.error) : null,
    again: act.reset,
  };
}
