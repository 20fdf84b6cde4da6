import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './at-end';

/** A browser that is told, as far as its push service and its keys go. */
export interface TestBrowser {
  /** What the browser's `PushSubscription` gives as JSON. */
  subscription: { endpoint: string; expirationTime: null; keys: { p256dh: string; auth: string } };
  /** What came for it, read with its keys (RFC 8291). */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came, and fails where it is not what it says
  told: { headers: Record<string, string | string[] | undefined>; content: any; bytes: number }[];
  /** What the push service answers for it; 201 unless told. */
  answer(status: number, headers?: Record<string, string>): void;
}

/** A push service on this machine: takes what is posted for its browsers. */
export async function pushService(): Promise<{ url: string; browser(): TestBrowser }> {
  const take = new Map<string, (headers: TestBrowser['told'][number]['headers'], body: Buffer) => [number, object]>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const [status, headers] = take.get(request.url ?? '')?.(request.headers, Buffer.concat(parts)) ?? [404, {}];
      response.writeHead(status, { ...headers }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    browser() {
      const path = `/push/${randomBytes(16).toString('hex')}`;
      const keys = createECDH('prime256v1');
      const p256dh = keys.generateKeys();
      const auth = randomBytes(16);
      const told: TestBrowser['told'] = [];
      let reply: [number, object] = [201, {}];
      take.set(path, (headers, body) => {
        if (reply[0] < 300)
          told.push({ headers, content: JSON.parse(decrypted(body, { keys, auth }).toString()), bytes: body.length });
        return reply;
      });
      return {
        subscription: {
          endpoint: `${url}${path}`,
          expirationTime: null,
          keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
        },
        told,
        answer: (status, headers = {}) => {
          reply = [status, headers];
        },
      };
    },
  };
}

/** RFC 8291, section 3.4, and RFC 8188, section 2, from the receiver's side: written after the text of the standards. */
function decrypted(body: Buffer, { keys, auth }: { keys: ReturnType<typeof createECDH>; auth: Buffer }): Buffer {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  if (idLength !== 65 || record.length > recordSize)
    throw new Error('It is not one record with the key of its sender.');
  const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
  const secret = derive(keys.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0))
    throw new Error('It is not padded as the last record.');
  return padded.subarray(0, end);
}
