import type { Pool } from 'pg';
import type { Instant } from '../../process';
import type { Ref } from '../instance-sql';

/** Whose sale, and of what: by these a second one is known. */
export interface SaleOf {
  accountId: string | null;
  contactId: string | null;
  productId: string | null;
}

/** The open sales of a client with the same product, or without one where none is given; the oldest first. */
export async function openSalesOf(pool: Pool, { accountId, contactId, productId }: SaleOf): Promise<Ref[]> {
  if (accountId === null && contactId === null) return [];
  const { rows } = await pool.query<Ref>(
    `SELECT s.id, s.title AS name FROM open_sales(living_account($1), living_contact($2), $3) WITH ORDINALITY AS o (id, n)
     JOIN sales s ON s.id = o.id ORDER BY o.n`,
    [accountId, contactId, productId],
  );
  return rows;
}

/**
 * Claims a sale that is about to be made, so that of two that are asked for in the same moment the second sees the first. Gives
 * the open or claimed ones in the way, and claims nothing then, unless there is a reason for another. Asked again with the same
 * key it gives none: that command has its answer.
 */
export async function claimSale(
  pool: Pool,
  claim: SaleOf & { key: string; saleId: string; title: string; reasonGiven: boolean },
  now: Instant,
): Promise<Ref[]> {
  const { key, saleId, title, accountId, contactId, productId, reasonGiven } = claim;
  if (accountId === null && contactId === null) return [];
  const { rows } = await pool.query<{ there: { id: string; title: string }[] }>(
    'SELECT claim_sale($1, $2, living_account($3), living_contact($4), $5, $6, $7, $8) AS there',
    [key, saleId, accountId, contactId, productId, title, reasonGiven, new Date(now)],
  );
  return (rows[0]?.there ?? []).map(({ id, title: name }) => ({ id, name }));
}
