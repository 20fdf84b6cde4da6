import { v7 as newId } from 'uuid';
import { createSettableClock, type SettableClock } from '../../src/platform/clock';
import type { Pool } from '../../src/platform/database';
import { serve, type TestApi } from './api';
import { freshDatabase, testPool } from './database';

/** The API over tables alone, with a rep, another rep, their manager and somebody of sales ops. */
export interface ClientsApi extends TestApi {
  /** The API's login. */
  pool: Pool;
  /** Does what only the tables' owner may. */
  asOwner(sql: string): Promise<unknown>;
  clock: SettableClock;
  rep: string;
  other: string;
  manager: string;
  ops: string;
  /** A client of this name and more, made by the rep; the answer's body. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any answer, and fails where it is not what it says
  anAccount(body: { name: string } & Record<string, unknown>): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  aContact(body: { name: string } & Record<string, unknown>): Promise<any>;
}

/** Starts it on a database of its own. */
export async function startClientsApi(): Promise<ClientsApi> {
  const database = await freshDatabase();
  const pool = testPool(database.apiUrl);
  const [rep, other, manager, ops] = [newId(), newId(), newId(), newId()];
  await pool.query(
    `INSERT INTO people (id, name, email, roles, manager_id) VALUES
       ($3, 'Mara Manager', 'mara@example.com', '{manager}', NULL), ($1, 'Rita Rep', 'rita@example.com', '{rep}', $3),
       ($2, 'Otto Other', 'otto@example.com', '{rep}', NULL), ($4, 'Olga Ops', 'olga@example.com', '{sales-ops}', NULL)`,
    [rep, other, manager, ops],
  );
  const clock = createSettableClock(Date.now());
  const api = await serve(pool, rep, { clock });
  const made = async (path: string, body: unknown) => {
    const answer = await api.post(path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    ...api,
    asOwner: (sql) => testPool(database.ownerUrl).query(sql),
    ...{ pool, clock, rep, other, manager, ops },
    anAccount: (body) => made('/accounts', body),
    aContact: (body) => made('/contacts', body),
  };
}
