import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tlsOptions from 'smtp-server/lib/tls-options.js';
import { Webhook } from 'standardwebhooks';
import { createPostWebhook } from '../../src/outbound/post-webhook';
import { newSecret } from '../../src/outbound/sign';
import { type HttpReceiver, httpReceiver } from '../support/receivers';

const secret = newSecret();
const call = (url: string) => ({ url, secret, id: 'wish-1', body: '{"deal":"Стеллажи"}' });
const post = createPostWebhook({ reach: 'loopback' });

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function receiver(...given: Parameters<typeof httpReceiver>): Promise<HttpReceiver> {
  const made = await httpReceiver(...given);
  stops.push(made.stop);
  return made;
}

describe('a call to a webhook', () => {
  it("is signed so that the standard's own library takes it", async () => {
    const { url, received } = await receiver();
    expect(await post(call(`${url}/deals`), Date.now())).toEqual({ result: 'sent', said: 'answered 200' });
    const [got] = received;
    if (!got) throw new Error('Nothing came.');
    expect(got).toMatchObject({ path: '/deals', headers: { 'webhook-id': 'wish-1', 'idempotency-key': 'wish-1' } });
    expect(new Webhook(secret).verify(got.body, got.headers as Record<string, string>)).toEqual({ deal: 'Стеллажи' });
    expect(() => new Webhook(newSecret()).verify(got.body, got.headers as Record<string, string>)).toThrow();
    expect(() => new Webhook(secret).verify(`${got.body} `, got.headers as Record<string, string>)).toThrow();
  });

  it.each([
    [204, 'sent'],
    [400, 'failed'],
    [404, 'failed'],
    [408, 'again'],
    [429, 'again'],
    [500, 'again'],
    [503, 'again'],
  ])('that is answered %i has %s', async (status, result) => {
    const { url } = await receiver((response) => response.writeHead(status).end());
    expect(await post(call(url), Date.now())).toMatchObject({ result, said: `answered ${status}` });
  });

  it('that is answered 410 is the last one', async () => {
    const { url } = await receiver((response) => response.writeHead(410).end());
    expect(await post(call(url), Date.now())).toMatchObject({ result: 'failed', gone: true });
  });

  it('follows no redirect', async () => {
    const target = await receiver();
    const { url } = await receiver((response) => response.writeHead(307, { location: target.url }).end());
    expect(await post(call(url), Date.now())).toMatchObject({ result: 'failed', said: expect.stringContaining('307') });
    expect(target.received).toEqual([]);
  });

  it.each([
    ['120', 120_000],
    ['999999', 3_600_000],
    ['0', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('waits as long as its receiver asks, an hour at most: %s', async (header, afterMs) => {
    const { url } = await receiver((response) => response.writeHead(503, { 'retry-after': header }).end());
    expect(await post(call(url), Date.now())).toEqual({
      result: 'again',
      said: 'answered 503',
      ...(afterMs && { afterMs }),
    });
  });

  it('lets in a bounded part of the answer, however long that goes on', async () => {
    const { url } = await receiver((response) => {
      const chunk = Buffer.alloc(16_384);
      const more = () => void (response.writable && response.write(chunk, more));
      response.writeHead(200);
      more();
    });
    expect(await post(call(url), Date.now())).toEqual({ result: 'sent', said: 'answered 200' });
  });

  it('is given up for now when nobody answers in time, or at all', async () => {
    const { url, stop } = await receiver(() => undefined);
    const hasty = createPostWebhook({ reach: 'loopback', withinMs: 100 });
    expect(await hasty(call(url), Date.now())).toEqual({ result: 'again', said: 'no answer (timeout)' });
    await stop();
    expect(await post(call(url), Date.now())).toEqual({ result: 'again', said: 'no answer (ECONNREFUSED)' });
  });

  it('goes to no receiver that cannot prove its name', async () => {
    const server = createTlsServer(tlsOptions({}), (_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const outcome = await post(call(`https://localhost:${port}/`), Date.now());
    expect(outcome).toMatchObject({ result: 'again', said: expect.stringMatching(/CERT|SELF_SIGNED|EXPIRED/) });
  });

  it('reaches no private address, by whatever name', async () => {
    const { url, received } = await receiver();
    const { port } = new URL(url);
    const asked: string[] = [];
    const publicOnly = createPostWebhook({
      reach: 'public',
      lookUp: (host, _options, answer) => {
        asked.push(host);
        answer(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    });
    const refused = { result: 'failed', said: 'its address may not be reached from here' };
    expect(await publicOnly(call(url), Date.now())).toEqual(refused);
    expect(asked).toEqual([]);
    expect(await publicOnly(call(`https://erp.example.com:${port}/`), Date.now())).toEqual(refused);
    expect([asked, received]).toEqual([['erp.example.com'], []]);
  });
});
