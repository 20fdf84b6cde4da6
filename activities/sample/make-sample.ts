import type { ClientBase, Pool } from 'pg';
import { createVersions } from '../../src/crm';
import { inTransaction } from '../../src/platform/in-transaction';
import type { Instant } from '../../src/process';
import { copyRows } from '../bulk/copy-rows';
import { writeHistories } from '../bulk/write-histories';
import { createReferenceSource } from '../reference';
import { createCompany } from './company';
import { createDice } from './dice';
import { makeHistories, type Version } from './histories';
import { INTERACTION, interactionRows } from './interactions';
import { externalKeyOf, STAFF } from './staff';
import { writeCompany } from './write-company';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Its people have read what they were told up to a week ago. */
const READ_AFTER_MS = 7 * DAY_MS;
/** The company is there since a year ago. */
const SINCE_MS = 365 * DAY_MS;
const SEED = 20_260_701;

/** The setting that says that this database holds the sample company. */
const MARK = 'sample company';

/**
 * Makes the sample company in a database that holds nobody yet, and leaves any other as it is: one transaction, so
 * that a start which was killed leaves nothing behind. Needs the shipped processes and calendars to be published.
 * The same seed and instant make the same company. Gives whether it made one.
 */
export async function makeSample(pool: Pool, now: Instant, seed = SEED): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [MARK]);
    const { rowCount } = await client.query('SELECT 1 FROM people LIMIT 1');
    if (rowCount) return false;
    await make(client, now, seed);
    const mark = { seed, madeAt: new Date(now).toISOString() };
    await client.query('INSERT INTO settings (key, value) VALUES ($1, $2)', [MARK, JSON.stringify(mark)]);
    return true;
  });
}

async function make(client: ClientBase, now: Instant, seed: number): Promise<void> {
  const dice = createDice(seed);
  const company = createCompany(dice, now - SINCE_MS);
  await writeCompany(client, company, dice, now - SINCE_MS, now);
  const reference = await createReferenceSource(client).current();
  const [sale, lead] = [await current(client, 'standard-sale'), await current(client, 'standard-lead')];
  const calendar = reference.calendars.get(sale.definition.calendar);
  if (!calendar) throw new Error(`The calendar "${sale.definition.calendar}" is in no table.`);
  const histories = makeHistories({ dice, company, reference, calendar, now, sale, lead });
  await writeHistories(client, histories, { reference, notices: { readUntil: now - READ_AFTER_MS } });
  await copyRows(client, 'interactions', INTERACTION, interactionRows(histories, dice));
}

async function current(client: ClientBase, key: string): Promise<Version> {
  const version = await createVersions(client).current(key);
  if (!version) throw new Error(`The process "${key}" has no published version.`);
  return version;
}

/** Somebody of the sample company who may sign in. */
export interface SignIn {
  personId: string;
  name: string;
  role: string;
}

/** Those sample people who get a token; nobody where the sample company is not. */
export async function sampleSignIns(pool: Pool): Promise<SignIn[]> {
  const keys = STAFF.filter((one) => one.signsIn).map((one) => externalKeyOf(one.key));
  const { rows } = await pool.query<SignIn>(
    `SELECT id AS "personId", name, roles[1] AS role FROM people
     WHERE external_key = ANY($1) AND active AND EXISTS (SELECT 1 FROM settings WHERE key = $2)
     ORDER BY array_position($1, external_key)`,
    [keys, MARK],
  );
  return rows;
}
