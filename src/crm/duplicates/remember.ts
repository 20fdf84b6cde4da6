/**
 * The same function, which keeps its last answers: a record is compared with many, and its names and numbers are read once then.
 * For pure functions of texts; `most` answers are kept, twice that at times.
 */
export function remember<A extends readonly (string | undefined)[], R>(
  make: (...texts: A) => R,
  most = 20_000,
): (...texts: A) => R {
  let fresh = new Map<string, R>();
  let stale = new Map<string, R>();
  return (...texts) => {
    const key = texts.join('\u0000');
    const known = fresh.get(key) ?? stale.get(key);
    if (known !== undefined) return known;
    const made = make(...texts);
    if (fresh.size >= most) [stale, fresh] = [fresh, new Map()];
    fresh.set(key, made);
    return made;
  };
}
