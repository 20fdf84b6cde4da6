import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { encrypt } from 'http_ece';
import { SignJWT } from 'jose';
import { type Calling, createPost, outcomeOfCall } from './guarded-post';
import type { Outcome } from './outcome';

/** Where a browser may be told, and how only it can read what it is told; texts are base64url. */
export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Whose word a push is (RFC 8292): the public half as browsers take it, the private one as PKCS 8. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

/** What is told. A push service that still holds one with the same topic drops it for this. */
export interface Push {
  content: string;
  topic: string;
}

export type SendPush = (keys: PushKeys, target: PushTarget, push: Push, at: number) => Promise<Outcome>;

/** A browser that is switched off is told when it comes back, for a day; then it is no news. */
const KEPT_S = 24 * 60 * 60;
const SIGNED_S = 12 * 60 * 60;
/** Push services take 4096 bytes, of which the encryption's own take 103. */
export const MOST_PUSHED_BYTES = 3_800;
const POINT_BYTES = 65;
const SECRET_BYTES = 16;

/** `contact` is where a push service turns to that has trouble with us: `mailto:` or `https:`. */
export function createSendPush({ contact, ...calling }: Calling & { contact: string }): SendPush {
  const post = createPost(calling);
  return async (keys, target, { content, topic }, at) => {
    const headers = {
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(KEPT_S),
      urgency: 'normal',
      topic,
      authorization: `vapid t=${await signed(keys, target.endpoint, contact, at)}, k=${keys.publicKey}`,
    };
    return outcomeOfCall(await post({ url: target.endpoint, headers, body: encrypted(target, content) }), meant);
  };
}

const signed = ({ privateKey }: PushKeys, endpoint: string, contact: string, at: number): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
    .setAudience(new URL(endpoint).origin)
    .setSubject(contact)
    .setExpirationTime(Math.floor(at / 1000) + SIGNED_S)
    .sign(createPrivateKey(privateKey));

/** Only the browser can read it, with keys that it has told us and nobody else (RFC 8291). */
function encrypted({ p256dh, auth }: PushTarget, content: string): Buffer {
  const ours = createECDH('prime256v1');
  ours.generateKeys();
  const salt = randomBytes(SECRET_BYTES).toString('base64url');
  return encrypt(Buffer.from(content), { version: 'aes128gcm', dh: p256dh, privateKey: ours, salt, authSecret: auth });
}

const meant = (status: number, said: string): Outcome | null =>
  status === 404 || status === 410
    ? { result: 'failed', said: `${said}: the subscription has ended`, gone: true }
    : null;

/** A fresh pair of keys. */
export function newPushKeys(): PushKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return {
    publicKey: point.toString('base64url'),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/** What is wrong with a browser's keys, by name; null when they can be used. */
export function faultOfPushKeys({
  p256dh,
  auth,
}: Pick<PushTarget, 'p256dh' | 'auth'>): { key: string; message: string } | null {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== POINT_BYTES || point[0] !== 4 || !isOnCurve(point))
    return { key: 'p256dh', message: 'Must be a public key on the curve P-256, as 65 bytes in base64url' };
  if (Buffer.from(auth, 'base64url').length !== SECRET_BYTES)
    return { key: 'auth', message: 'Must be 16 bytes in base64url' };
  return null;
}

function isOnCurve(point: Buffer): boolean {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
