import type { Pool } from 'pg';
import { visitsOf } from './funnel';
import { type Logged, worthOf } from './log';

/** What a report may be parted by. */
export const PARTS = ['owner', 'team', 'process', 'version', 'stage', 'source', 'product', 'region', 'line'] as const;
export type Part = (typeof PARTS)[number];

/** A lead or sale as the last line of its log has it; money in kopecks, times in milliseconds. */
export interface Told {
  id: string;
  kind: 'lead' | 'sale';
  log: readonly Logged[];
  owner: string;
  state: string;
  began: number;
  closedAt: number | null;
  /** Null: open. */
  result: string | null;
  minor: number;
  parts: Record<Part, string[]>;
  account: string | null;
  contact: string | null;
  sale: string | null;
}

/** What no event says: what stands on cards, who is in which team, and what stages are by their definitions. */
export interface Deals {
  sales: Told[];
  leads: Told[];
  /** Per cent by version and stage. */
  chances: ReadonlyMap<string, number>;
}

/** Each deal, by its log; its card, its owner's teams and its version as plain rows have them. */
export async function dealsOf(pool: Pool, log: ReadonlyMap<string, readonly Logged[]>): Promise<Deals> {
  const cards = await byId<Card>(
    pool,
    `SELECT w.*, v.key || '@' || v.version AS version FROM (
       SELECT s.id, s.source, s.product_id AS product, a.region, s.line, s.account_id AS account, s.contact_id AS contact, NULL::uuid AS sale
       FROM sales s LEFT JOIN accounts a ON a.id = s.account_id
       UNION ALL SELECT l.id, l.source, l.product_id, coalesce(l.region, a.region), l.line, l.account_id, l.contact_id, l.sale_id
       FROM leads l LEFT JOIN accounts a ON a.id = l.account_id) w
     JOIN process_instances i ON i.id = w.id JOIN process_versions v ON v.id = i.version_id`,
  );
  const teams = await byId<{ id: string; teams: string[] }>(
    pool,
    'SELECT m.person_id AS id, array_agg(t.key) AS teams FROM team_members m JOIN teams t ON t.id = m.team_id GROUP BY 1',
  );
  const defined = await byId<Defined>(pool, `SELECT key || '@' || version AS id, definition FROM process_versions`);
  const told = [...log].flatMap(([id, deal]): Told[] => {
    const [card, last] = [cards.get(id), deal.at(-1)];
    if (!card || !last) return [];
    const closed = defined.get(card.version)?.definition.closed[last.to.replace(/^closed\./, '')];
    const { owner } = last.then;
    const { account, contact, sale, version } = card;
    const one = (value: string | null) => [value ?? ''];
    return [
      {
        ...{ id, kind: last.kind, log: deal, owner, state: last.to, began: deal[0]?.at ?? 0, account, contact, sale },
        closedAt: last.to.startsWith('closed.') ? (visitsOf(deal).at(-1)?.from ?? 0) : null,
        result: last.to.startsWith('closed.') ? (closed?.result ?? '') : null,
        minor: worthOf(last),
        parts: {
          ...{ owner: [owner], team: teams.get(owner)?.teams ?? [''], process: [last.process], version: [version] },
          ...{ stage: [last.to], source: one(card.source), product: one(card.product) },
          ...{ region: one(card.region), line: one(card.line) },
        },
      },
    ];
  });
  const chances = [...defined].flatMap(([version, { definition }]) =>
    Object.entries(definition.stages).map(([stage, one]) => [`${version} ${stage}`, one.probabilityPct ?? 0] as const),
  );
  return {
    sales: told.filter(({ kind }) => kind === 'sale'),
    leads: told.filter(({ kind }) => kind === 'lead'),
    chances: new Map(chances),
  };
}

interface Card {
  id: string;
  source: string | null;
  product: string | null;
  region: string | null;
  line: string | null;
  account: string | null;
  contact: string | null;
  sale: string | null;
  version: string;
}

interface Defined {
  id: string;
  definition: {
    stages: Record<string, { probabilityPct: number | null }>;
    closed: Record<string, { result: string }>;
  };
}

async function byId<T extends { id: string }>(pool: Pool, sql: string): Promise<Map<string, T>> {
  const { rows } = await pool.query<T>(sql);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Deals by what they are parted by; who is in two teams counts in both. */
export function partedBy(deals: readonly Told[], by: Part | null): Map<string, Told[]> {
  const found = new Map<string, Told[]>();
  for (const deal of deals)
    for (const key of by === null ? [''] : deal.parts[by]) {
      const those = found.get(key);
      if (those) those.push(deal);
      else found.set(key, [deal]);
    }
  return found;
}

export const sumOf = (deals: readonly Told[]): { count: number; minor: number } => ({
  count: deals.length,
  minor: deals.reduce((all, { minor }) => all + minor, 0),
});
