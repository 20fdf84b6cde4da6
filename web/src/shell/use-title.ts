import { useEffect } from 'react';

/** Names the window after what it shows, for tabs, histories and whoever reads by ear. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    document.title = name ? `${name} · Dealwright` : 'Dealwright';
  }, [name]);
}
