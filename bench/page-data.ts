import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishShipped } from '../activities/publish-shipped';
import { prepareTables } from '../src/cli/prepare';
import { readConfig } from '../src/platform/config';
import { createPool } from '../src/platform/database';
import { startPostgres } from '../src/platform/postgres';
import { fillDatabase } from './scale/fill';

/**
 * Leaves a state folder with so many open sales of one process, a fifth of them one rep's: for looking at the page. Its tokens are in
 * `bench.json` beside the data.
 */
export async function writePageData(dataDir: string, sales: number, say: (line: string) => void): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o755); // as root, PostgreSQL's own user has to enter
  const config = readConfig();
  const postgres = await startPostgres({ dataDir, port: 0, tethered: true });
  const urls = { owner: postgres.url('owner'), api: postgres.url('api'), worker: postgres.url('worker') };
  const pool = createPool(urls.owner);
  try {
    await prepareTables(config, urls, () => undefined);
    await publishShipped(pool, config.root);
    const filled = await fillDatabase(pool, { sales, shape: 'page' }, say);
    writeFileSync(join(dataDir, 'bench.json'), `${JSON.stringify(filled, null, 2)}\n`);
    say(`${filled.sales} open sales in ${dataDir}; tokens in ${join(dataDir, 'bench.json')}`);
  } finally {
    await pool.end();
    await postgres.stop();
  }
}
