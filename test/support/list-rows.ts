import type { Pool } from '../../src/platform/database';
import type { Site } from './page';

/** What the sample company has none of, so that each list holds something. */
export async function oneOfEach(site: Site, owner: Pool, person: string): Promise<void> {
  const sale = await site.aSale(person, { title: 'Only of its kind' });
  const both = '{"en": "Only", "ru": "Одно"}';
  const named = (table: string, columns: string, values: string) =>
    owner.query(`INSERT INTO ${table} (${columns}) VALUES (${values}) ON CONFLICT DO NOTHING`);
  const rule = (await owner.query('SELECT gen_random_uuid() AS id')).rows[0].id;
  const settings = '{"kind": "queue grows", "process": "standard-lead", "stage": "new", "atLeast": 5}';
  await named(
    'notifications',
    'id, person_id, instance_id, code, subject, at',
    `gen_random_uuid(), '${person}', '${sale.id}', 'TaskDue', 'x', now()`,
  );
  await named(
    'imports',
    'id, kind, file_hash, file_name, mapping, status, started_at',
    `gen_random_uuid(), 'lead', 'x', 'only.csv', '{}', 'done', now()`,
  );
  await named(
    'duplicate_pairs',
    'entity, left_id, right_id, score, reasons, found_at',
    `'account', (SELECT id FROM accounts ORDER BY id LIMIT 1), (SELECT id FROM accounts ORDER BY id OFFSET 1 LIMIT 1), 0.9, '[]', now()`,
  );
  await named(
    'alert_rules',
    'id, name, kind, settings, changed_by, changed_at',
    `'${rule}', '${both}', 'queue grows', '${settings}', '${person}', now()`,
  );
  await named('alerts', 'id, rule_id, thing, detail, raised_at', `gen_random_uuid(), '${rule}', 'x', '{}', now()`);
  await named(
    'saved_reports',
    'id, report, name, owner_id, created_at, updated_at',
    `gen_random_uuid(), 'funnel', 'Only', '${person}', now(), now()`,
  );
  await named('account_lists', 'id, name, owner_id', `gen_random_uuid(), 'Only', '${person}'`);
  await named('custom_fields', 'entity, key, type, name', `'lead', 'only', 'text', '${both}'`);
  await named(
    'lead_assignments',
    'instance_id, distribution, owner_id, queue, why',
    `(SELECT id FROM process_instances WHERE kind = 'lead' AND open ORDER BY id LIMIT 1), 1, (SELECT owner_id FROM process_instances WHERE kind = 'lead' AND open ORDER BY id LIMIT 1), '{"role": "rep"}', '{}'`,
  );
}

/** So many rows a long list has. */
export const MANY = 10_000;
const nthOf = (kind: '8' | '9' | 'a') => `('00000000-0000-4000-${kind}000-' || lpad(n::text, 12, '0'))::uuid`;
const nth = nthOf('8');
const nthLead = nthOf('9');
const nthClient = nthOf('a');
const named = `lpad(n::text, 5, '0')`;
/** The rest of a row as another has it. */
const copies = (table: string, of: string, changes: string) =>
  `INSERT INTO ${table} SELECT (made).* FROM (SELECT jsonb_populate_record(t, jsonb_build_object(${changes})) AS made
     FROM ${table} t, generate_series(1, ${MANY}) n WHERE t.id = '${of}') x`;

/**
 * Ten thousand sales over their limit, the odd ones of `person`, the dearest first; as many notices and alerts of them, imports, rows of
 * the first import, of which every fifth was rejected, leads that wait to be claimed, and pairs that may be doubles, of which every fifth
 * was told apart.
 */
export async function tenThousandOfEach(owner: Pool, person: string): Promise<void> {
  const late = `SELECT id FROM open_deals WHERE kind = 'sale' AND due_at < now() ORDER BY due_at LIMIT 1`;
  const of: string = (await owner.query(late)).rows[0].id;
  const account: string = (await owner.query('SELECT id FROM accounts ORDER BY id LIMIT 1')).rows[0].id;
  const waits = 'SELECT instance_id FROM lead_assignments WHERE queue IS NOT NULL AND claimed_by IS NULL';
  const lead: string = (await owner.query(waits)).rows[0].instance_id;
  const client = await owner.connect();
  try {
    // What follows from them is laid out once, at the end.
    await client.query('SET session_replication_role = replica');
    await client.query(
      copies(
        'process_instances',
        of,
        `'id', ${nth}, 'amount_base_minor', 1000000000000 - n, 'owner_id',
        CASE n % 2 WHEN 1 THEN '${person}' ELSE t.owner_id::text END`,
      ),
    );
    await client.query(
      copies('sales', of, `'id', ${nth}, 'title', 'Copy ' || ${named}, 'number', 100000 + n, 'external_key', NULL`),
    );
    await client.query('SELECT lay_out_open_deals()');
    await client.query(
      `INSERT INTO notifications (id, person_id, instance_id, code, subject, at, shown_at, read_at)
       SELECT ${nth}, '${person}', ${nth}, 'TaskDue', 'x', at, at, CASE n % 2 WHEN 1 THEN at END
       FROM generate_series(1, ${MANY}) n CROSS JOIN LATERAL (SELECT now() - n * interval '1 second' AS at) w`,
    );
    await client.query(
      `INSERT INTO imports (id, kind, file_hash, file_name, mapping, status, started_at, created_at, total)
       SELECT ${nth}, 'lead', 'x', 'copy ' || ${named} || '.csv', '{}', 'done', now(), now() - n * interval '1 second', ${MANY}
       FROM generate_series(1, ${MANY}) n`,
    );
    await client.query(
      `INSERT INTO import_rows (import_id, row, result, notes)
       SELECT '00000000-0000-4000-8000-000000000001', n, CASE n % 5 WHEN 0 THEN 'rejected' ELSE 'imported' END, '[]'
       FROM generate_series(1, ${MANY}) n`,
    );
    await client.query(
      `INSERT INTO alerts (id, rule_id, thing, instance_id, detail, raised_at)
       SELECT ${nth}, (SELECT id FROM alert_rules LIMIT 1), n::text, ${nth}, '{}', now() - n * interval '1 second' FROM generate_series(1, ${MANY}) n`,
    );
    const rated = `'id', ${nthLead}, 'rating', 'high', 'started_at', '2020-01-01'::timestamptz + n * interval '1 second'`;
    await client.query(copies('process_instances', lead, rated));
    await client.query(
      copies(
        'leads',
        lead,
        `'id', ${nthLead}, 'topic', 'Copy ' || ${named}, 'number', 100000 + n, 'external_key', NULL`,
      ),
    );
    await client.query(
      `INSERT INTO lead_assignments (instance_id, distribution, owner_id, queue, why)
       SELECT ${nthLead}, 1, a.owner_id, a.queue, '{}' FROM lead_assignments a, generate_series(1, ${MANY}) n WHERE a.instance_id = '${lead}'`,
    );
    const renamed = `'id', ${nthClient}, 'name', 'Copy ' || ${named}, 'external_key', NULL`;
    await client.query(copies('accounts', account, renamed));
    await client.query(
      `INSERT INTO duplicate_pairs (entity, left_id, right_id, score, reasons, found_at, status)
       SELECT 'account', ${nthClient}, '${account}', 1 - n / 100000.0, '[]', now(), CASE n % 5 WHEN 0 THEN 'dismissed' ELSE 'open' END
       FROM generate_series(1, ${MANY}) n`,
    );
    await client.query('SET session_replication_role = origin');
    await client.query(
      'ANALYZE process_instances, sales, leads, accounts, open_deals, notifications, imports, import_rows, alerts, lead_assignments, duplicate_pairs',
    );
  } finally {
    client.release();
  }
}
