import { useEffect } from 'react';
import { onDecisions } from '../api/live';
import { queryClient } from '../api/query';
import { ANEW, type Filter, type InboxPages, type Item, listKey, tasksNow, URGENCIES } from './queries';

const AT_ONCE = 100;

/** Keeps the pages of a long list right that are not read anew: what happens to a deal is put into them. */
export function useFurther(filter: Filter): void {
  const key = JSON.stringify(filter);
  useEffect(
    () =>
      onDecisions((ids) => {
        const asked = JSON.parse(key) as Filter;
        if (ids === null) forget(asked);
        else void follow(asked, ids);
      }),
    [key],
  );
}

/** After a cut nobody knows what happened to them: they are read as somebody gets there. */
function forget(filter: Filter): void {
  queryClient.setQueryData<InboxPages>(listKey(filter), (was) =>
    was && was.pages.length > ANEW
      ? { pages: was.pages.slice(0, ANEW), pageParams: was.pageParams.slice(0, ANEW) }
      : was,
  );
}

async function follow(filter: Filter, ids: ReadonlySet<string>): Promise<void> {
  const pages = queryClient.getQueryData<InboxPages>(listKey(filter));
  if (!pages || pages.pages.length <= ANEW) return;
  const some = [...ids].slice(0, AT_ONCE);
  const now = await tasksNow(filter, some).catch(() => null);
  if (now) queryClient.setQueryData<InboxPages>(listKey(filter), (was) => was && withTasks(was, ids, now));
}

/** The further pages with the tasks of some deals as they are now; the first ones are read anew anyway. */
export function withTasks(was: InboxPages, deals: ReadonlySet<string>, now: readonly Item[]): InboxPages {
  const fresh = new Map(now.map((item) => [item.id, item]));
  const pages = was.pages.map((page, at) =>
    at < ANEW
      ? page
      : {
          ...page,
          items: page.items.flatMap((item) => (deals.has(item.instance.id) ? (fresh.get(item.id) ?? []) : item)),
        },
  );
  const known = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)));
  for (const item of now) if (!known.has(item.id)) insert(pages, item);
  return { ...was, pages };
}

/** Where it belongs by urgency and due time; before the further pages, and behind all that was read, it is left to be read. */
function insert(pages: InboxPages['pages'], item: Item): void {
  const at = pages.findIndex(({ items }, n) => {
    const end = items.at(-1);
    return n >= ANEW - 1 && end !== undefined && earlier(item, end);
  });
  const page = pages[at];
  if (!page || at < ANEW) return;
  const before = page.items.filter((one) => !earlier(item, one)).length;
  pages[at] = { ...page, items: [...page.items.slice(0, before), item, ...page.items.slice(before)] };
}

function earlier(a: Item, b: Item): boolean {
  const urgency = rank(a) - rank(b);
  return urgency < 0 || (urgency === 0 && due(a) < due(b));
}
const rank = ({ light }: Item): number => (URGENCIES as readonly string[]).indexOf(light);
const due = ({ dueAt }: Item): number => (dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(dueAt));
