import type { Pool, PoolClient } from 'pg';
import { v7 as newId } from 'uuid';
import { publishShipped } from '../../activities/publish-shipped';
import { createRecordDecision } from '../../activities/record-decision';
import { createReferenceSource } from '../../activities/reference';
import { readConfig } from '../../src/platform/config';
import { type Decision, type Definition, decide } from '../../src/process';
import { freshDatabase, type TestDatabase, testPool } from '../support/database';

/** What is written in the same moment: one transaction is still open when the other begins. */
describe('two who write at once', () => {
  let database: TestDatabase;
  const owner = newId();
  beforeAll(async () => {
    database = await freshDatabase();
    const pool = testPool(database.ownerUrl);
    await publishShipped(pool, readConfig().root);
    await pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita Rep', 'r@example.com', '{rep}')`, [
      owner,
    ]);
  });

  /** Lets `first` write and wait with its COMMIT until `second` has begun; gives what both were told. */
  async function overlapping<T>(url: string, first: Write<T>, second: Write<T>): Promise<[T, T]> {
    const pool = testPool(url);
    const [one, two] = [await pool.connect(), await pool.connect()];
    try {
      await one.query('BEGIN');
      const told = await first(one);
      const later = second(two);
      await Promise.race([later.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 200))]);
      await one.query('COMMIT');
      return [told, await later];
    } finally {
      one.release();
      two.release();
    }
  }
  type Write<T> = (client: PoolClient) => Promise<T>;

  it('the same start record it once: the second gets what the first has written', async () => {
    const { rows } = await testPool(database.ownerUrl).query<{ versionId: string; definition: Definition }>(
      `SELECT id AS "versionId", definition FROM process_versions WHERE key = 'standard-sale'`,
    );
    const { versionId, definition } = rows[0] as (typeof rows)[number];
    const instance = { instanceId: newId(), kind: 'sale', versionId, definition } as const;
    const actor = { id: owner, roles: ['rep'], teams: [], manages: false };
    const start = { id: newId(), actor, type: 'start', owner, fields: {} } as const;
    const { decision } = decide(definition, null, start, Date.now()) as { decision: Decision };
    await testPool(database.ownerUrl).query(
      `INSERT INTO commands (id, caller_id, route, body_hash, kind, instance_id, type, command, record, status, received_at)
       VALUES ($1, $2, 'test', '', 'sale', $3, 'start', '{}', '{"title": "One sale"}', 'received', now())`,
      [start.id, owner, instance.instanceId],
    );
    const record = (client: PoolClient) => {
      const pool = client as unknown as Pool;
      return createRecordDecision({ pool, reference: createReferenceSource(pool) })(instance, decision);
    };
    const [first, second] = await overlapping(database.workerUrl, record, record);
    expect(second).toEqual({ ahead: [expect.objectContaining({ seq: 1, facts: first.facts })] });
  });

  it('the same client, by two leads that are qualified, make it once', async () => {
    const leads = [newId(), newId()];
    await testPool(database.ownerUrl).query(
      `INSERT INTO leads (id, topic, organisation, person_name, email, created_at)
       SELECT id, 'Racks', 'Vega', 'Ivan Petrov', 'ivan@vega.example', now() FROM unnest($1::uuid[]) AS l (id)`,
      [leads],
    );
    const convert = (lead: string | undefined) => async (client: PoolClient) => {
      const marks = { account: 'create', contact: 'create', sale: 'none' };
      const ids = { account: newId(), contact: newId(), sale: newId() };
      const { rows } = await client.query('SELECT convert_lead($1, $2, $3, $4, now()) AS made', [
        lead,
        marks,
        ids,
        owner,
      ]);
      return rows[0]?.made;
    };
    const [first, second] = await overlapping(database.ownerUrl, convert(leads[0]), convert(leads[1]));
    expect(second).toEqual(first);
  });
});

describe('an amount in the base currency', () => {
  it('is as much as the column holds where it would be more', async () => {
    const pool = testPool((await freshDatabase()).ownerUrl);
    await pool.query(`INSERT INTO exchange_rates VALUES ('XAU', '2020-01-01', 1500000)`);
    const { rows } = await pool.query(`SELECT to_base(2, 'XAU') AS some, to_base($1, 'XAU') AS most`, [
      Number.MAX_SAFE_INTEGER,
    ]);
    expect(rows.map(({ some, most }) => [some, most].map(String))).toEqual([['3000000', String(2n ** 63n - 1n)]]);
  });
});
