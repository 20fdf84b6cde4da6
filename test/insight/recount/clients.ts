import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import { type Attribute, listAttributes, type Question, readClientGroups } from '../../../src/insight';
import { type Deals, sumOf } from './deals';

/** The whole card of an organisation, as its plain row has it. */
type Card = Record<string, string | number | null> & { id: string; custom: Record<string, unknown> | null };

const size = (employees: number | null): string => {
  if (employees === null) return '';
  const [least] = [1000, 250, 50, 10].filter((from) => employees >= from);
  return least === undefined ? '1-9' : ({ 1000: '1000+', 250: '250-999', 50: '50-249', 10: '10-49' }[least] ?? '');
};

/** What an organisation has of an attribute. */
function valuesOf(card: Card, key: string, ticked: ReadonlyMap<string, string[]>, has: ReadonlyMap<string, string>) {
  if (key === 'ticked') return ticked.get(card.id) ?? [''];
  if (key === 'size') return [size(card.employees as number | null)];
  const [what, name = ''] = key.split(/:(.*)/);
  if (what === 'custom') return [String(card.custom?.[name] ?? '')];
  if (what === 'property') return [has.get(`${card.id} ${name}`) ?? ''];
  const column = { account: 'id', curator: 'owner_id', holding: 'holding_id' }[key] ?? key;
  return [String(card[column] ?? '')];
}

/** Holds organisations by every attribute there is against a recount of what they bought in a period, and of what is open. */
export async function clientsHold(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  period: { from: number; until: number; zone: string },
): Promise<{ attributes: number; buyers: number }> {
  const { rows: cards } = await pool.query<Card>('SELECT * FROM accounts WHERE merged_into IS NULL');
  const { rows: ticks } = await pool.query<{ id: string; all: string[] }>(
    'SELECT account_id AS id, array_agg(category) AS all FROM record_categories WHERE account_id IS NOT NULL GROUP BY 1',
  );
  const { rows: properties } = await pool.query<{ id: string; value: string }>(
    `SELECT account_id || ' ' || property AS id, value FROM record_properties WHERE account_id IS NOT NULL`,
  );
  const ticked = new Map(ticks.map(({ id, all }) => [id, all]));
  const has = new Map(properties.map(({ id, value }) => [id, value]));
  const attributes = await listAttributes(pool);
  let buyers = 0;
  for (const attribute of attributes as Attribute[]) {
    const asking = { question: asked({ period }), sight: SEES_ALL, attribute, limit: 1000 };
    const { items } = await readClientGroups(pool, asking);
    const groups = new Map<string, Card[]>();
    for (const card of cards)
      for (const value of valuesOf(card, attribute.key, ticked, has))
        groups.set(value, [...(groups.get(value) ?? []), card]);
    const told = [...groups].map(([value, mine]) => {
      const ids = new Set(mine.map(({ id }) => id));
      const theirs = deals.sales.filter(({ account }) => account !== null && ids.has(account));
      const won = theirs.filter(
        ({ result, closedAt }) => result === 'won' && (closedAt ?? 0) >= period.from && (closedAt ?? 0) < period.until,
      );
      return {
        ...{ value, clients: mine.length, buyers: new Set(won.map(({ account }) => account)).size },
        ...{ won: sumOf(won), open: sumOf(theirs.filter(({ closedAt }) => closedAt === null)) },
        lastWonAt: won.length === 0 ? null : Math.max(...won.map(({ closedAt }) => closedAt ?? 0)),
      };
    });
    buyers += told.reduce((all, one) => all + one.buyers, 0);
    const named = (rows: readonly { value: string }[]) => Object.fromEntries(rows.map((row) => [row.value, row]));
    expect([attribute.key, named(items.map(({ label: _, ...item }) => item))]).toEqual([attribute.key, named(told)]);
    const worth = items.map(({ won }) => won.minor);
    expect(worth).toEqual([...worth].sort((a, b) => b - a));
  }
  return { attributes: attributes.length, buyers };
}
