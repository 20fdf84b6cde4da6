import type { KeyboardEvent } from 'react';
import type { CardActs } from './Column';
import type { Card } from './queries';

const DRAWN_MS = 60;

/** From card to card by arrows, within a column and across; M moves the one that is focused. */
export function useCardKeys(cards: readonly Card[], show: (at: number) => void, acts: CardActs) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const own = (event.target as HTMLElement).closest<HTMLElement>('[data-card]');
    if (!own || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = cards.findIndex(({ id }) => id === own.dataset.card);
    const go = (to: number) => {
      const next = cards[Math.min(Math.max(to, 0), cards.length - 1)];
      if (!next) return;
      show(cards.indexOf(next));
      focusSoon(event.currentTarget, next.id);
    };
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(cards.length - 1),
      ArrowRight: () => across(own, 1),
      ArrowLeft: () => across(own, -1),
      KeyM: () => {
        const card = cards[at];
        if (card) acts.move(card);
      },
    };
    const act = keys[event.key] ?? keys[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

/** As soon as it is drawn. */
function focusSoon(list: HTMLElement, id: string): void {
  const link = () => list.querySelector<HTMLElement>(`[data-card="${id}"] a`);
  const there = link();
  if (there) there.focus({ preventScroll: true });
  else setTimeout(() => link()?.focus({ preventScroll: true }), DRAWN_MS);
}

/** The card beside it that is nearest in height. */
function across(own: HTMLElement, by: number): void {
  const columns = [...document.querySelectorAll<HTMLElement>('[data-column]')].filter((one) =>
    one.querySelector('[data-card]'),
  );
  const at = columns.findIndex((one) => one.contains(own));
  const { top } = own.getBoundingClientRect();
  const far = (one: HTMLElement) => Math.abs(one.getBoundingClientRect().top - top);
  const [near] = [...(columns[at + by]?.querySelectorAll<HTMLElement>('[data-card]') ?? [])].sort(
    (a, b) => far(a) - far(b),
  );
  near?.querySelector('a')?.focus();
}
