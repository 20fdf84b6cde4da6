import { useQuery } from '@tanstack/react-query';
import type { Ref } from '../records/on';
import type { Card } from './queries';
import { accountQuery } from './tabs/People';

/** Who is there on the client's side to be spoken with: whom the deal names first, then the organisation's people. */
export function useClientPeople(card: Card | undefined): Ref[] {
  const account = useQuery(accountQuery(card?.account?.id));
  const all = [...(card?.contact ? [card.contact] : []), ...(account.data?.contacts ?? [])];
  return [...new Map(all.map(({ id, name }) => [id, { id, name }])).values()];
}
