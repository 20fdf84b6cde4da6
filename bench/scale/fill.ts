import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createToken } from '../../src/access';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import { type CheckedCopies, checkCopies } from './check';
import { type Company, READERS, type Reader, writeCompany } from './company';
import { fillWithCopies } from './copies';
import { writeTemplates } from './templates';

/** What is in a database that was filled, as its settings keep it. */
export interface Filled {
  sales: number;
  leads: number;
  seconds: number;
  checked: CheckedCopies;
  /** Bearer tokens, and ids of people, by what they see. */
  tokens: Record<Reader, string>;
  people: Record<Reader, string>;
}

/** What a database is filled with. `page`: open sales of one process, a fifth of them one rep's. */
export interface Wanted {
  sales: number;
  shape: 'company' | 'page';
}

const MARK = 'bench';
const MOST_TEMPLATES = 3_000;
const CHECKED = 300;

/** Fills a database that has tables, and what ships with the product; one that was filled is left as it is. */
export async function fillDatabase(pool: Pool, { sales, shape }: Wanted, say: (line: string) => void): Promise<Filled> {
  const { rows } = await pool.query<{ value: Filled }>('SELECT value FROM settings WHERE key = $1', [MARK]);
  if (rows[0]) return rows[0].value;
  const began = Date.now();
  const text = readFileSync(join(readConfig().root, 'processes', 'standard-sale.yaml'), 'utf8');
  const company = await writeCompany(pool, text);
  const leads = shape === 'page' ? 0 : Math.round(sales / 20);
  const templates = Math.min(MOST_TEMPLATES, Math.max(200, Math.round(sales / 20)));
  const moulds = await writeTemplates(pool, company, {
    sales: templates,
    leads: templates / 20,
    shape,
    now: Date.now(),
  });
  say(`  ${moulds.size} templates: ${Math.round((Date.now() - began) / 1000)} s`);
  await fillWithCopies({ pool, company, moulds, sales, leads, shape, say });
  const checked = await checkCopies(pool, CHECKED);
  const filled: Filled = {
    ...{ sales, leads, checked, seconds: Math.round((Date.now() - began) / 1000) },
    tokens: await tokensOf(pool, company),
    people: { ...company.readers },
  };
  await pool.query('INSERT INTO settings (key, value) VALUES ($1, $2)', [MARK, JSON.stringify(filled)]);
  return filled;
}

async function tokensOf(pool: Pool, { readers }: Company): Promise<Record<Reader, string>> {
  const tokens = READERS.map(
    async (reader) => [reader, await createToken(pool, { personId: readers[reader], label: 'bench' })] as const,
  );
  return Object.fromEntries(await Promise.all(tokens)) as Record<Reader, string>;
}
