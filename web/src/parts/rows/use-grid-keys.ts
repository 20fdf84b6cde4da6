import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { lastPlaceOf, rememberPlace } from './places';

interface Keyed<T> {
  rows: readonly T[];
  /** How many there are in all. */
  count: number;
  open: (row: T) => void;
  chosen?: ReadonlySet<string>;
  choose?: (ids: ReadonlySet<string>) => void;
  show: (at: number) => void;
  place?: string;
}

const A_PAGE = 12;
/** By how many rows a key goes; the ends are far enough. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: A_PAGE,
  PageUp: -A_PAGE,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The row that one is at, and what keys and presses do there. Another list begins at its top. */
export function useGridKeys<T extends { id: string }>(keyed: Keyed<T>) {
  const { rows, count, open, chosen, choose, show, place = '' } = keyed;
  const [active, setActive] = useState(() => lastPlaceOf(place).active);
  const from = useRef<number | null>(null);
  const was = useRef(place);
  useEffect(() => {
    if (was.current !== place) setActive(-1);
    was.current = place;
  }, [place]);
  const go = (at: number) => {
    setActive(at);
    rememberPlace(place, { active: at });
    show(at);
  };
  const ids = (a: number, b: number) => rows.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id);
  const toggle = (at: number, shift: boolean) => {
    const row = rows[at];
    if (!row || !choose) return;
    const next = new Set(chosen);
    if (shift && from.current !== null) for (const id of ids(from.current, at)) next.add(id);
    else if (!next.delete(row.id)) next.add(row.id);
    from.current = at;
    choose(next);
  };
  const step = (by: number, shift: boolean) => {
    const to = Math.min(Math.max(active < 0 && by === 1 ? 0 : active + by, 0), count - 1);
    if (shift && choose && Math.abs(by) === 1) choose(new Set([...(chosen ?? []), ...ids(Math.max(active, 0), to)]));
    go(to);
  };
  const all = rows.length > 0 && rows.every(({ id }) => chosen?.has(id));
  const chooseAll = choose && (() => choose(all ? new Set() : new Set(rows.map(({ id }) => id))));
  const acts: Record<string, (() => void) | undefined> = {
    Enter: rows[active] && (() => open(rows[active] as T)),
    ' ': choose && active >= 0 ? () => toggle(active, false) : undefined,
  };
  const pressed = (event: KeyboardEvent<HTMLElement>) => {
    // What stands in a row has keys of its own.
    const within = event.target !== event.currentTarget;
    const { key, shiftKey: shift } = event;
    if (event.altKey || (within && (key === 'Enter' || key === ' '))) return;
    const by = STEPS[key];
    const chord = event.ctrlKey || event.metaKey;
    const act =
      chord && event.code === 'KeyA'
        ? chooseAll
        : by !== undefined && count > 0
          ? () => step(by, shift)
          : chord
            ? undefined
            : acts[key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const press = (at: number, event: MouseEvent<HTMLElement>) => {
    setActive(at);
    rememberPlace(place, { active: at });
    if ((event.target as HTMLElement).closest('a, button, input, label')) return;
    event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
  };
  return { active, all, chooseAll, toggle, pressed, press };
}
