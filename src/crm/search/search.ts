import type { Pool } from 'pg';
import { openText } from './closed-lines';
import { findEntries, findSlips, type Looking, RANKS, type SearchKind } from './entries';
import { type Hit, hitsOf } from './hits';
import { otherLayout } from './keyboard';
import { type Matched, matchedBy } from './matched';
import { type Question, questionOf } from './question';

/** What was found of one kind, the best first. */
export interface FoundGroup {
  kind: SearchKind;
  items: (Hit & { matched: Matched })[];
  /** There is more of it than was asked for. */
  more: boolean;
}

export interface Found {
  /** What was looked for in place of what was typed, when that was typed in the other keyboard layout. */
  readAs: string | null;
  groups: FoundGroup[];
}

/** With fewer than so many found, and none by its name, words that are nearly the same are looked for too. */
const FEW = 3;

/**
 * Finds records by part of a name, a number, a phone's digits or an address, in either alphabet's spelling. Where nothing is found, what
 * the same keys write in the other layout is looked for; where little is, what is a slip of the finger away.
 * `sight` says whose records are found.
 */
export async function search(
  pool: Pool,
  q: string,
  { limit, ...asked }: Omit<Looking, 'most'> & { limit: number },
): Promise<Found> {
  const looking = { ...asked, most: limit + 1 };
  const typed = questionOf(q);
  if (typed.words.length === 0 || asked.kinds.length === 0) return { readAs: null, groups: [] };
  let question = typed;
  let readAs: string | null = null;
  let entries = await findEntries(pool, typed, looking);
  const other = entries.length === 0 ? otherLayout(q.trim()) : null;
  if (other !== null) {
    const swapped = questionOf(other);
    const found = swapped.words.length > 0 ? await findEntries(pool, swapped, looking) : [];
    if (found.length > 0) [question, readAs, entries] = [swapped, other, found];
  }
  if (entries.length < FEW && entries.every(({ rank }) => rank < RANKS.otherName)) {
    const there = new Set(entries.map(({ id }) => id));
    entries = [...entries, ...(await findSlips(pool, question, looking)).filter(({ id }) => !there.has(id))];
  }
  return { readAs, groups: await groupsOf(pool, entries, question, { ...asked, limit }) };
}

async function groupsOf(
  pool: Pool,
  entries: Awaited<ReturnType<typeof findEntries>>,
  question: Question,
  { kinds, sight, limit, closed = {} }: Omit<Looking, 'most'> & { limit: number },
): Promise<FoundGroup[]> {
  const hits = await hitsOf(pool, entries, sight);
  const groups = kinds.map((kind) => {
    const all = entries.filter((entry) => entry.kind === kind && hits.has(entry.id));
    const items = all.slice(0, limit).flatMap((entry) => {
      const hit = hits.get(entry.id);
      const open = { ...entry, text: openText(entry.text, closed[entry.kind]) };
      return hit ? [{ ...hit, matched: matchedBy(open, question) }] : [];
    });
    return { kind, items, more: all.length > limit };
  });
  return groups.filter(({ items }) => items.length > 0);
}
