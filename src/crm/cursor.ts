import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Where a page of a list ends, and the instant as of which the whole list is read. */
export interface Position {
  asOf: number;
  /** The sort values and the id of the last row. */
  after: readonly (string | number | null)[];
}

const Cursor = z.object({
  asOf: z.number(),
  after: z.array(z.union([z.string(), z.number(), z.null()])),
  of: z.string(),
});

/** A cursor that we did not give, or that belongs to another list. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

/** An opaque text for a position in the list that was asked for by `question` (its filters and its order). */
export function writeCursor(position: Position, question: unknown): string {
  return Buffer.from(JSON.stringify({ ...position, of: fingerprint(question) })).toString('base64url');
}

/** @throws CursorError */
export function readCursor(text: string, question: unknown): Position {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw new CursorError('The cursor is not one that this list gave.');
  }
  const parsed = Cursor.safeParse(read);
  if (!parsed.success) throw new CursorError('The cursor is not one that this list gave.');
  if (parsed.data.of !== fingerprint(question)) throw new CursorError('The cursor belongs to another filter or order.');
  return parsed.data;
}

const fingerprint = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);

/** What every list answers with. */
export interface Page<T> {
  items: T[];
  next: string | null;
  asOf: number;
  total?: number;
}

/** How much of a list is asked for, and from where. */
export interface PageRequest {
  limit: number;
  cursor?: string;
  count?: boolean;
}

/** The position that a request starts from: its cursor's, or the top of the list as of now. */
export function startOf({ cursor }: PageRequest, question: unknown, now: number): Position & { first: boolean } {
  if (cursor === undefined) return { asOf: now, after: [], first: true };
  return { ...readCursor(cursor, question), first: false };
}

/** Makes a page of rows that were read with one more than `limit`, which tells whether there is a next one. */
export function pageOf<T>(
  rows: readonly T[],
  { limit }: PageRequest,
  asOf: number,
  question: unknown,
  keyOf: (row: T) => Position['after'],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next: more ? writeCursor({ asOf, after: keyOf(last) }, question) : null, asOf };
}
