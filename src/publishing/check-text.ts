import type { Pool } from 'pg';
import { type Reading, readDefinition } from '../process/language/read-definition';
import { readKnown } from './known';

/** Reads a definition as it would be published here: every name that it uses must be one that this installation knows. */
export async function checkText(pool: Pool, text: string): Promise<Reading> {
  return readDefinition(text, await readKnown(pool));
}
