import { useQuery } from '@tanstack/react-query';
import { allowedQuery, cardQuery, historyQuery, type Kind, versionQuery } from './queries';

/** What a deal is drawn from: its card, its process, how it came here, what may be done. */
export function useDeal(kind: Kind, id: string) {
  const card = useQuery(cardQuery(kind, id));
  const process = card.data?.process;
  const definition = useQuery({
    ...versionQuery(process?.key ?? '', process?.version ?? 0),
    enabled: process !== undefined,
  });
  const history = useQuery(historyQuery(kind, id));
  const allowed = useQuery(allowedQuery(kind, id));
  return { card, definition: definition.data, history: history.data?.items ?? [], offers: allowed.data };
}
