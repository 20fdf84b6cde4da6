import type { MovedInstance } from '../crm';

/** What moved of one lead or sale, as far as the terminal shows it. */
export type MovedLine = Pick<MovedInstance, 'instance' | 'owner' | 'moves'>;

const SHOWN = 50;

/** A line for each instant that moved, in UTC; the first of them. */
export function movedLines(items: readonly MovedLine[]): string[] {
  const lines = items.flatMap(({ instance, owner, moves }) =>
    moves.map(
      ({ subject, kind, from, to }) =>
        `${instance.kind} ${instance.number} (${owner?.name ?? 'nobody'})  ${subject} ${kind}: ${timeOf(from)} -> ${timeOf(to)}`,
    ),
  );
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `... and ${more} more: --json gives all`] : lines;
}

const timeOf = (at: number | null): string => (at === null ? 'none' : new Date(at).toISOString().slice(0, 16));
