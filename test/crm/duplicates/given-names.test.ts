import { GIVEN_NAMES } from '../../../src/crm';
import { freshDatabase, testPool } from '../../support/database';

describe('short forms of given names', () => {
  it('are the same in the tables, which find by them, and here, where they are compared', async () => {
    const pool = testPool((await freshDatabase()).apiUrl);
    const { rows } = await pool.query<{ short: string; name: string }>('SELECT short, name FROM given_names');
    expect(rows.map(({ short, name }) => `${short} ${name}`).sort()).toEqual(
      GIVEN_NAMES.map((pair) => pair.join(' ')).sort(),
    );
  });
});
