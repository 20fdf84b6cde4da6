import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { publishProcess, publishShippedRouting } from '../../activities/publish';
import { createVersions } from '../../src/crm';
import { readConfig } from '../../src/platform/config';
import { hashDefinition } from '../../src/platform/definition-hash';
import { migrate } from '../../src/platform/migrate';
import { readDefinition } from '../../src/process/language/read-definition';
import { readRouting } from '../../src/process/language/routing';
import { publicationsOf, readRoutingInForce } from '../../src/publishing';
import { emptyDatabase, testPool } from '../support/database';
import { scratchDir } from '../support/scratch';

const MIGRATIONS = join(readConfig().root, 'prisma/migrations');
const OURS = '20261122100100_publications';

const text = (limit: number) =>
  `process: plain\nkind: sale\ncalendar: office\nname: { en: Plain, ru: Простая }\nstages:\n  talk:\n    name: { en: Talk, ru: Беседа }\n    limit: ${limit} days\n` +
  `    tasks: { call: { name: { en: Call, ru: Звонок }, outcomes: { done: { name: { en: Done, ru: Готово }, to: closed.won } } } }\n` +
  `closed: { won: { name: { en: Won, ru: Продано } } }\n`;
const RULE = '- { kind: sale, process: plain }\n- { kind: lead, process: plain }\n';

/** A database as the release before publications left it. */
async function earlierRelease() {
  const { ownerUrl } = await emptyDatabase();
  const dir = scratchDir();
  for (const name of readdirSync(MIGRATIONS))
    if (name < OURS) cpSync(join(MIGRATIONS, name), join(dir, name), { recursive: true });
  await migrate(ownerUrl, dir);
  const pool = testPool(ownerUrl);
  for (const version of [1, 2]) {
    const { definition } = readDefinition(text(version));
    if (!definition) throw new Error('The text of this test is faulty.');
    await pool.query(
      `INSERT INTO process_versions (id, key, version, kind, hash, definition, source) VALUES ($1, 'plain', $2, 'sale', $3, $4, $5)`,
      [newId(), version, hashDefinition(definition), JSON.stringify(definition), text(version)],
    );
  }
  const { rules } = readRouting(RULE);
  await pool.query(`INSERT INTO settings (key, value) VALUES ('routing', $1)`, [JSON.stringify(rules)]);
  return { ownerUrl, pool };
}

describe('an installation from before there was a log of publications', () => {
  it('goes on with its newest versions and its rule, as published by the product', async () => {
    const { ownerUrl, pool } = await earlierRelease();
    await migrate(ownerUrl, MIGRATIONS);
    expect(await publicationsOf(pool, 'plain')).toMatchObject([
      { version: 2, replaced: 1, author: { id: 'system' }, how: 'published' },
      { version: 1, replaced: null },
    ]);
    expect(await createVersions(pool).current('plain')).toMatchObject({ version: 2 });
    // What ships unchanged is the version that is there.
    expect(await publishProcess(pool, 'plain', text(2))).toMatchObject({ version: 2, made: false, how: null });
    expect(await publishProcess(pool, 'plain', text(3))).toMatchObject({ version: 3, made: true });
    const rule = await readRoutingInForce(pool);
    expect(rule).toMatchObject({ author: { id: 'system' } });
    expect(readRouting(rule?.source ?? '').rules).toEqual(readRouting(RULE).rules);
    await publishShippedRouting(pool, 'routing', RULE);
    expect((await readRoutingInForce(pool))?.source).toBe(RULE);
  });

  it('takes the same bytes for another version where a later release reads them otherwise', async () => {
    const { ownerUrl, pool } = await earlierRelease();
    await pool.query(
      `INSERT INTO process_versions (id, key, version, kind, hash, definition, source)
       SELECT $1, key, 3, kind, 'as an earlier release read it', definition, source FROM process_versions WHERE version = 2`,
      [newId()],
    );
    await migrate(ownerUrl, MIGRATIONS);
    const published = await publishProcess(pool, 'plain', text(2));
    expect(published).toMatchObject({ became: 'in force', version: 2, made: false, how: 'brought back' });
  });
});
