import { useState } from 'react';

/**
 * Keeps what somebody is about to press as it is while they are at it (`still`), and says that something newer has come; `show`
 * takes it over, and so does leaving. After an act of one's own the next is taken over at once. `latest` is the same object for as
 * long as nothing has changed.
 */
export function useSteady<T>(latest: T, version: number, still: boolean) {
  const [held, hold] = useState({ value: latest, version });
  const [follows, follow] = useState(false);
  const changed = version !== held.version;
  if ((!changed || !still || follows) && held.value !== latest) {
    hold({ value: latest, version });
    if (changed) follow(false);
  }
  return {
    shown: held.value,
    changed: changed && still && !follows,
    show: () => hold({ value: latest, version }),
    /** Something was sent by whoever is here: what comes of it is shown. */
    acted: () => follow(true),
  };
}
