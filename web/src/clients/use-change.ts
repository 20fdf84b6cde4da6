import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newKey, Refused } from '../api/client';
import {
  type AccountCard,
  accountQuery,
  type Change,
  type ContactCard,
  change,
  clientKey,
  contactQuery,
  type Of,
} from './queries';

/** A card on the screen, whoever's it is. */
export interface Held {
  of: Of;
  card: AccountCard | ContactCard;
}

/**
 * Changes a card as it is seen. Where somebody changed other fields of it meanwhile, this change is sent on; where it is the same
 * field, nothing is written, and the refusal tells both: sending it once more is said on purpose.
 */
export function useChange({ of, card }: Held, done?: () => void) {
  const client = useQueryClient();
  const read = () =>
    of.kind === 'account'
      ? client.fetchQuery({ ...accountQuery(of.id), staleTime: 0 })
      : client.fetchQuery({ ...contactQuery(of.id), staleTime: 0 });
  return useMutation({
    mutationFn: async (given: Change) => {
      try {
        return await change(of, { ...given, revision: card.revision }, newKey());
      } catch (fault) {
        if (!(fault instanceof Refused) || fault.problem.code !== 'MovedOn') throw fault;
        const fresh = await read();
        if (fault.problem.differences?.some((one) => one.yours !== undefined)) throw fault;
        return await change(of, { ...given, revision: fresh.revision }, newKey());
      }
    },
    onSuccess: (changed) => {
      client.setQueryData([...clientKey(of.id), 'card'], changed);
      void client.invalidateQueries({ queryKey: clientKey(of.id) });
      done?.();
    },
  });
}
