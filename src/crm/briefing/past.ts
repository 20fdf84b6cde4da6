import type { Pool } from 'pg';
import type { Bind, Sight } from '../../access';
import type { Instant, Kind, Money } from '../../process';
import { ms } from '../instance-sql';
import { type InteractionCard, listInteractions } from '../interactions';
import { processesOf, type StoryOf } from '../story-sql';
import type { BriefedDeal, BriefedInteraction, Briefing, Promised } from './facts';

const SHOWN = { interactions: 8, planned: 5, cases: 5, purchases: 6 };

/** Whose interactions: a client's, those about a lead or sale, or both. */
export interface InteractionsOf {
  client: StoryOf | null;
  deal: { kind: Kind; id: string } | null;
}

/** The last interactions that were held, as far as somebody sees them, open questions to support, and what is planned. */
export async function briefedInteractions(
  pool: Pool,
  of: InteractionsOf,
  sight: Sight,
  now: Instant,
): Promise<{ past: BriefedInteraction[]; cases: BriefedInteraction[]; planned: InteractionCard[] }> {
  const [past, cases, planned] = await Promise.all([
    read(pool, of, sight, now, { status: 'held', order: 'newest', limit: SHOWN.interactions }),
    read(pool, of, sight, now, { status: 'held', unsolved: true, order: 'newest', limit: SHOWN.cases }),
    read(pool, of, sight, now, { status: 'planned', order: 'soonest', limit: SHOWN.planned }),
  ]);
  return { past: past.map(told), cases: cases.map(told), planned };
}

async function read(
  pool: Pool,
  { client, deal }: InteractionsOf,
  sight: Sight,
  now: Instant,
  { limit, ...which }: { status: 'held' | 'planned'; unsolved?: true; order: 'newest' | 'soonest'; limit: number },
): Promise<InteractionCard[]> {
  const whose = [...(client ? [{ [client.entity]: client.id }] : []), ...(deal ? [{ instance: deal.id }] : [])];
  const pages = await Promise.all(
    whose.map((one) => listInteractions(pool, { sight, filter: { ...one, ...which }, page: { limit } }, now)),
  );
  // What is about the deal and with its client stands in both.
  const all = new Map(pages.flatMap(({ items }) => items).map((one) => [one.id, one]));
  const sign = which.order === 'newest' ? -1 : 1;
  return [...all.values()].sort((a, b) => sign * (a.at - b.at || (a.id < b.id ? -1 : 1))).slice(0, limit);
}

const told = ({ id, kind, direction, at, subject, result, contact, author }: InteractionCard): BriefedInteraction => ({
  ...{ id, kind, direction, at, subject, result, contact, author },
});

/** What planned contacts promise; those about one of these deals name it. */
export const promisedContacts = (planned: readonly InteractionCard[], deals: readonly BriefedDeal[]): Promised[] =>
  planned.map(({ kind, subject, at, responsible, instanceId }) => {
    const deal = deals.find(({ id }) => id === instanceId);
    return {
      ...{ what: 'contact' as const, kind, at, name: { en: subject, ru: subject }, light: null, who: responsible },
      deal: deal ? { id: deal.id, kind: deal.kind, number: deal.number, name: deal.name } : null,
    };
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
