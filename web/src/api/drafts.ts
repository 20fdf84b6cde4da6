import { useCallback, useState } from 'react';

const PREFIX = 'dealwright.draft.';

/**
 * Something that is being typed: it outlives a reload, an ended session and a closed window, on this computer and for this
 * person. `clear` is for when it was sent, or given up.
 */
export function useDraft<T extends object>(person: string, scope: string, first: T) {
  const name = `${PREFIX}${person}.${scope}`;
  const [held, hold] = useState(() => ({ name, value: read<T>(name) }));
  // Another scope: what is kept there, without an effect in between that would show the former.
  const current = held.name === name ? held : { name, value: read<T>(name) };
  if (current !== held) hold(current);
  const set = useCallback(
    (value: T) => {
      hold({ name, value });
      write(name, value);
    },
    [name],
  );
  const clear = useCallback(() => {
    hold({ name, value: null });
    write(name, null);
  }, [name]);
  return { value: current.value ?? first, begun: current.value !== null, set, clear };
}

function read<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function write(name: string, value: object | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: what is typed is still on the screen.
  }
}

/** Whether something is kept under a scope. */
export const hasDraft = (person: string, scope: string): boolean => read(`${PREFIX}${person}.${scope}`) !== null;

/** For whoever signs out: nothing of theirs stays on this computer. */
export function forgetDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
}
