import type { Readable } from 'node:stream';

/** Where bytes lie, under the digest of what they are. Each call may be repeated without harm. */
export interface Store {
  /** Takes a whole file of ours; it may be moved away. @throws StoreAway */
  put(key: string, path: string, bytes: number): Promise<void>;
  /** Gives the bytes as they come. @throws StoreAway where they cannot be had now, or are not there */
  read(key: string): Promise<Readable>;
  /** Of what is not there: nothing. @throws StoreAway */
  remove(key: string): Promise<void>;
}

/** By the name that tables keep. */
export const PLACES = ['disk', 's3'] as const;
export type Place = (typeof PLACES)[number];

/** Letters that stand for no folder and no other key. */
export function checkedKey(key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error('A key in a store of files is a SHA-256 in hex.');
  return key;
}
