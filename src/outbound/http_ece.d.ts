declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** Encrypts by RFC 8188; with `dh` and `authSecret`, for a browser by RFC 8291. Texts are base64url. */
  export function encrypt(
    content: Buffer,
    how: { version: 'aes128gcm'; dh: string; privateKey: ECDH; salt: string; authSecret: string },
  ): Buffer;
}
