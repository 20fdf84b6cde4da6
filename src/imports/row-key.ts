import { createHash } from 'node:crypto';
import { normalEmail, normalPhone } from '../crm';
import type { ImportPlan } from './plan';
import { TARGETS } from './targets';

/** A row by the fields that its columns fill: trimmed, with the file's words for nothing left out, and spellings put right. */
export type Said = Readonly<Record<string, string>>;

/** What a row says, by field. */
export function saidIn(
  raw: Readonly<Record<string, string>>,
  { columns, empty, spellings }: Pick<ImportPlan, 'columns' | 'empty' | 'spellings'>,
): Said {
  const pairs = Object.entries(columns).map(([column, target]) => {
    // Exports put an apostrophe before what a spreadsheet would run: the text is what stands behind it.
    const text = (raw[column] ?? '').trim().replace(/^'(?=\s*[=+\-@])/, '');
    const bare = empty.includes(text) ? '' : text;
    return [target, spellings[target]?.[bare] ?? bare] as const;
  });
  return Object.fromEntries(pairs);
}

/** Keys are no longer than this; a longer one is told by its hash. */
const LONGEST = 200;

/**
 * What a row is known by, now and when the file comes again: its key fields in their normal forms, after the name of the source.
 * Where there are none, or one of them is empty or unreadable, all that it says.
 */
export function rowKey(
  said: Said,
  plan: Pick<ImportPlan, 'entity' | 'key' | 'source' | 'country'>,
): { key: string; ofAll: boolean } {
  const parts = plan.key.map((target) => normal(said[target] ?? '', TARGETS[plan.entity][target]?.type, plan.country));
  if (parts.length === 0 || parts.some((part) => part === '')) {
    const all = Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1));
    return { key: `row:${hash(JSON.stringify([plan.entity, all]))}`, ofAll: true };
  }
  const key = parts.join('|');
  return { key: `${plan.source}:${key.length > LONGEST ? hash(key) : key}`, ofAll: false };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40);

function normal(text: string, type: string | undefined, country?: string): string {
  if (type === 'email') return normalEmail(text) ?? '';
  if (type === 'phone') return normalPhone(text, country) ?? '';
  return text;
}
