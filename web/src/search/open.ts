import { lazy, useEffect } from 'react';
import { useKeys } from '../keys';

const load = () => import('./SearchEverything');

/** The search comes right behind the first screen, and not before it. */
export const SearchEverything = lazy(async () => ({ default: (await load()).SearchEverything }));

/** What was typed since the search was asked for, while its field is not there yet; null: nobody asked. */
let ahead: string | null = null;

export function openSearch(): void {
  ahead ??= '';
  load().then(
    (search) => ahead !== null && search.openSearch(),
    () => typedAhead(),
  );
}

/** Hands over what was typed before the field could take it; from now on it takes the keys itself. */
export function typedAhead(): string {
  const typed = ahead ?? '';
  ahead = null;
  return typed;
}

/**
 * Ctrl+K, or a slash where nobody types, by their places on the keyboard. Whoever types on at once loses nothing, and none of it
 * is taken for a key of the screen behind.
 */
export function useSearchKeys(): void {
  useKeys({ Slash: openSearch });
  useEffect(() => {
    document.addEventListener('keydown', pressed, true);
    return () => document.removeEventListener('keydown', pressed, true);
  }, []);
}

function pressed(event: KeyboardEvent): void {
  const held = event.ctrlKey || event.metaKey;
  const asks = held && event.code === 'KeyK' && !document.querySelector('[role="dialog"]');
  if (asks) openSearch();
  else if (ahead === null || held) return;
  else if (event.key === 'Escape') ahead = null;
  else if (event.key === 'Backspace') ahead = ahead.slice(0, -1);
  else if (event.key.length === 1) ahead += event.key;
  event.preventDefault();
  event.stopPropagation();
}
