import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref } from '../instance-sql';
import { isFull, mayClaim } from './give';
import type { Several } from './rule';
import { readSellers } from './sellers';

/** A lead that somebody may claim: what one chooses by, and nothing by which the person could be reached. */
export interface QueuedLead {
  id: string;
  number: number;
  topic: string;
  need: string | null;
  organisation: string | null;
  source: string | null;
  region: string | null;
  country: string | null;
  industry: string | null;
  line: string | null;
  language: string | null;
  rating: string | null;
  keeper: Ref;
  startedAt: Instant;
  /** In which part of the queue it stands. */
  queue: Several;
}

/** Unclaimed, open, and still with whoever keeps the queue: one that was given on by hand stands in none. */
const STANDS = `a.queue IS NOT NULL AND a.claimed_by IS NULL AND i.open AND i.owner_id = a.owner_id`;
const FROM = 'FROM lead_assignments a JOIN process_instances i ON i.id = a.instance_id JOIN leads w ON w.id = i.id';
const RANK = `CASE i.rating WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END`;

const PARTS = [
  ['role', 'roles'],
  ['team', 'teams'],
  ['skill', 'skills'],
  ['line', 'lines'],
  ['language', 'languages'],
] as const;

/** What somebody may claim: the best rated first, then what has stood longest. */
export async function listQueue(
  pool: Pool,
  { personId, page }: { personId: string; page: PageRequest },
  now: Instant,
): Promise<Page<QueuedLead> & { total: number }> {
  const seller = (await readSellers(pool, { pools: [], now, only: personId })).get(personId);
  const question = { queue: personId };
  const start = startOf(page, question, now);
  if (!seller?.active) return { items: [], next: null, asOf: start.asOf, total: 0 };
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [STANDS, ...PARTS.map(([part, of]) => fits(part, bind(seller[of].map((one) => one.toLowerCase()))))];
  const { rows: counted } = await pool.query<{ total: number }>(
    `SELECT count(*)::int AS total ${FROM} WHERE ${where.join(' AND ')}`,
    [...values],
  );
  const [rank, at, id] = start.after;
  if (!start.first)
    where.push(`(${RANK}, i.started_at, i.id) > (${bind(rank)}::int, ${bind(at)}::timestamptz, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<QueuedLead & { rank: number; sortKey: string }>(
    `SELECT i.id, w.number, w.topic, w.need, w.organisation, w.source, w.region, w.country, w.industry, w.line, w.language, i.rating,
       jsonb_build_object('id', k.id, 'name', k.name) AS keeper, ${ms('i.started_at')} AS "startedAt", a.queue,
       ${RANK} AS rank, i.started_at::text AS "sortKey"
     ${FROM} JOIN people k ON k.id = a.owner_id WHERE ${where.join(' AND ')}
     ORDER BY ${RANK}, i.started_at, i.id LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.rank, row.sortKey, row.id]);
  const items = read.items.map(({ rank: _, sortKey: __, ...lead }) => lead);
  return { ...read, items, total: counted[0]?.total ?? 0 };
}

const fits = (part: string, all: string): string =>
  `(a.queue ->> '${part}' IS NULL OR lower(a.queue ->> '${part}') = ANY(${all}::text[]))`;

/** What came of asking for a lead. */
export type Claimed =
  | { became: 'claimed'; keeper: string }
  /** It is theirs already. */
  | { became: 'theirs' }
  | { became: 'held'; by: Ref }
  | { became: 'not for them' }
  | { became: 'full'; openLeads: number; maxOpenLeads: number }
  | { became: 'closed' }
  | { became: 'in no queue' };

interface Standing {
  open: boolean;
  owner: Ref;
  queue: Several | null;
  keeper: string | null;
  claimedBy: Ref | null;
}

/**
 * Takes a lead out of its queue for one person: of those who ask at once, one gets it. Safe to repeat. It is theirs once
 * the process has been told so.
 */
export async function claimLead(pool: Pool, leadId: string, personId: string, now: Instant): Promise<Claimed> {
  const before = await readStanding(pool, leadId);
  if (!before?.queue) return before?.owner.id === personId ? { became: 'theirs' } : { became: 'in no queue' };
  const seller = (await readSellers(pool, { pools: [], now, only: personId })).get(personId);
  if (!seller || !mayClaim(seller, before.queue)) return { became: 'not for them' };
  if (before.owner.id === personId && before.claimedBy?.id === personId) return { became: 'theirs' };
  if (isFull(seller)) return { became: 'full', openLeads: seller.openLeads, maxOpenLeads: seller.maxOpenLeads ?? 0 };
  const { rows } = await pool.query<{ keeper: string }>(
    `UPDATE lead_assignments a SET claimed_by = $2, claimed_at = coalesce(a.claimed_at, $3) FROM process_instances i
     WHERE a.instance_id = $1 AND i.id = a.instance_id AND i.open AND i.owner_id = a.owner_id
       AND (a.claimed_by IS NULL OR a.claimed_by = $2) RETURNING a.owner_id AS keeper`,
    [leadId, personId, new Date(now)],
  );
  const [taken] = rows;
  return taken ? { became: 'claimed', keeper: taken.keeper } : whyNot(await readStanding(pool, leadId), personId);
}

function whyNot(after: Standing | null, personId: string): Claimed {
  if (!after) return { became: 'in no queue' };
  if (!after.open) return { became: 'closed' };
  if (after.owner.id === personId) return { became: 'theirs' };
  const waits = after.owner.id === after.keeper;
  return { became: 'held', by: (waits ? after.claimedBy : null) ?? after.owner };
}

async function readStanding(pool: Pool, leadId: string): Promise<Standing | null> {
  const { rows } = await pool.query<Standing>(
    `SELECT i.open, jsonb_build_object('id', o.id, 'name', o.name) AS owner, a.queue, a.owner_id AS keeper,
       CASE WHEN c.id IS NULL THEN NULL ELSE jsonb_build_object('id', c.id, 'name', c.name) END AS "claimedBy"
     FROM process_instances i JOIN people o ON o.id = i.owner_id LEFT JOIN lead_assignments a ON a.instance_id = i.id
       LEFT JOIN people c ON c.id = a.claimed_by
     WHERE i.id = $1 AND i.kind = 'lead'`,
    [leadId],
  );
  return rows[0] ?? null;
}

/** Puts a lead back into its queue, as far as the queue knows: whoever keeps it has to own it again. */
export async function putBack(pool: Pool, leadId: string): Promise<void> {
  await pool.query('UPDATE lead_assignments SET claimed_by = NULL, claimed_at = NULL WHERE instance_id = $1', [leadId]);
}

/** Takes a claim back that the process refused, unless the lead is theirs by now all the same. */
export async function undoClaim(pool: Pool, leadId: string, personId: string): Promise<void> {
  await pool.query(
    `UPDATE lead_assignments SET claimed_by = NULL, claimed_at = NULL WHERE instance_id = $1 AND claimed_by = $2
       AND NOT EXISTS (SELECT 1 FROM process_instances i WHERE i.id = $1 AND i.owner_id = $2)`,
    [leadId, personId],
  );
}

/** Who keeps the queue that a lead came from; null where it came from none, or nobody has claimed it. */
export async function keeperOf(pool: Pool, leadId: string): Promise<{ keeper: string; claimedBy: string } | null> {
  const { rows } = await pool.query<{ keeper: string; claimedBy: string }>(
    `SELECT owner_id AS keeper, claimed_by AS "claimedBy" FROM lead_assignments
     WHERE instance_id = $1 AND queue IS NOT NULL AND claimed_by IS NOT NULL`,
    [leadId],
  );
  return rows[0] ?? null;
}
