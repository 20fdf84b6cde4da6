import { publishShipped } from '../../activities/publish-shipped';
import { makeSample, sampleSignIns } from '../../activities/sample/make-sample';
import { createPool } from '../platform/database';
import type { Installation, SampleCompany } from './parts';
import { isOnLoopback, tokensOf } from './sample-tokens';

/**
 * Publishes what ships with the product, and makes the sample company in a database that holds nobody yet. Its people
 * have tokens only where nobody else can reach this installation.
 */
export async function makeSampleCompany(on: Installation): Promise<SampleCompany> {
  const pool = createPool(on.urls.worker, { max: 2 });
  try {
    await publishShipped(pool, on.config.root);
    const now = on.clock.now();
    const made = await makeSample(pool, now);
    const people = isOnLoopback(on) ? await sampleSignIns(pool) : [];
    return { made, tokens: people.length > 0 ? await tokensOf(pool, people, on.config.dataDir, now) : [] };
  } finally {
    await pool.end();
  }
}

/** Publishes what ships with the product, and makes nobody. */
export async function publishOnly(on: Installation): Promise<SampleCompany> {
  const pool = createPool(on.urls.worker, { max: 2 });
  try {
    await publishShipped(pool, on.config.root);
    return { made: null, tokens: [] };
  } finally {
    await pool.end();
  }
}
