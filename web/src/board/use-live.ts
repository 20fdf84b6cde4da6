import { useEffect, useRef } from 'react';
import { onDecisions } from '../api/live';
import { queryClient } from '../api/query';
import { placed } from './placing';
import { CARDS, type Card, type CardsOf, type Pages, readNow } from './queries';

/** Counts are read again at most so often, however much happens. */
const COUNTS_MS = 2000;
/** After a cut so many pages of a column are read anew; the rest as somebody gets there. */
const KEPT_PAGES = 4;
/** So many cards are asked for at once. */
const AT_ONCE = 100;

/** Counts follow what happens; cards are put into their columns one by one, by `useLiveCards`. */
export function useLiveBoard(): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const end = onDecisions(() => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void queryClient.invalidateQueries({ queryKey: ['board'] });
      }, COUNTS_MS);
    });
    return () => {
      clearTimeout(waiting);
      end();
    };
  }, []);
}

/** Puts cards where they stand now, in each column that has been read. `gone` are those that moved, wherever to. */
export function place(of: CardsOf, gone: ReadonlySet<string>, now: readonly Card[]): void {
  const { process } = of;
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: [CARDS] })) {
    if (!pages || key[2] !== process) continue;
    const stage = key[5] as string;
    const light = key[4] as string | undefined;
    const here = now.filter(
      (card) => (stage ? card.stage.key === stage : card.open) && (!light || card.light === light),
    );
    const next = placed(pages, gone, here);
    if (next !== pages) queryClient.setQueryData(key, next, { updatedAt: Date.now() });
  }
}

/**
 * Cards that move elsewhere move here: each by itself, so that no page is read anew. While `paused`, nothing moves; what happened
 * meanwhile follows when it ends.
 */
export function useLiveCards(
  of: CardsOf,
  paused: boolean,
  held: () => string | null,
  mark: (card: Card | null, id: string) => void,
) {
  const later = useRef(new Set<string>());
  const latest = useRef({ of, paused, held, mark });
  latest.current = { of, paused, held, mark };
  const follow = useRef(async (ids: ReadonlySet<string>, own = false) => {
    const { of: asked, paused: waits, held: holds, mark: told } = latest.current;
    if (waits && !own) {
      for (const id of ids) later.current.add(id);
      return;
    }
    const all = [...ids].filter((id) => id !== '');
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE);
      const now = await readNow(asked, some).catch(() => null);
      if (now === null) return;
      // What somebody moved themselves goes where they sent it.
      const stays = own ? null : holds();
      if (stays !== null && some.includes(stays)) {
        // Under the cursor nothing moves away: it is marked, and goes when the cursor does.
        later.current.add(stays);
        told(now.find(({ id }) => id === stays) ?? null, stays);
      }
      place(
        asked,
        new Set(some.filter((id) => id !== stays)),
        now.filter(({ id }) => id !== stays),
      );
    }
  });
  const flush = useRef(() => {
    if (later.current.size === 0 || latest.current.paused) return;
    const ids = later.current;
    later.current = new Set();
    void follow.current(ids);
  });
  useEffect(
    () =>
      onDecisions((ids) => {
        if (ids) void follow.current(ids);
        else trim();
      }),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it ends, what waited follows
  useEffect(() => flush.current(), [paused]);
  return { flush: flush.current, follow: follow.current };
}

/** Before all is read anew, so that it is not all that anybody ever scrolled through. */
function trim(): void {
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: [CARDS] }))
    if (pages && pages.pages.length > KEPT_PAGES)
      queryClient.setQueryData<Pages>(key, {
        pages: pages.pages.slice(0, KEPT_PAGES),
        pageParams: pages.pageParams.slice(0, KEPT_PAGES),
      });
}
