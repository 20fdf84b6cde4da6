import { publishShipped } from '../../activities/publish-shipped';
import { makeSample } from '../../activities/sample/make-sample';
import { openNarrowSql } from '../../src/insight';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import { freshDatabase, testPool } from '../support/database';

/** Lives each deal of the sample company a second time, decision by decision, under another id. */
const AGAIN = `
  CREATE TABLE again AS SELECT id, gen_random_uuid() AS twin FROM process_instances;
  ALTER TABLE process_instances DISABLE TRIGGER USER;
  INSERT INTO process_instances SELECT (jsonb_populate_record(i, jsonb_build_object('id', a.twin))).* FROM process_instances i JOIN again a ON a.id = i.id;
  ALTER TABLE process_instances ENABLE TRIGGER USER;
  DO $$ DECLARE e process_events; BEGIN
    FOR e IN SELECT p.* FROM process_events p JOIN again a ON a.id = p.instance_id ORDER BY p.instance_id, p.seq LOOP
      SELECT twin INTO e.instance_id FROM again WHERE id = e.instance_id;
      INSERT INTO process_events SELECT e.*;
    END LOOP;
  END $$`;

/** Rows of a table that one of the two has and the other has not; ids apart. */
const different = (table: string): string => `
  WITH one AS (SELECT to_jsonb(r) - 'instance_id' AS row, a.id FROM ${table} r JOIN again a ON a.id = r.instance_id),
  other AS (SELECT to_jsonb(r) - 'instance_id' AS row, a.id FROM ${table} r JOIN again a ON a.twin = r.instance_id)
  SELECT * FROM ((TABLE one EXCEPT TABLE other) UNION ALL (TABLE other EXCEPT TABLE one)) d`;

describe('what is kept with each decision', () => {
  let pool: Pool;

  beforeAll(async () => {
    const { ownerUrl } = await freshDatabase();
    pool = testPool(ownerUrl);
    await publishShipped(pool, readConfig().root);
    await makeSample(pool, Date.parse('2026-11-20T10:00:00Z'));
    await pool.query(AGAIN);
  });

  it.each(['stage_visits', 'deal_history'])(
    'is the same in %s whether decisions come one by one or all at once',
    async (table) => {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS n FROM ${table} r JOIN again a ON a.twin = r.instance_id`,
      );
      expect(rows[0].n).toBeGreaterThan(200);
      expect((await pool.query(different(table))).rows).toEqual([]);
    },
  );

  it('is in the row of what is open, as the instance and its card have it, and in none once it is closed', async () => {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n, count(*) FILTER (WHERE o.id IS NULL OR NOT i.open
         OR (o.kind, o.version_id, o.state, o.owner_id, o.wait_until, o.due_at, o.escalate_at, o.next_task_due_at, o.open_tasks, o.amount_base_minor,
             o.line, o.source, o.product_id, o.noted_by, o.region)
         IS DISTINCT FROM (i.kind, i.version_id, i.state, i.owner_id, i.wait_until, i.due_at, i.escalate_at, i.next_task_due_at, i.open_tasks, i.amount_base_minor,
             coalesce(s.line, l.line), coalesce(s.source, l.source), coalesce(s.product_id, l.product_id), coalesce(s.created_by, l.created_by),
             coalesce(l.region, a.region)))::int AS wrong
       FROM (SELECT * FROM process_instances WHERE open AND id IN (SELECT id FROM again)) i
         FULL JOIN open_deals o ON o.id = i.id LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
         LEFT JOIN accounts a ON a.id = coalesce(s.account_id, l.account_id)`,
    );
    expect(rows[0].n).toBeGreaterThan(50);
    expect(rows[0].wrong).toBe(0);
  });

  it('follows a card that is changed, a deal that is closed, and one that goes', async () => {
    const { rows } = await pool.query(
      `SELECT o.id FROM open_deals o JOIN sales s ON s.id = o.id ORDER BY o.id LIMIT 2`,
    );
    const [changed, closed] = rows.map(({ id }) => id);
    const open = async (id: string) =>
      (await pool.query('SELECT line, source FROM open_deals WHERE id = $1', [id])).rows;
    await pool.query(`UPDATE sales SET line = 'parts', source = 'fair' WHERE id = $1`, [changed]);
    expect(await open(changed)).toEqual([{ line: 'parts', source: 'fair' }]);
    await pool.query(`UPDATE process_instances SET open = false WHERE id = $1`, [closed]);
    expect(await open(closed)).toEqual([]);
    await pool.query(`UPDATE process_instances SET open = true WHERE id = $1`, [closed]);
    expect(await open(closed)).toHaveLength(1);
  });

  it('follows a client to another region, and to another client; a lead’s own region stays before that of its client', async () => {
    const { rows } = await pool.query<{ id: string; client: string; other: string }>(
      `SELECT o.id, s.account_id AS client, (SELECT id FROM accounts WHERE id <> s.account_id AND region IS NULL LIMIT 1) AS other
       FROM open_deals o JOIN sales s ON s.id = o.id WHERE s.account_id IS NOT NULL ORDER BY o.id LIMIT 1`,
    );
    const { id, client, other } = rows[0] ?? { id: '', client: '', other: '' };
    const leads = await pool.query<{ id: string; region: string | null }>(
      `SELECT l.id, l.region FROM leads l JOIN open_deals o ON o.id = l.id ORDER BY l.id LIMIT 2`,
    );
    const [plain, own] = leads.rows.map((one) => one.id);
    await pool.query('UPDATE leads SET account_id = $1, region = NULL WHERE id = $2', [client, plain]);
    await pool.query(`UPDATE leads SET account_id = $1, region = 'own' WHERE id = $2`, [client, own]);
    const regions = async () =>
      (
        await pool.query(
          'SELECT region FROM open_deals o JOIN unnest($1::uuid[]) WITH ORDINALITY w(id, n) USING (id) ORDER BY n',
          [[id, plain, own]],
        )
      ).rows.map(({ region }) => region);
    await pool.query(`UPDATE accounts SET region = 'south' WHERE id = $1`, [client]);
    expect(await regions()).toEqual(['south', 'south', 'own']);
    await pool.query('UPDATE sales SET account_id = $1 WHERE id = $2', [other, id]);
    expect(await regions()).toEqual([null, 'south', 'own']);
    await pool.query(`UPDATE accounts SET region = 'north' WHERE id = ANY($1)`, [[client, other]]);
    expect(await regions()).toEqual(['north', 'north', 'own']);
    const { rows: plan } = await pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT i.id FROM open_deals i WHERE i.kind = 'sale' AND ${openNarrowSql({ region: ['north'] }, 'sale', () => `'{north}'`).join(' AND ')}`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join(' ')).not.toMatch(/accounts|sales/);
  });
});
