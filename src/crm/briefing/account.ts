import type { Pool } from 'pg';
import type { Sight } from '../../access';
import type { Database } from '../../platform/database';
import type { Text } from '../../process';
import { readAccount } from '../clients';
import type { BriefedAccount } from './facts';

/** An organisation as a briefing tells it; keys of catalogues by their names. null: there is none. */
export async function briefedAccount(
  { pool, prisma }: { pool: Pool; prisma: Database },
  id: string,
  sight: Sight,
): Promise<BriefedAccount | null> {
  const card = await readAccount(prisma, id, sight);
  if (!card) return null;
  const { name, legalName, country, website, employees, annualRevenue, notes } = card;
  const named = await namesOf(pool, {
    industry: card.industry,
    region: card.region,
    'relationship-stage': card.relationshipStage,
    importance: card.importance,
    'account-category': card.category,
  });
  return {
    ...{ id, name, legalName, country, website, employees, annualRevenue, notes },
    curator: card.owner,
    holding: card.holding,
    industry: named('industry'),
    region: named('region'),
    relationshipStage: named('relationship-stage'),
    importance: named('importance'),
    category: named('account-category'),
    phones: card.points.flatMap(({ kind, value }) => (kind === 'phone' ? [value] : [])).slice(0, 2),
  };
}

/** What keys are called; a word that stands in no catalogue is called by itself. */
async function namesOf(pool: Pool, keys: Readonly<Record<string, string | null>>) {
  const { rows } = await pool.query<{ catalogue: string; name: Text }>(
    `SELECT v.catalogue, v.name FROM unnest($1::text[], $2::text[]) AS k (catalogue, key)
     JOIN catalogue_values v ON v.catalogue = k.catalogue AND v.key = k.key`,
    [Object.keys(keys), Object.values(keys)],
  );
  const names = new Map(rows.map(({ catalogue, name }) => [catalogue, name]));
  return (catalogue: string): Text | null => {
    const key = keys[catalogue];
    return names.get(catalogue) ?? (key == null ? null : { en: key, ru: key });
  };
}
