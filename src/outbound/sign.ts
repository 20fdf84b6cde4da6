import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A secret for one receiver, as Standard Webhooks writes them. */
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/**
 * The headers of one call. The signature covers the id, the instant and the body, so that a receiver can tell a forged call,
 * and one that somebody sends again later, from ours.
 * Source: https://www.standardwebhooks.com, version 1.
 */
export function signatureHeaders(
  secret: string,
  id: string,
  at: number,
  body: string | Uint8Array,
): Record<string, string> {
  const seconds = Math.floor(at / 1000);
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const mark = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mark}` };
}
