import { timingSafeEqual } from 'node:crypto';
import { signatureHeaders } from '../outbound';
import type { Instant } from '../process';

/** A signature counts for so long before and after the instant that it names. */
export const SIGNED_FOR_MS = 5 * 60 * 1000;

/** What a sender shows: the headers of Standard Webhooks, or the secret itself. */
export interface Shown {
  id?: string | undefined;
  timestamp?: string | undefined;
  signature?: string | undefined;
  token?: string | undefined;
}

/**
 * Whether a body comes from who knows the secret: by the signature over its id, instant and body, or by the secret itself
 * where the source allows that. The instant must be near, so that nobody sends it again much later; sooner, its id tells.
 */
export function isFrom(
  { secret, auth }: { secret: string; auth: 'signature' | 'token' },
  shown: Shown,
  body: Buffer,
  now: Instant,
): boolean {
  const { id, timestamp, signature, token } = shown;
  if (secret === '') return false;
  if (auth === 'token' && token !== undefined) return isSame(token, secret);
  if (id === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp ?? '')) return false;
  const at = Number(timestamp) * 1000;
  if (Math.abs(now - at) > SIGNED_FOR_MS) return false;
  const right = signatureHeaders(secret, id, at, body)['webhook-signature'] ?? '';
  return signature.split(' ').some((one) => isSame(one, right));
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
