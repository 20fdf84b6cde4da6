import type { Pool } from 'pg';
import type { Bind, Sight } from '../../access';
import type { Instant, Kind, Money } from '../../process';
import { ms } from '../instance-sql';
import { type InteractionCard, listInteractions } from '../interactions';
import { processesOf, type StoryOf } from '../story-sql';
import type { BriefedInteraction, Briefing, Promised } from './facts';

const SHOWN = { interactions: 8, planned: 5, purchases: 6 };

/** Whose interactions: a client's, those about a lead or sale, or both. */
export interface InteractionsOf {
  client: StoryOf | null;
  deal: { kind: Kind; id: string } | null;
}

/** The last interactions that somebody sees, and those that lie ahead. */
export async function briefedInteractions(
  pool: Pool,
  { client, deal }: InteractionsOf,
  sight: Sight,
  now: Instant,
): Promise<{ past: BriefedInteraction[]; planned: Promised[] }> {
  const filters = [...(client ? [{ [client.entity]: client.id }] : []), ...(deal ? [{ instance: deal.id }] : [])];
  const page = { limit: SHOWN.interactions + 20 };
  const read = await Promise.all(filters.map((filter) => listInteractions(pool, { sight, filter, page }, now)));
  const all = new Map(read.flatMap(({ items }) => items).map((one) => [one.id, one]));
  const newest = [...all.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  return {
    past: newest
      .filter(({ at }) => at <= now)
      .slice(0, SHOWN.interactions)
      .map(told),
    planned: newest
      .filter(({ at }) => at > now)
      .reverse()
      .slice(0, SHOWN.planned)
      .map(promised),
  };
}

const told = ({ id, kind, direction, at, subject, result, contact, author }: InteractionCard): BriefedInteraction => ({
  ...{ id, kind, direction, at, subject, result, contact, author },
});

const promised = ({ kind, subject, at, author }: InteractionCard): Promised => ({
  ...{ what: 'contact', kind, at, name: { en: subject, ru: subject }, light: null, who: author, deal: null },
});

/** The sales of a client that were won, as far as somebody sees them, the newest first. */
export async function purchasesOf(pool: Pool, of: StoryOf): Promise<Briefing['purchases']> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<{ number: number; title: string; amount: Money | null; closedAt: Instant | null }>(
    `SELECT w.number, w.title, ${ms('i.closed_at')} AS "closedAt",
       CASE WHEN i.amount_minor IS NOT NULL THEN jsonb_build_object('minor', i.amount_minor, 'currency', i.currency) END AS amount
     ${processesOf(of, 'sale', bind)} AND i.result = 'won' ORDER BY i.closed_at DESC, i.id DESC LIMIT ${SHOWN.purchases}`,
    values,
  );
  return rows;
}
