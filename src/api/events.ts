import { finished } from 'node:stream';
import { type Person, readPerson, type Sight, sightOf } from '../access';
import { isSeen } from '../crm';
import type { Announcement } from '../insight';
import type { Kind } from '../process';
import type { Page } from './route';

const HEARTBEAT_MS = 15_000;
/** What its reader sees is looked up anew after so long: a share that ended, or another role, counts from then on. */
const SIGHT_LASTS_MS = 2_000;
/** A reader that does not keep up is let go: it can come back and read the lists. */
const MAX_BEHIND_BYTES = 256 * 1024;

/**
 * What happens to leads and sales, as it happens. An event is a hint to read again: a page that was away
 * reads its lists anew, so none is kept for it.
 */
export const events: Page = {
  method: 'get',
  path: '/events',
  right: 'event.read',
  summary: 'Server-sent events, one for each decision: { instanceId, kind, seq, state, type }',
  serves: 'text/event-stream',
  serve: async (_request, response, { feed, pool }) => {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    const write = (text: string) => {
      if (response.writableEnded) return;
      response.write(text);
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    };
    const sight = sightNow(pool, response.locals.actor as Person);
    const tell = (announcement: Announcement) => write(`event: decision\ndata: ${JSON.stringify(announcement)}\n\n`);
    const { end, listening } = feed.subscribe({
      heard: (announcement) => {
        void isSeenNow(pool, sight, announcement).then(
          (seen) => seen && tell(announcement),
          () => response.end(),
        );
      },
      ended: () => response.end(),
    });
    const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
    // Whoever hung up while they were being let in is told of as well: their 'close' has been by then.
    finished(response, () => {
      clearInterval(heartbeat);
      end();
    });
    response.flushHeaders();
    await listening;
    write(': connected\n\n');
  },
};

type Pool = Parameters<typeof sightOf>[0];

/** What somebody sees, however long they listen. Rejects once they no longer work here. */
function sightNow(pool: Pool, { id }: Person): () => Promise<Sight> {
  let known: { at: number; sight: Promise<Sight> } | null = null;
  const read = async () => {
    const person = await readPerson(pool, id);
    if (!person) throw new Error('Whoever listened no longer works here.');
    return sightOf(pool, person);
  };
  return () => {
    const at = performance.now();
    if (!known || at - known.at > SIGHT_LASTS_MS) known = { at, sight: read() };
    return known.sight;
  };
}

async function isSeenNow(
  pool: Pool,
  sight: () => Promise<Sight>,
  { kind, instanceId }: Announcement,
): Promise<boolean> {
  return isSeen(pool, await sight(), kind as Kind, instanceId);
}
