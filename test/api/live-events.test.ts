import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { events } from '../../src/api/events';
import type { EventFeed, Listener } from '../../src/insight';

/** A feed that is nobody's, and who listens to it. */
function feedOf(listeners: Set<Listener>): EventFeed {
  return {
    subscribe(listener) {
      listeners.add(listener);
      return { end: () => listeners.delete(listener), listening: Promise.resolve() };
    },
    stop: async () => undefined,
  };
}

describe('live events', () => {
  const listeners = new Set<Listener>();
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  /** Serves them to whoever asks, once `letIn` has settled. */
  async function serving(letIn: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>) {
    const context = { feed: feedOf(listeners), pool: null } as unknown as Parameters<typeof events.serve>[2];
    const served: Promise<unknown>[] = [];
    const server = createServer((request, response) => {
      Object.assign(response, { locals: { actor: { id: 'somebody' } } });
      served.push(letIn(request, response).then(() => events.serve(request as never, response as never, context)));
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, served };
  }

  it('are told to a reader until they hang up', async () => {
    const { port } = await serving(async () => undefined);
    const asked = get({ port, host: '127.0.0.1' }).on('error', () => undefined);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const [first] = await once(answer.setEncoding('utf8'), 'data');
    expect([first, listeners.size]).toEqual([': connected\n\n', 1]);
    asked.destroy();
    while (listeners.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('keep nothing for a reader who hung up while they were being let in', async () => {
    const clearing = jest.spyOn(globalThis, 'clearInterval');
    const { port, served } = await serving((_request, response) => {
      asked.destroy();
      return once(response, 'close');
    });
    const asked = get({ port, host: '127.0.0.1' }).on('error', () => undefined);
    await new Promise((resolve) => asked.on('close', resolve));
    while (served.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all(served);
    await new Promise((resolve) => setImmediate(resolve));
    expect(listeners.size).toBe(0);
    expect(clearing).toHaveBeenCalledTimes(1);
  });
});
