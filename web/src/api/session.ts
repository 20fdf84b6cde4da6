import { useSyncExternalStore } from 'react';

/** A value that parts of the page look at together. */
export interface Watched<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function watched<T>(first: T): Watched<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const useWatched = <T>(one: Watched<T>): T => useSyncExternalStore(one.subscribe, one.get);

/** Whether the API no longer knows us, while we are in the middle of something. */
export const ended = watched(false);
export const sessionEnded = (): void => ended.set(true);
