import type { Pool } from 'pg';

/** One decision as the event log has it: all that a recount knows. */
export interface Logged {
  deal: string;
  kind: 'lead' | 'sale';
  process: string;
  seq: number;
  type: string;
  at: number;
  from: string | null;
  to: string;
  /** The snapshot that was stored with it. */
  // biome-ignore lint/suspicious/noExplicitAny: a recount looks into what the log says, and knows none of the product's types
  then: any;
  /** The command, as it was asked. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  asked: any;
  rates: Readonly<Record<string, number>>;
}

/** The whole event log, deal by deal, each in order, with the rates of the day. Nothing else of the database is read. */
export async function eventLog(pool: Pool): Promise<Map<string, Logged[]>> {
  const { rows } = await pool.query<Logged>(
    `SELECT e.instance_id AS deal, i.kind, v.key AS process, e.seq, e.type, (extract(epoch FROM e.at) * 1000)::float8 AS at,
       e.from_state AS "from", e.to_state AS "to", e.snapshot AS "then", e.command AS asked
     FROM process_events e JOIN process_instances i ON i.id = e.instance_id JOIN process_versions v ON v.id = i.version_id
     ORDER BY e.instance_id, e.seq`,
  );
  const { rows: known } = await pool.query<{ currency: string; rate: number }>(
    `SELECT DISTINCT ON (currency) currency, rate::float8 FROM exchange_rates WHERE "from" <= current_date ORDER BY currency, "from" DESC`,
  );
  const rates = Object.fromEntries(known.map(({ currency, rate }) => [currency, rate]));
  const deals = new Map<string, Logged[]>();
  for (const row of rows) deals.set(row.deal, [...(deals.get(row.deal) ?? []), { ...row, rates }]);
  return deals;
}

/** The same figure whatever it comes out of: a number of deals, and their money in minor units. */
export interface Sum {
  count: number;
  minor: number;
}

export const sumOf = (those: readonly number[]): Sum => ({
  count: those.length,
  minor: those.reduce((a, b) => a + b, 0),
});

/** Money of a decision in minor units of the base currency, by the rates that the log was read with. */
export const worthOf = ({ then, rates }: Logged): number => {
  const amount = then.fields?.amount;
  if (!amount) return 0;
  const rate = amount.currency === 'RUB' ? 1 : rates[amount.currency];
  return rate === undefined ? 0 : Math.round(amount.minor * rate);
};

export const isClosed = (state: string): boolean => state.startsWith('closed.');
