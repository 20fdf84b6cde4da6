import { useEffect } from 'react';
import { onDecisions } from '../api/live';
import { queryClient } from '../api/query';
import { clientKey, type Of, storyQuery } from './queries';

/**
 * Reads anew how things stand with a client when something is decided of a deal of theirs, and when a deal begins, whose client
 * nobody has told yet; other people's deals are no matter.
 */
export function useLive({ kind, id }: Of): void {
  useEffect(
    () =>
      onDecisions((ids, begun) => {
        const story = queryClient.getQueryData(storyQuery({ kind, id }).queryKey);
        const deals = [...(story?.leads ?? []), ...(story?.sales ?? [])];
        if (ids !== null && !begun && !deals.some((deal) => ids.has(deal.id))) return;
        for (const part of ['story', 'interactions', 'documents'])
          void queryClient.invalidateQueries({ queryKey: [...clientKey(id), part] });
      }),
    [kind, id],
  );
}
