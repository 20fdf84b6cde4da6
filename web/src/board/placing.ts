import type { Card, CardPage, Pages } from './queries';
import { LIGHTS } from './search';

/** What cards stand in order by, as the API has them: by urgency, then when something is due; what has closed, the latest first. */
export function compare(a: Card, b: Card): number {
  const level = levelOf(a) - levelOf(b);
  if (level !== 0) return level;
  const at = whenOf(a) - whenOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return a.open ? at : -at;
}

const levelOf = ({ light }: Card): number => (light === null ? LIGHTS.length : LIGHTS.indexOf(light));

const NEVER = Number.POSITIVE_INFINITY;

function whenOf({ open, light, closedAt, waitUntil, dueAt }: Card): number {
  const at = !open ? closedAt : light === 'waiting' ? waitUntil : dueAt;
  return at === null ? NEVER : Date.parse(at);
}

/**
 * Pages of a column after some cards have moved: those leave it, and those that stand in it now come in where they belong. What would come behind all that
 * was read is left out: it is read when somebody gets there. The same object where nothing changes.
 */
export function placed(pages: Pages, moved: ReadonlySet<string>, now: readonly Card[]): Pages {
  const stays = pages.pages.map((page) => withoutThose(page, moved));
  const coming = [...now].sort(compare);
  if (coming.length === 0 && stays.every((page, n) => page === pages.pages[n])) return pages;
  return { ...pages, pages: coming.reduce(withCard, stays) };
}

function withoutThose(page: CardPage, moved: ReadonlySet<string>): CardPage {
  const items = page.items.filter(({ id }) => !moved.has(id));
  return items.length === page.items.length ? page : { ...page, items };
}

function withCard(pages: CardPage[], card: Card): CardPage[] {
  const last = pages.length - 1;
  const at = pages.findIndex(({ items, next }, n) => {
    const end = items.at(-1);
    return (n === last && next === null) || (end !== undefined && compare(card, end) < 0);
  });
  return pages.map((page, n) => {
    if (n !== at) return page;
    const before = page.items.filter((one) => compare(one, card) < 0);
    return { ...page, items: [...before, card, ...page.items.slice(before.length)] };
  });
}
