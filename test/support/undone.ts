import type { PoolClient } from 'pg';
import type { Pool } from '../../src/platform/database';
import { atEnd } from './at-end';
import { testPool } from './database';

/** A pool whose writes are seen by whoever asks it, and by nobody else, until they are undone. */
export interface UndonePool {
  pool: Pool;
  /** Takes back all that was written since the last time. */
  undo(): Promise<void>;
}

type Query = (...args: unknown[]) => Promise<unknown>;

/**
 * All goes through one connection, in a transaction that is never committed: what asks it for one of its own gets a savepoint. For
 * requests that come one after another.
 */
export async function undonePool(url: string): Promise<UndonePool> {
  const real = testPool(url);
  const client = await real.connect();
  const query: Query = (...args) => (client.query as unknown as Query).apply(client, args);
  await query('BEGIN');
  let last: Promise<unknown> = Promise.resolve();
  /** One statement after another, so that savepoints do not get mixed up. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = last.then(act, act);
    last = mine.catch(() => undefined);
    return mine;
  };
  const single: Query = (...args) =>
    inTurn(async () => {
      await query('SAVEPOINT single');
      try {
        const result = await query(...args);
        await query('RELEASE SAVEPOINT single');
        return result;
      } catch (error) {
        await query('ROLLBACK TO SAVEPOINT single');
        throw error;
      }
    });
  const pool = new Proxy(real, {
    get(target, name) {
      if (name === 'query') return single;
      if (name === 'connect') return async () => transactional(client, (...args) => inTurn(() => query(...args)));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  atEnd(async () => {
    await query('ROLLBACK');
    client.release();
  });
  return {
    pool,
    undo: () =>
      inTurn(async () => {
        await query('ROLLBACK');
        await query('BEGIN');
      }),
  };
}

let transactions = 0;

/** A connection whose transactions are savepoints. */
function transactional(client: PoolClient, query: Query): PoolClient {
  let savepoint = '';
  const own: Query = (...args) => {
    const [first] = args;
    const text = (typeof first === 'string' ? first : String(Object(first).text ?? '')).trim();
    if (/^(BEGIN|START TRANSACTION)/i.test(text)) {
      transactions += 1;
      savepoint = `own_${transactions}`;
      return query(`SAVEPOINT ${savepoint}`);
    }
    if (/^(COMMIT|SET TRANSACTION)/i.test(text)) return query('SELECT 1');
    if (/^ROLLBACK$/i.test(text)) return query(savepoint ? `ROLLBACK TO SAVEPOINT ${savepoint}` : 'SELECT 1');
    return query(...args);
  };
  return new Proxy(client, {
    get(target, name) {
      if (name === 'query') return own;
      if (name === 'release') return () => undefined;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
