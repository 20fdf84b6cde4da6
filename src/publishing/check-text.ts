import type { Pool } from 'pg';
import { readKnown } from './known';
import { type ReadAsData, type ReadText, readHere } from './read-apart';

/** Reads a definition as it would be published here: every name that it uses must be one that this installation knows. */
export async function checkText(pool: Pool, text: string, read: ReadText = readHere): Promise<ReadAsData> {
  return read(text, await readKnown(pool));
}
