import { createOTP } from '@better-auth/utils/otp';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an application on a phone shows now for a secret. Source: RFC 6238, the secret in base 32. */
export const oneTimeCode = (secret: string): Promise<string> => createOTP(decodeBase32(secret)).totp();

function decodeBase32(text: string): string {
  const bits = [...text.replace(/=+$/, '')].map((one) => ALPHABET.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []).toString();
}
