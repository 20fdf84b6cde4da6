import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import type { LeadFacts } from './facts';
import { type Given, giveLead, type Looked, type Seller } from './give';
import { readDistributionInForce } from './publish';
import { type DistributionRule, poolOf } from './rule';
import { readSellers } from './sellers';

/** A new lead that is to be given to somebody. */
export interface NewLead {
  /** Its id to be: asked again for the same, the answer is the same. */
  instanceId: string;
  facts: LeadFacts;
  /** Who gets it where no rule has anybody. */
  fallback: string;
}

/** Who gets a lead. */
export interface Chosen {
  ownerId: string;
  /** It stands in a queue that the owner keeps. */
  queued: boolean;
  /** The rules that were looked at; null where none are in force, and it is the fallback's. */
  why: readonly Looked[] | null;
}

/**
 * Who gets a new lead by the rules in force, written down under the lead's id. Safe to repeat, and even when many ask at once:
 * one after the other chooses, and sees what the others were given.
 * @throws what the database throws
 */
export async function chooseOwner(pool: Pool, asked: NewLead & { now: Instant }): Promise<Chosen> {
  const [chosen] = await chooseOwners(pool, [asked], asked.now);
  if (!chosen) throw new Error(`Nobody was chosen for the lead ${asked.instanceId}.`);
  return chosen;
}

/** The same for many leads at once, in their order: for what comes in bulk. */
export async function chooseOwners(pool: Pool, asked: readonly NewLead[], now: Instant): Promise<Chosen[]> {
  const inForce = await readDistributionInForce(pool);
  if (!inForce || inForce.rules.length === 0) {
    const known = await readAssigned(pool, asked);
    return asked.map(({ instanceId, fallback }) => known.get(instanceId) ?? nobodyAsked(fallback));
  }
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(3, 1)');
    const known = await readAssigned(client, asked);
    const fresh = asked.filter(({ instanceId }) => !known.has(instanceId));
    if (fresh.length > 0) await give(client, inForce, fresh, now, known);
    return asked.map(({ instanceId, fallback }) => known.get(instanceId) ?? nobodyAsked(fallback));
  });
}

const nobodyAsked = (ownerId: string): Chosen => ({ ownerId, queued: false, why: null });

async function give(
  client: PoolClient,
  { n, rules }: { n: number; rules: readonly DistributionRule[] },
  fresh: readonly NewLead[],
  now: Instant,
  known: Map<string, Chosen>,
): Promise<void> {
  const sellers = await readSellers(client, { pools: poolsOf(rules), now });
  const products = await productKeys(client, fresh);
  const rows = [];
  let turn = Math.max(0, ...[...sellers.values()].flatMap((one) => Object.values(one.turns)));
  for (const { instanceId, facts, fallback } of fresh) {
    if (known.has(instanceId)) continue;
    const product = facts.product ?? products.get(facts.productId ?? '');
    const given = giveLead(rules, sellers, { ...facts, product }, fallback);
    turn += 1;
    takeNote(sellers, given, turn);
    known.set(instanceId, { ownerId: given.ownerId, queued: given.queue !== null, why: given.looked });
    rows.push({ instanceId, n, ...given });
  }
  await client.query(INSERT, [JSON.stringify(rows)]);
}

async function productKeys(client: PoolClient, leads: readonly NewLead[]): Promise<Map<string, string>> {
  const ids = leads.flatMap(({ facts }) => (facts.product === undefined ? (facts.productId ?? []) : []));
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; key: string }>('SELECT id, key FROM products WHERE id = ANY($1)', [
    ids,
  ]);
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/** The pools whose turns the rules ask for. */
export const poolsOf = (rules: readonly DistributionRule[]): string[] => [
  ...new Set(rules.flatMap((rule) => poolOf(rule) ?? [])),
];

/** What the next lead of the same batch is to see. */
function takeNote(sellers: Map<string, Seller>, { ownerId, pool, queue }: Given, turn: number): void {
  const seller = sellers.get(ownerId);
  if (!seller || queue !== null) return;
  const turns = pool === null ? seller.turns : { ...seller.turns, [pool]: turn };
  sellers.set(ownerId, { ...seller, openLeads: seller.openLeads + 1, turns });
}

/** In their order, so that the sequence gives them rising turns. */
const INSERT = `
  INSERT INTO lead_assignments (instance_id, distribution, rule, pool, owner_id, queue, why, assigned_at)
  SELECT (r ->> 'instanceId')::uuid, (r ->> 'n')::int, (r ->> 'rule')::int, r ->> 'pool', (r ->> 'ownerId')::uuid,
    nullif(r -> 'queue', 'null'), r -> 'looked', clock_timestamp()
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (r, n) ORDER BY n`;

async function readAssigned(db: Pick<Pool, 'query'>, asked: readonly NewLead[]): Promise<Map<string, Chosen>> {
  const { rows } = await db.query<Chosen & { id: string }>(
    `SELECT instance_id AS id, owner_id AS "ownerId", queue IS NOT NULL AS queued, why
     FROM lead_assignments WHERE instance_id = ANY($1)`,
    [asked.map(({ instanceId }) => instanceId)],
  );
  return new Map(rows.map(({ id, ...chosen }) => [id, chosen]));
}

/** Whom rules would give a lead to now. Nothing is written, and nobody's turn is taken. */
export async function tryDistribution(
  pool: Pool,
  rules: readonly DistributionRule[],
  { facts, fallback, now }: Omit<NewLead, 'instanceId'> & { now: Instant },
): Promise<Given> {
  return giveLead(rules, await readSellers(pool, { pools: poolsOf(rules), now }), facts, fallback);
}
