import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/**
 * Keeps what is under the cursor where it is when cards come and go above it: the card that is pointed at or focused, else the first
 * in view. What scrolling cannot make up for stands above the first card for as long as the pointer stays.
 */
export function useAnchor(scroller: RefObject<HTMLElement | null>, cards: readonly { id: string }[], height: number) {
  const [px, setPx] = useState(0);
  const before = useRef(cards);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = cards;
    const element = scroller.current;
    if (!element || was === cards || was.length === 0) return;
    const first = Math.max(0, Math.floor((element.scrollTop - px) / height));
    const pointed = element.querySelector<HTMLElement>('[data-card]:hover, [data-card]:focus-within')?.dataset.card;
    const id = pointed ?? (element.scrollTop > 0 ? was[first]?.id : undefined);
    const [from, to] = [was.findIndex((one) => one.id === id), cards.findIndex((one) => one.id === id)];
    if (id === undefined || from < 0 || to < 0 || from === to) return;
    const top = element.scrollTop + (to - from) * height;
    if (top < 0) setPx((so) => so - top);
    element.scrollTop = Math.max(0, top);
  }, [cards, height, px, scroller]);
  const end = useCallback(() => setPx(0), []);
  return { px, end };
}
