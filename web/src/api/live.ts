import { queryClient } from './query';
import { watched } from './session';

/** Since when nothing is heard from the server; null while it is. */
export const awaySince = watched<number | null>(null);

interface Decision {
  instanceId: string;
  /** The first of a lead or sale is that it began. */
  seq: number;
}

const LISTS = ['inbox', 'stalled', 'notices', 'list queue'];
/** Decisions that come together are read together. */
const TOGETHER_MS = 400;
const AGAIN_MS = 3000;
const FIRST = 1;

/** Which leads and sales something was decided of; null: nobody listened for a while, so it may be any. `begun`: one of them is new. */
type Heard = (ids: ReadonlySet<string> | null, begun: boolean) => void;
const listeners = new Set<Heard>();

/** Tells of what happens, for lists that put it into what they have read. Gives what ends it. */
export function onDecisions(heard: Heard): () => void {
  listeners.add(heard);
  return () => void listeners.delete(heard);
}

/** Listens to what happens, and has read anew what it concerns. Gives what ends it. */
export function listen(): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let missed = false;
  const heard = gather((ids, begun) => {
    for (const id of ids) void queryClient.invalidateQueries({ queryKey: ['deal', id] });
    for (const list of LISTS) void queryClient.invalidateQueries({ queryKey: [list] });
    for (const listener of listeners) listener(ids, begun);
  });
  const open = () => {
    source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => {
      awaySince.set(null);
      // What happened while nobody listened is told by nobody.
      if (missed) for (const listener of listeners) listener(null, false);
      if (missed) void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'process' });
      missed = false;
    });
    source.addEventListener('decision', ({ data }) => heard(JSON.parse(String(data)) as Decision));
    source.addEventListener('error', () => {
      missed = true;
      awaySince.set(awaySince.get() ?? Date.now());
      source?.close();
      again = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  const atOnce = () => {
    if (awaySince.get() === null) return;
    clearTimeout(again);
    source?.close();
    open();
  };
  const gone = () => {
    missed = true;
    awaySince.set(awaySince.get() ?? Date.now());
  };
  // A browser has few connections to one server: a tab that nobody looks at holds none of them.
  const looked = () => {
    clearTimeout(again);
    source?.close();
    missed = true;
    if (!document.hidden) open();
  };
  document.addEventListener('visibilitychange', looked);
  window.addEventListener('online', atOnce);
  window.addEventListener('offline', gone);
  return () => {
    document.removeEventListener('visibilitychange', looked);
    window.removeEventListener('online', atOnce);
    window.removeEventListener('offline', gone);
    clearTimeout(again);
    source?.close();
  };
}

/** Calls back once for what comes within a moment. */
function gather(then: (ids: ReadonlySet<string>, begun: boolean) => void): (decision: Decision) => void {
  let ids = new Set<string>();
  let begun = false;
  return ({ instanceId, seq }) => {
    if (ids.size === 0) {
      begun = false;
      setTimeout(() => {
        const all = ids;
        ids = new Set();
        then(all, begun);
      }, TOGETHER_MS);
    }
    ids.add(instanceId);
    begun ||= seq === FIRST;
  };
}
