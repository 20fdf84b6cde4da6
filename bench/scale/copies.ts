import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import type { Pool } from '../../src/platform/database';
import { type Company, REPS, STEP, TEAMS } from './company';
import { type Copy, cast, MOVED_ID_SQL, type Mould, moneySql } from './places';
import { EVENT, type Shape } from './templates';

/** So many deals are copied by one statement. */
const CHUNK = 10_000;
/** Statements that run beside each other: one a core of what the figures are for. */
const ABREAST = 2;
/** Back from its template's own time, a copy goes up to so many weeks. */
const WEEKS_BACK = 118;
/** Of all sales so many are open, and of those of one process that one rep has. */
const OPEN = 0.1;
const FIRST_REPS = 0.25;
const WEEK_MS = 7 * 24 * 3_600_000;

/** A database that is being filled. */
export interface Filling {
  pool: Pool;
  company: Company;
  moulds: ReadonlyMap<string, Mould>;
  sales: number;
  leads: number;
  shape: Shape;
  say(line: string): void;
}

/** Tables that are filled, with how their rows are made of a template's. Rows lie in the order in which they came to be. */
const TABLES = [
  'process_instances',
  'process_events',
  'tasks',
  'deadlines',
  'stage_visits',
  'deal_history',
  'sales',
  'leads',
];

/**
 * Fills the tables with copies of the templates: each at a time of its own (moved by whole weeks, so that working time stays what it
 * was), with an owner, ids and money of its own. What follows from events is what the triggers made of the template's, moved with them.
 * One that is open stays at its template's time: else more would have fallen due since.
 */
export async function fillWithCopies(filling: Filling): Promise<void> {
  const { pool, sales, say } = filling;
  const step = async (what: string, work: () => Promise<unknown>) => {
    const began = Date.now();
    await work();
    say(`  ${what}: ${Math.round((Date.now() - began) / 1000)} s`);
  };
  await pool.query(FUNCTIONS);
  await pool.query(MOVED_ID_SQL);
  await step('who is copied, when and to whom', () => planCopies(filling));
  const indexes = await dropIndexes(pool);
  await step('clients', () => writeClients(pool, sales));
  await step('events', () => copyEvents(filling));
  for (const [what, sql] of Object.entries(WHOLE)) await step(what, () => loading(pool, (client) => client.query(sql)));
  await step('what is open', () => pool.query('SELECT lay_out_open_deals()'));
  await step('indexes', () => makeIndexes(pool, indexes));
  await step('statistics', () => pool.query('VACUUM (ANALYZE, PARALLEL 2)'));
}

/** What `n` is of: chance that repeats itself, from 0 to 1. */
const FUNCTIONS = `
  CREATE OR REPLACE FUNCTION bench_chance(n bigint, what text) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashtextextended(what, n) & 2147483647) / 2147483648.0 $$;`;

async function planCopies({ pool, company, sales, leads, shape }: Filling): Promise<void> {
  await pool.query(`CREATE UNLOGGED TABLE bench_copies (copy bigint, id uuid, template_id uuid, shift_ms bigint, shift interval, step int,
    factor float8, started_at timestamptz)`);
  await pool.query(`CREATE UNLOGGED TABLE bench_people AS SELECT $1::uuid[] AS reps, $2::uuid[] AS managers`, [
    company.reps,
    company.managers,
  ]);
  const plan = (kind: string, count: number, openShare: number, first: number) =>
    loading(pool, (client) => client.query(PLAN, [kind, count, openShare, first, shape === 'page' ? FIRST_REPS : 0]));
  await pool.query(`CREATE UNLOGGED TABLE bench_planned (LIKE bench_copies)`);
  await plan('sale', sales, shape === 'page' ? 1 : OPEN, 0);
  if (leads > 0) await plan('lead', leads, 1, sales);
  // The order of beginning is the order of the rows.
  await pool.query(`INSERT INTO bench_copies SELECT n, bench_id(template_id, shift_ms, n)::uuid, template_id, shift_ms, shift, step, factor, started_at
    FROM (SELECT *, row_number() OVER (ORDER BY started_at, copy) AS n FROM bench_planned) p ORDER BY n`);
  await pool.query(
    'ALTER TABLE bench_copies ADD PRIMARY KEY (copy); ANALYZE bench_copies, bench_amounts, bench_templates',
  );
}

const PLAN = `
  WITH t AS MATERIALIZED (SELECT b.id, b.open, i.started_at, i.closed_at, array_position(w.reps, i.owner_id) - 1 AS rep, row_number() OVER (PARTITION BY b.open ORDER BY b.n) - 1 AS nth
    FROM bench_templates b JOIN process_instances i ON i.id = b.id CROSS JOIN bench_people w WHERE b.kind = $1),
  m AS MATERIALIZED (SELECT open, count(*) AS many FROM t GROUP BY 1),
  o AS (SELECT $4::bigint + n AS copy, bench_chance(n, 'open' || $1) < $3::float8 AS open FROM generate_series(1, $2::bigint) n),
  c AS MATERIALIZED (SELECT o.copy, o.open, floor(bench_chance(o.copy, 'which') * m.many)::bigint AS nth FROM o JOIN m ON m.open = o.open),
  p AS (SELECT c.copy, t.id AS template, t.rep, t.started_at, CASE WHEN t.open THEN 0
      ELSE ((floor(extract(epoch FROM now() - t.closed_at) / 604800) - floor(sqrt(bench_chance(c.copy, 'when')) * -${WEEKS_BACK} + ${WEEKS_BACK}))) END::bigint AS weeks
    FROM c JOIN t ON t.open = c.open AND t.nth = c.nth)
  INSERT INTO bench_planned SELECT copy, NULL, template, weeks * ${WEEK_MS}, make_interval(days => (weeks * 7)::int),
    CASE WHEN bench_chance(copy, 'first') < $5::float8 THEN ${REPS} - rep ELSE (floor(bench_chance(copy, 'whom') * ${REPS / STEP}))::int * ${STEP} END,
    exp(sqrt(-2 * ln(1 - bench_chance(copy, 'a'))) * cos(2 * pi() * bench_chance(copy, 'b')) * 1.3), started_at + make_interval(days => (weeks * 7)::int) FROM p`;

const money = (minor: string): string => moneySql(minor, 'c.factor');
const rep = (column: string): string => `w.reps[1 + (array_position(w.reps, ${column}) - 1 + c.step) % ${REPS}]`;
const moved = (columns: string, of: string): string =>
  columns
    .split(' ')
    .map((column) => `${of}.${column} + c.shift`)
    .join(', ');
/** By the rate of today, as the deal itself would have been. */
const base = (minor: string, currency: string): string =>
  `CASE WHEN ${minor} IS NULL THEN 0 ELSE round(${money(minor)} * (CASE ${currency} WHEN 'EUR' THEN 94 WHEN 'USD' THEN 81 ELSE 1 END))::bigint END`;

const WHOLE: Readonly<Record<string, string>> = {
  deals: `INSERT INTO process_instances (id, kind, version_id, state, open, result, owner_id, seq, snapshot, started_at, entered_at, closed_at,
      planned_for, wait_until, wait_reason, due_soon_at, due_at, escalate_at, next_task_due_at, open_tasks, amount_minor, currency,
      amount_base_minor, probability_pct, decision_on, rating, engine, updated_at)
    SELECT c.id, i.kind, i.version_id, i.state, i.open, i.result, ${rep('i.owner_id')}, i.seq, p.snapshot,
      ${moved('started_at entered_at closed_at planned_for wait_until', 'i')}, i.wait_reason,
      ${moved('due_soon_at due_at escalate_at next_task_due_at', 'i')}, i.open_tasks, ${money('e.minor')}, e.currency, ${base('e.minor', 'e.currency')},
      i.probability_pct, (i.decision_on + c.shift)::date, i.rating, CASE WHEN i.open THEN 'pending' ELSE 'none' END, i.updated_at + c.shift
    FROM bench_copies c JOIN process_instances i ON i.id = c.template_id JOIN bench_amounts e ON e.template_id = c.template_id AND e.seq = i.seq
      JOIN process_events p ON p.instance_id = c.id AND p.seq = i.seq CROSS JOIN bench_people w ORDER BY c.copy`,
  tasks: `INSERT INTO tasks (id, instance_id, key, task, title, stage, assignee_id, queue_role, queue_team, status, outcome, opened_at, due_soon_at,
      due_at, ended_at)
    SELECT bench_id(t.id, c.shift_ms, c.copy)::uuid, c.id,
      CASE WHEN t.key ~ '-7[0-9a-f]{3}-' THEN bench_id(t.key::uuid, c.shift_ms, c.copy) ELSE t.key END, t.task, t.title, t.stage,
      coalesce(${rep('t.assignee_id')}, w.managers[1 + (array_position(w.managers, t.assignee_id) - 1 + c.step) % ${TEAMS}]), t.queue_role,
      t.queue_team, t.status, t.outcome, ${moved('opened_at due_soon_at due_at ended_at', 't')}
    FROM bench_copies c JOIN tasks t ON t.instance_id = c.template_id CROSS JOIN bench_people w ORDER BY t.opened_at + c.shift`,
  deadlines: `INSERT INTO deadlines (instance_id, key, subject, kind, at)
    SELECT c.id, d.key, d.subject, d.kind, d.at FROM bench_copies c JOIN deadlines d ON d.instance_id = c.template_id ORDER BY c.copy`,
  'visits of stages': `INSERT INTO stage_visits (instance_id, n, kind, version_id, state, owner_id, entered_at, came_from, came_how, again, left_at,
      left_how, left_what, left_to, planned_for, due_at, wait_ms, client_ms, outside_ms, queue_ms, held_ms, idle_ms, handovers, mode, since)
    SELECT c.id, v.n, v.kind, v.version_id, v.state, ${rep('v.owner_id')}, v.entered_at + c.shift, v.came_from, v.came_how, v.again,
      v.left_at + c.shift, v.left_how, v.left_what, v.left_to, ${moved('planned_for due_at', 'v')}, v.wait_ms, v.client_ms, v.outside_ms, v.queue_ms,
      v.held_ms, v.idle_ms, v.handovers, v.mode, v.since + c.shift
    FROM bench_copies c JOIN stage_visits v ON v.instance_id = c.template_id CROSS JOIN bench_people w ORDER BY v.entered_at + c.shift`,
  'how deals stood': `INSERT INTO deal_history (instance_id, seq, kind, at, until, version_id, state, open, result, owner_id, amount_base_minor,
      decision_on, planned_for, pushes)
    SELECT c.id, h.seq, h.kind, h.at + c.shift, h.until + c.shift, h.version_id, h.state, h.open, h.result, ${rep('h.owner_id')},
      ${base('e.minor', 'e.currency')}, (h.decision_on + c.shift)::date, h.planned_for + c.shift, h.pushes
    FROM bench_copies c JOIN deal_history h ON h.instance_id = c.template_id JOIN bench_amounts e ON e.template_id = h.instance_id AND e.seq = h.seq
      CROSS JOIN bench_people w ORDER BY h.at + c.shift`,
  cards: `INSERT INTO sales (id, title, account_id, product_id, source, created_by, created_at, line)
    SELECT c.id, 'Sale ' || c.copy, a.id,
      (SELECT p.ids[1 + floor(bench_chance(c.copy, 'ware') ^ 2 * cardinality(p.ids))::int] FROM bench_wares p),
      (ARRAY['website', 'exhibition', 'referral', 'partner', 'campaign', NULL])[1 + floor(bench_chance(c.copy, 'source') * 6)::int],
      CASE WHEN bench_chance(c.copy, 'noted') < 0.9 THEN i.owner_id ELSE (SELECT reps[1 + floor(bench_chance(c.copy, 'noter') * ${REPS})::int] FROM bench_people) END,
      i.started_at, (ARRAY['machines', 'service', 'parts', 'software', NULL])[1 + floor(bench_chance(c.copy, 'line') ^ 1.5 * 5)::int]
    FROM bench_copies c JOIN process_instances i ON i.id = c.id
      JOIN bench_clients a ON a.n = 1 + floor(bench_chance(c.copy, 'client') * (SELECT many FROM bench_clients LIMIT 1))::bigint WHERE i.kind = 'sale' ORDER BY c.copy`,
  'cards of leads': `INSERT INTO leads (id, topic, person_name, source, created_by, created_at, line)
    SELECT c.id, 'Lead ' || c.copy, 'Person ' || c.copy, (ARRAY['website', 'exhibition', 'referral', 'partner', 'campaign'])[1 + floor(bench_chance(c.copy, 'source') * 5)::int],
      i.owner_id, i.started_at, (ARRAY['machines', 'service', 'parts', 'software', NULL])[1 + floor(bench_chance(c.copy, 'line') * 5)::int]
    FROM bench_copies c JOIN process_instances i ON i.id = c.id WHERE i.kind = 'lead' ORDER BY c.copy`,
};

async function writeClients(pool: Pool, sales: number): Promise<void> {
  const statements = [
    `INSERT INTO accounts (id, name, region, owner_id)
     SELECT gen_random_uuid(), 'Client ' || n, (ARRAY['north', 'south', 'east', 'west', NULL])[1 + n % 5], w.reps[1 + n % ${REPS}]
     FROM generate_series(1, ${Math.max(50, Math.round(sales / 20))}) n CROSS JOIN bench_people w`,
    `CREATE UNLOGGED TABLE bench_clients AS SELECT row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS many, id FROM accounts`,
    `CREATE UNLOGGED TABLE bench_wares AS SELECT array_agg(id) AS ids FROM products`,
  ];
  await loading(pool, async (client) => {
    for (const sql of statements) await client.query(sql);
  });
}

/** Work in a session of its own, without triggers: what they keep is copied too. */
async function loading(pool: Pool, work: (client: PoolClient) => Promise<unknown>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB';
      SET enable_nestloop = off; SET enable_mergejoin = off; SET max_parallel_workers_per_gather = 0; SET maintenance_work_mem = '1GB'`);
    await work(client);
  } finally {
    client.release(true);
  }
}

/** Events are most of the bytes: they are cast here, and go in by COPY, two streams of them beside each other. */
async function copyEvents({ pool, moulds, sales, leads }: Filling): Promise<void> {
  const firsts = Array.from({ length: Math.ceil((sales + leads) / CHUNK) }, (_, n) => n * CHUNK).values();
  const worker = async () => {
    for (const first of firsts) {
      const { rows } = await pool.query<Copy & { template: string }>(
        `SELECT copy::int, template_id AS template, shift_ms::float8 AS "shiftMs", step, factor FROM bench_copies WHERE copy > $1 AND copy <= $2 ORDER BY copy`,
        [first, first + CHUNK],
      );
      await loading(pool, async (client) => {
        await pipeline(
          Readable.from(lines(rows, moulds)),
          client.query(from(`COPY process_events (${EVENT}) FROM STDIN`)),
        );
      });
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, worker));
}

/** So many characters go to the server at a time. */
const SENT = 512 * 1024;

function* lines(
  copies: readonly (Copy & { template: string })[],
  moulds: ReadonlyMap<string, Mould>,
): Generator<Buffer> {
  let text = '';
  for (const copy of copies) {
    const mould = moulds.get(copy.template);
    if (mould) text += cast(mould, copy);
    if (text.length < SENT) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text) yield Buffer.from(text);
}

interface Index {
  name: string;
  sql: string;
}

/** Takes the indexes that hold nothing together off the tables that are filled; they are made again at the end. */
async function dropIndexes(pool: Pool): Promise<Index[]> {
  const { rows } = await pool.query<Index>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS sql FROM pg_index i
     WHERE i.indrelid::regclass::text = ANY($1) AND NOT i.indisunique`,
    [TABLES],
  );
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`);
  return rows;
}

async function makeIndexes(pool: Pool, indexes: readonly Index[]): Promise<void> {
  const left = indexes.values();
  const worker = async () => {
    for (const { sql } of left) await loading(pool, (client) => client.query(sql));
  };
  await Promise.all(Array.from({ length: ABREAST }, worker));
}
