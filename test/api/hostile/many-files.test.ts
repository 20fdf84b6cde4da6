import { v7 as newId } from 'uuid';
import { pages } from '../../../src/api';
import { serve, type TestApi } from '../../support/api';
import { freshDatabase, testPool } from '../../support/database';

/** Files keep a connection to the database while they are read; there are five here. */
describe('many files asked for at once', () => {
  let api: TestApi;
  const ops = newId();

  beforeAll(async () => {
    const pool = testPool((await freshDatabase()).apiUrl);
    await pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ola', 'o@a.example', '{sales-ops}')`, [
      ops,
    ]);
    api = await serve(pool, ops, {});
    for (let n = 0; n < 3; n++) await api.post('/contacts', { name: `Somebody ${n}` });
  });

  it.each(pages.map(({ path }) => path).filter((path) => /^\/exports\/[\w.-]+$/.test(path)))(
    '%s: each is served, and so are all others',
    async (path) => {
      const all = await Promise.all(Array.from({ length: 12 }, () => api.get(path)));
      expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
      expect((await api.get('/me')).status).toBe(200);
    },
  );
});
