type Closer = () => unknown;

const closers: Closer[] = [];

/** Has `close` called after the last test of this file, the latest first: for what helpers open. */
export function atEnd(close: Closer): void {
  closers.push(close);
}

/** Calls them all, each even if another fails; the first failure is thrown. */
export async function closeAll(): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length) throw failures[0];
}
