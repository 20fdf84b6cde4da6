import type { Pool } from 'pg';
import { ms, type Ref, ref } from '../../crm';
import type { Instant } from '../../process';

/** How sure somebody is of a sale, the surest first. Who said nothing means the last. */
export const CATEGORIES = ['commit', 'best case', 'pipeline'] as const;
export type Category = (typeof CATEGORIES)[number];

/** As whom a word on a sale is said. */
export const SAID_AS = ['owner', 'manager'] as const;
export type SaidAs = (typeof SAID_AS)[number];

/** A word on a sale. */
export interface ForecastWord {
  category: Category;
  note: string | null;
  by: Ref | null;
  at: Instant;
}

/** Both words on a sale, and what counts. */
export interface ForecastWords {
  owner: ForecastWord | null;
  manager: ForecastWord | null;
  counts: Category;
}

type Row = ForecastWord & { saidAs: SaidAs };

/** What was said of a sale. */
export async function readForecastWords(pool: Pool, saleId: string): Promise<ForecastWords> {
  const { rows } = await pool.query<Row>(
    `SELECT w.said_as AS "saidAs", w.category, w.note, ${ref('p')} AS by, ${ms('w.at')} AS at
     FROM forecast_words w LEFT JOIN people p ON p.id = w.by WHERE w.sale_id = $1`,
    [saleId],
  );
  const of = (saidAs: SaidAs): ForecastWord | null => {
    const found = rows.find((row) => row.saidAs === saidAs);
    return found ? { category: found.category, note: found.note, by: found.by, at: found.at } : null;
  };
  const [owner, manager] = [of('owner'), of('manager')];
  return { owner, manager, counts: (manager ?? owner)?.category ?? 'pipeline' };
}

/** Says a word on a sale, in place of the one that was said as the same before; null takes it back. The other's stays. */
export async function sayOfSale(
  pool: Pool,
  saleId: string,
  word: { saidAs: SaidAs; category: Category | null; note: string | null; by: string },
  now: Instant,
): Promise<void> {
  const { saidAs, category, note, by } = word;
  if (category === null) {
    await pool.query('DELETE FROM forecast_words WHERE sale_id = $1 AND said_as = $2', [saleId, saidAs]);
    return;
  }
  await pool.query(
    `INSERT INTO forecast_words (sale_id, said_as, category, note, by, at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (sale_id, said_as) DO UPDATE SET category = excluded.category, note = excluded.note, by = excluded.by, at = excluded.at`,
    [saleId, saidAs, category, note, by, new Date(now)],
  );
}
