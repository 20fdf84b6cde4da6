import { createHash } from 'node:crypto';
import type { AuditEntry } from './entries';

/** What the chain says of the entries. */
export type Verdict =
  | { holds: true; entries: number; erased: number; seal: string | null }
  | {
      holds: false;
      link: number;
      because: 'an entry is missing' | 'an entry was altered' | 'what it says was altered';
    };

type Sealed = AuditEntry & { link: number; seal: Buffer };

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const headOf = ({ link, at, actor, act, route, status, requestId }: Sealed): string =>
  [link, at.toISOString(), actor, act, route, status ?? '', requestId ?? ''].join('|');

/** Goes along the chain, computing each digest anew: an entry that was altered or taken away shows, an erased one does not. */
export async function verifyAudit(entries: AsyncIterable<Sealed>): Promise<Verdict> {
  let last: Buffer | null = null;
  let count = 0;
  let erased = 0;
  for await (const entry of entries) {
    const { link, content, salt, contentDigest, seal } = entry;
    if (link !== count + 1) return { holds: false, link: count + 1, because: 'an entry is missing' };
    if (content !== null && salt !== null && !sha256(salt, content).equals(contentDigest))
      return { holds: false, link, because: 'what it says was altered' };
    last = sha256(last ?? '', headOf(entry), contentDigest);
    if (!last.equals(seal)) return { holds: false, link, because: 'an entry was altered' };
    count++;
    if (content === null) erased++;
  }
  return { holds: true, entries: count, erased, seal: last?.toString('hex') ?? null };
}
