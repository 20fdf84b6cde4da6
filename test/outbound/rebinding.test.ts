import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tlsOptions from 'smtp-server/lib/tls-options.js';
import { createPostWebhook } from '../../src/outbound/post-webhook';
import type { Reach } from '../../src/outbound/reach';
import { newSecret } from '../../src/outbound/sign';
import { type DnsServer, dnsServer } from '../support/dns-server';
import { httpReceiver } from '../support/receivers';

const OUT_OF_REACH = { result: 'failed', said: 'its address may not be reached from here' };
const CLOUD = '169.254.169.254'; // where clouds keep their keys

describe('a webhook whose name changes its address, asked of a real name server', () => {
  const stops: (() => unknown)[] = [];
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    const server = createTlsServer(tlsOptions({}), (_request, response) => response.end());
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    stops.push(() => new Promise((resolve) => server.close(resolve)));
  });
  beforeEach(() => {
    connections = 0;
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const named = async (answer: Parameters<typeof dnsServer>[0]): Promise<DnsServer> => {
    const server = await dnsServer(answer);
    stops.push(server.stop);
    return server;
  };
  const call = (url: string, reach: Reach, { lookUp }: DnsServer) =>
    createPostWebhook({ reach, lookUp })({ url, secret: newSecret(), id: 'wish-1', body: '{}' }, Date.now());

  it('is connected to at the address that was looked at, whatever the name says next', async () => {
    const dns = await named((_, n) => [n === 1 ? '127.0.0.1' : CLOUD]);
    const url = `https://rebind.example.com:${port}/`;
    // It is reached, and cannot prove its name: that much of it is real.
    expect(await call(url, 'loopback', dns)).toMatchObject({
      result: 'again',
      said: expect.stringMatching(/CERT|SIGNED|EXPIRED/),
    });
    expect([dns.asked, connections]).toEqual([['rebind.example.com'], 1]);
    expect(await call(url, 'loopback', dns)).toEqual(OUT_OF_REACH);
    expect([dns.asked.length, connections]).toEqual([2, 1]);
  });

  it('is not called where it turned inside after it was registered', async () => {
    const dns = await named(() => ['127.0.0.1']);
    expect(await call(`https://was-fine.example.com:${port}/`, 'public', dns)).toEqual(OUT_OF_REACH);
    expect([dns.asked.length, connections]).toEqual([1, 0]);
  });

  it('of several addresses is called at those alone that may be reached', async () => {
    const mixed = await named(() => [CLOUD, '10.0.0.7', '127.0.0.1']);
    expect(await call(`https://mixed.example.com:${port}/`, 'loopback', mixed)).toMatchObject({ result: 'again' });
    expect(connections).toBe(1);
    expect(await call(`https://mixed.example.com:${port}/`, 'public', mixed)).toEqual(OUT_OF_REACH);
    expect(connections).toBe(1);
  });

  it('leads nobody there by a redirect: its name is not even asked for', async () => {
    const dns = await named(() => ['127.0.0.1']);
    const receiver = await httpReceiver((response) =>
      response.writeHead(302, { location: `https://inside.example.com:${port}/` }).end(),
    );
    stops.push(receiver.stop);
    expect(await call(receiver.url, 'loopback', dns)).toMatchObject({ result: 'failed' });
    expect([dns.asked, connections]).toEqual([[], 0]);
  });
});
