/**
 * Whether two plain values say the same. The order of keys means nothing: a table does not keep it. A part that is undefined is
 * as one that is not there.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => same(one, b[i]));
  const [left, right] = [entriesOf(a), entriesOf(b)];
  return left.size === right.size && [...left].every(([key, one]) => right.has(key) && same(one, right.get(key)));
}

const entriesOf = (part: object): Map<string, unknown> =>
  new Map(Object.entries(part).filter(([, one]) => one !== undefined));
