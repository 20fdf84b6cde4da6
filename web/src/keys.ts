import { useEffect, useRef } from 'react';
import { useWatched, watched } from './api/session';

const CHOICE = 'dealwright.single-keys';
/** Single letters can be switched off: whoever speaks to their computer presses them unawares. Source: WCAG 2.1.4. */
export const singleKeys = watched(localStorage.getItem(CHOICE) !== 'off');

export function chooseSingleKeys(on: boolean): void {
  localStorage.setItem(CHOICE, on ? 'on' : 'off');
  singleKeys.set(on);
}

/** What a key does: by its place on the keyboard (`KeyJ` is the same key in each layout), or by its sign (`?`). */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Listens to single keys while nobody types and no dialog is open. */
export function useKeys(keys: Keys): void {
  const on = useWatched(singleKeys);
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]')) return;
      const act = latest.current[event.shiftKey ? event.key : event.code] ?? latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [on]);
}
