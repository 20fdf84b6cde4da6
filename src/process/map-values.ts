/** The same map with other values. */
export const mapValues = <A, B>(
  map: Readonly<Record<string, A>>,
  change: (value: A, key: string) => B,
): Record<string, B> => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
