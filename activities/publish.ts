import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { publishCalendarText } from '../src/crm';
import type { Finding } from '../src/process/language/finding';
import { PRODUCT, type Published, publishRouting, publishText } from '../src/publishing';

/** A text with faults: it is refused whole, with all of them. */
export class TextRefused extends Error {
  constructor(
    file: string,
    readonly findings: readonly Finding[],
  ) {
    super(`${file} is refused:\n${findings.map((f) => `  line ${f.line}: ${f.message}`).join('\n')}`);
  }
}

const NOTE = 'Shipped with the product';

/**
 * Publishes a definition that ships with the product. Where somebody here has put one of theirs in force, that stays.
 * @throws TextRefused
 */
export async function publishProcess(pool: Pool, name: string, text: string): Promise<Published> {
  const words = { id: newId(), author: PRODUCT, approver: PRODUCT, note: NOTE };
  const published = await publishText(pool, text, words);
  if (published.became === 'faulty') throw new TextRefused(name, published.findings);
  return published;
}

/** Puts a calendar that ships with the product in force, unless somebody here has put in theirs. @throws TextRefused */
export async function publishCalendar(pool: Pool, name: string, text: string): Promise<void> {
  const published = await publishCalendarText(pool, text, { author: PRODUCT, unlessTheirs: true });
  if (published.became === 'faulty') throw new TextRefused(name, published.findings);
}

/** Puts the product's routing rule in force, unless somebody here has put in theirs. @throws TextRefused */
export async function publishShippedRouting(pool: Pool, name: string, text: string): Promise<void> {
  const published = await publishRouting(pool, text, { id: newId(), author: PRODUCT, note: NOTE });
  if (published.became === 'faulty') throw new TextRefused(name, published.findings);
}
