import { SEES_ALL, type Sight, seenSql } from '../../access';
import type { Database } from '../../platform/database';
import type { Instant, Money } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';
import type { CustomValues } from './custom-fields';
import { type Parts, partsSql } from './parts';
import { withColumns } from './write-card';

/** A client organisation. */
export interface AccountCard extends Omit<Parts, 'accounts'> {
  id: string;
  name: string;
  legalName: string | null;
  taxNumber: string | null;
  website: string | null;
  industry: string | null;
  /** Kinds of what it does, in its own words. */
  activities: readonly string[];
  region: string | null;
  country: string | null;
  foundedYear: number | null;
  employees: number | null;
  annualRevenue: Money | null;
  /** Where we stand with the client as a whole: no stage of any sale. */
  relationshipStage: string | null;
  importance: string | null;
  category: string | null;
  holding: Ref | null;
  ownerId: string | null;
  /** The curator: who is responsible for the client as a whole. */
  owner: Ref | null;
  notes: string | null;
  custom: CustomValues;
  revision: number;
  createdAt: Instant;
  updatedAt: Instant;
}

const card = (seenHolding: string) => `jsonb_build_object('id', x.id, 'name', x.name, 'legalName', x.legal_name,
  'taxNumber', x.tax_number, 'website', x.website, 'industry', x.industry, 'activities', x.activities, 'region', x.region,
  'country', x.country, 'foundedYear', x.founded_year, 'employees', x.employees, 'annualRevenue',
    CASE WHEN x.annual_revenue_minor IS NULL OR x.currency IS NULL THEN NULL
         ELSE jsonb_build_object('minor', x.annual_revenue_minor, 'currency', x.currency) END,
  'relationshipStage', x.relationship_stage, 'importance', x.importance, 'category', x.category, 'notes', x.notes,
  'holding', CASE WHEN ${seenHolding} THEN ${ref('h')} END, 'ownerId', x.owner_id, 'owner', ${ref('o')},
  'custom', x.custom, 'revision', x.revision, 'createdAt', ${ms('x.created_at')}, 'updatedAt', ${ms('x.updated_at')},
  ${partsSql('account')})`;

/** Cards by their ids, in that order: what a page of a list shows. A holding out of sight is not named. */
export async function accountCards(
  db: Database,
  ids: readonly string[],
  sight: Sight = SEES_ALL,
): Promise<AccountCard[]> {
  const values: unknown[] = [ids];
  const seen = seenSql(sight, 'account', 'h', (value) => `$${values.push(value)}`);
  const rows = await db.$queryRawUnsafe<{ card: AccountCard }[]>(
    `SELECT ${card(seen)} AS card FROM accounts x LEFT JOIN accounts h ON h.id = x.holding_id
       LEFT JOIN people o ON o.id = x.owner_id WHERE x.id = ANY($1::uuid[])`,
    ...values,
  );
  const cards = new Map(rows.map(({ card }) => [card.id, { ...card, points: pointsOf(card) }]));
  return ids.flatMap((id) => cards.get(id) ?? []);
}

const pointsOf = ({ website, points }: AccountCard) => withColumns('account', { website }, points);

/** null when there is none. */
export async function readAccount(db: Database, id: string, sight: Sight = SEES_ALL): Promise<AccountCard | null> {
  const [card] = await accountCards(db, [id], sight);
  return card ?? null;
}
