import type { Pool } from 'pg';
import type { Sight } from '../../access';
import type { Instant } from '../../process';
import { type Match, matchRows } from './match-rows';
import { findSources } from './sources';
import { type NewTouch, type TouchKind, writeTouches } from './touches';

/** One row of an audit, a mail log, a list of registrations: with a key of its own, and true dates. */
export interface PastTouch {
  /** Of the row, where it comes from: the same again is the same touch. */
  externalKey: string;
  /** A source's key or name; one that is not known is made as a source outside of any campaign. */
  source: string;
  kind: TouchKind;
  activityAt: Instant;
  responseAt?: Instant;
  status?: string;
  note?: string;
  /** A product's key. */
  product?: string;
  /** Whose it is, by one or several of these. */
  email?: string;
  phone?: string;
  leadKey?: string;
  contactKey?: string;
  accountKey?: string;
}

/** What became of a row. */
export type BackfillResult =
  | { became: 'written' | 'known'; touchId: string }
  /** Nobody has this address, phone or key. Send the row again once they are there. */
  | { became: 'unmatched' }
  /** Several have, and nothing says which one it is. */
  | { became: 'ambiguous'; ids: readonly string[] }
  | { became: 'faulty'; message: string };

/** Rows whose answers are given before what they matched is looked at. */
const faultOf = ({ activityAt, responseAt }: PastTouch, now: Instant): string | null => {
  if (activityAt > now || (responseAt ?? 0) > now) return 'A touch lies in the past.';
  return responseAt !== undefined && responseAt < activityAt ? 'The answer comes before what it answers.' : null;
};

/**
 * Writes touches of the past with their true dates. May be repeated, whole or in part: a row that is known by its key is left as
 * it is. One row's fault keeps no other from being written. `makeId` gives the id of the touch of a row.
 */
export async function backfillTouches(
  pool: Pool,
  rows: readonly PastTouch[],
  { by, now, sight, makeId }: { by: string; now: Instant; sight: Sight; makeId: (externalKey: string) => string },
): Promise<BackfillResult[]> {
  const known = await knownTouches(pool, rows);
  const matches = await matchRows(pool, rows, sight);
  const products = await productIds(pool, rows);
  const results = rows.map((row, n): BackfillResult | Resolved => {
    const there = known.get(row.externalKey);
    if (there !== undefined) return { became: 'known', touchId: there };
    const fault = faultOf(row, now);
    if (fault !== null) return { became: 'faulty', message: fault };
    if (row.product !== undefined && !products.has(row.product))
      return { became: 'faulty', message: `There is no product '${row.product}'.` };
    return resolve(matches.filter((one) => one.n === n));
  });
  const sources = await findSources(
    pool,
    rows.filter((_, n) => isResolved(results[n])).map(({ source }) => source),
    'outside',
  );
  const touches = rows.flatMap((row, n): NewTouch[] => {
    const found = results[n];
    const sourceId = sources.get(row.source);
    if (!isResolved(found) || sourceId === undefined) return [];
    const { externalKey, kind, activityAt, responseAt, status, note, product } = row;
    const words = { externalKey, kind, activityAt, responseAt, status, note, productId: products.get(product ?? '') };
    return [{ id: makeId(externalKey), sourceId, ...found.whose, ...words }];
  });
  const written = await writeTouches(pool, touches, { by, now });
  const after = await knownTouches(pool, rows);
  return rows.map(({ externalKey }, n): BackfillResult => {
    const found = results[n];
    if (found && !isResolved(found)) return found;
    const id = after.get(externalKey);
    if (id === undefined) return { became: 'faulty', message: 'Its source has no name.' };
    return { became: written.has(id) ? 'written' : 'known', touchId: id };
  });
}

interface Resolved {
  became: 'resolved';
  whose: Pick<NewTouch, 'leadId' | 'contactId' | 'accountId'>;
}
const isResolved = (found: BackfillResult | Resolved | undefined): found is Resolved => found?.became === 'resolved';

/**
 * Whose a row is. A known person comes before a lead, since their history is longer; of a person's several leads it is the
 * newest (which comes last). An account alone will do.
 */
function resolve(matches: readonly Match[]): BackfillResult | Resolved {
  const of = (what: Match['of']) => [...new Set(matches.filter((one) => one.of === what).map(({ id }) => id))];
  const [contacts, leads, accounts] = [of('contact'), of('lead'), of('account')];
  if (contacts.length > 1) return { became: 'ambiguous', ids: contacts };
  if (contacts.length + leads.length === 0 && accounts.length > 1) return { became: 'ambiguous', ids: accounts };
  if (matches.length === 0) return { became: 'unmatched' };
  const leadId = contacts.length > 0 ? undefined : leads.at(-1);
  return {
    became: 'resolved',
    whose: { contactId: contacts[0], leadId, accountId: accounts.length === 1 ? accounts[0] : undefined },
  };
}

async function knownTouches(pool: Pool, rows: readonly PastTouch[]): Promise<Map<string, string>> {
  const found = await pool.query<{ key: string; id: string }>(
    'SELECT external_key AS key, id FROM touches WHERE external_key = ANY($1)',
    [rows.map(({ externalKey }) => externalKey)],
  );
  return new Map(found.rows.map(({ key, id }) => [key, id]));
}

async function productIds(pool: Pool, rows: readonly PastTouch[]): Promise<Map<string, string>> {
  const keys = rows.flatMap(({ product }) => product ?? []);
  if (keys.length === 0) return new Map();
  const found = await pool.query<{ key: string; id: string }>('SELECT key, id FROM products WHERE key = ANY($1)', [
    keys,
  ]);
  return new Map(found.rows.map(({ key, id }) => [key, id]));
}
