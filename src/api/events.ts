import { sightOf } from '../access';
import { seesInstance } from '../crm';
import type { Announcement } from '../insight';
import type { Kind } from '../process';
import type { Page } from './route';

const HEARTBEAT_MS = 15_000;
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
  serve: async (request, response, { feed, pool }) => {
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
    const sight = await sightOf(pool, response.locals.actor);
    const tell = (announcement: Announcement) => write(`event: decision\ndata: ${JSON.stringify(announcement)}\n\n`);
    const { end, listening } = feed.subscribe({
      heard: (announcement) => {
        if (sight.owners === null) return tell(announcement);
        const { kind, instanceId } = announcement;
        void seesInstance(pool, sight, kind as Kind, instanceId).then(
          (seen) => seen && tell(announcement),
          () => response.end(),
        );
      },
      ended: () => response.end(),
    });
    const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
    request.on('close', () => {
      clearInterval(heartbeat);
      end();
    });
    response.flushHeaders();
    await listening;
    write(': connected\n\n');
  },
};
