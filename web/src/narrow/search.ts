/** What lists and reports of deals can be narrowed to, and parted by. */
export const DIMENSIONS: readonly Dimension[] = [
  'owner',
  'team',
  'process',
  'version',
  'stage',
  'source',
  'product',
  'region',
  'line',
];
export type Dimension = 'owner' | 'team' | 'process' | 'version' | 'stage' | 'source' | 'product' | 'region' | 'line';

/** As an address holds it: one, or several of which any will do. The empty text: those without one. */
export type Held = string | string[];
export type Narrowed = { [D in Dimension]?: Held | undefined };

const textOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : [];

/** What an address says of it, as a list. */
export const listOf = (held: unknown): string[] => (Array.isArray(held) ? held.flatMap(textOf) : textOf(held));

const heldOf = (list: readonly string[]): Held | undefined =>
  list.length > 1 ? [...list] : list[0] === undefined ? undefined : list[0];

/** What of an address narrows; anything else is left out. */
export function narrowed(search: Record<string, unknown>): Narrowed {
  const found: Narrowed = {};
  for (const dimension of DIMENSIONS) {
    const held = heldOf(listOf(search[dimension]));
    if (held !== undefined) found[dimension] = held;
  }
  return found;
}

/** The same with one value more. */
export const withValue = (held: Held | undefined, value: string): Held | undefined =>
  heldOf([...new Set([...listOf(held), value])]);

/** The same with one value less. */
export const withoutValue = (held: Held | undefined, value: string): Held | undefined =>
  heldOf(listOf(held).filter((one) => one !== value));
