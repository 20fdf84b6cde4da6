import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { SEES_ALL } from '../../../src/access';
import { askRightly, type Entity, OPERATORS } from '../../../src/crm';
import { askerFor } from '../../../src/crm/lists/asker';
import { statementOf } from '../../../src/crm/lists/read-list';
import { freshDatabase, testPool } from '../../support/database';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'reference', 'filters.md'), 'utf8');

/** The examples of the page: what stands before the arrow in each line of a block that names a kind of record. */
const examples = [...page.matchAll(/^```(lead|sale|account|contact)\n(.*?)^```/gms)].flatMap(([, entity, block]) =>
  (block ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => [entity as Entity, (line.split('→')[0] ?? '').trim()] as const),
);

describe('the page about filters', () => {
  const reader = { id: newId(), teams: [], roles: [] };
  let pool: ReturnType<typeof testPool>;

  beforeAll(async () => {
    const database = await freshDatabase();
    pool = testPool(database.ownerUrl);
    await pool.query(`INSERT INTO account_lists (id, name, owner_id) VALUES ($1, 'Guests of the fair', $2)`, [
      newId(),
      reader.id,
    ]);
  });

  it('has examples of every kind of record, and of every operator', () => {
    expect(examples.length).toBeGreaterThan(45);
    expect(new Set(examples.map(([entity]) => entity))).toEqual(new Set(['lead', 'sale', 'account', 'contact']));
    const operators = new Set(Object.values(OPERATORS).flat());
    const words = { empty: 'is empty' } as Record<string, string>;
    for (const one of operators)
      expect([one, examples.some(([, text]) => text.includes(` ${words[one] ?? one}`))]).toEqual([one, true]);
  });

  it.each(examples)('%s: %s', async (entity, filter) => {
    const question = await askRightly(pool, reader, { entity, filter });
    const { from, where, values } = statementOf(question, await askerFor(pool, reader, Date.now()), SEES_ALL);
    await expect(pool.query(`SELECT 1 FROM ${from} WHERE ${where.join(' AND ')}`, values)).resolves.toMatchObject({
      rows: [],
    });
  });
});
