/** Deeper than any body that a route takes. */
const MOST_DEEP = 32;

/** What no table keeps of something that was sent, or what no walk through it should meet. */
export interface Unkeepable {
  path: string;
  message: string;
}

/**
 * The first part of a request that is valid JSON, or a valid address, and that PostgreSQL refuses all the same: NUL and half
 * characters, in values and in names. What is nested without end is refused here too, before anything follows it by recursion.
 */
export function unkeepableIn(value: unknown, path: string, depth = 0): Unkeepable | null {
  if (typeof value === 'string') return isPrintable(value) ? null : { path, message: 'Must be printable text' };
  if (typeof value !== 'object' || value === null) return null;
  if (depth > MOST_DEEP) return { path, message: 'Is nested too deeply' };
  for (const [key, one] of Object.entries(value)) {
    if (!isPrintable(key)) return { path, message: 'Must have printable names' };
    // Copied by name it would not be a name any more, and be lost or worse.
    if (key === '__proto__') return { path: `${path}.${key}`, message: 'Unknown' };
    const found = unkeepableIn(one, `${path}.${key}`, depth + 1);
    if (found) return found;
  }
  return null;
}

const isPrintable = (text: string): boolean => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
