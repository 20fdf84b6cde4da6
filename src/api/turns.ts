/** Lets so many pieces of work go on at once; the others wait for their turn, the first to come first. */
export function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy++;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place; nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else busy--;
    }
  };
}
