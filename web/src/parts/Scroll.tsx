import type { ReactNode } from 'react';

/** A part of a screen that scrolls by itself: by key, too. */
export function Scroll({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keys
    <section tabIndex={0} aria-label={label} className={className}>
      {children}
    </section>
  );
}
