import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee, roleSees, sharedWith } from '../support/sight';

describe('who says how sure one is of a sale', () => {
  let api: TestApi & { engine: Engine };
  let owner: ReturnType<typeof testPool>;
  let sale: string;
  const cast = () => api.engine.cast;

  beforeAll(async () => {
    api = await startTestApi({ engineDeadlineMs: 120_000 });
    owner = testPool(api.engine.database.ownerUrl);
    sale = await api.engine.start('standard-sale'); // the rep's, whose manager is above them
  }, 5 * 60_000);

  const somebody = async (...roles: string[]) => {
    const id = newId();
    const values = [id, `${id}@example.com`, roles];
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Somebody', $2, $3)`, values);
    return id;
  };
  const say = async (as: string, body: object = {}) => {
    const { status, body: told } = await api.put(`/sales/${sale}/forecast`, { category: 'commit', ...body }, { as });
    return status === 200 ? [told.owner?.by.id ?? null, told.manager?.by.id ?? null] : [status, told.code];
  };

  it('TB-SFA-09: the owner says their own word, and whoever is above them the manager’s, without saying as whom', async () => {
    expect(await say(cast().rep)).toEqual([cast().rep, null]);
    expect(await say(cast().manager)).toEqual([cast().rep, cast().manager]);
    expect(await say(cast().rep, { as: 'manager' })).toEqual([403, 'NotAllowed']);
    expect(await say(cast().manager, { as: 'owner' })).toEqual([403, 'NotAllowed']);
  });

  it('a manager of others does not, nor a colleague; by the right forecast.others one does, whatever one’s role', async () => {
    expect(await say(cast().colleague)).toEqual([403, 'NotAllowed']);
    const [other, ops] = [await somebody('manager'), await somebody('sales-ops')];
    expect(await say(other)).toEqual([403, 'NotAllowed']);
    expect(await say(ops)).toEqual([cast().rep, ops]);
    const { rights } = (await api.get('/roles', { as: ops })).body.items.find(
      ({ key }: { key: string }) => key === 'manager',
    );
    const admin = { as: await somebody('administrator') };
    const name = { en: 'Manager', ru: 'Руководитель' };
    const role = { name, sight: 'all', rights: [...rights, 'forecast.others'] };
    expect((await api.put('/roles/manager', role, admin)).status).toBe(200);
    expect(await say(other)).toEqual([cast().rep, other]);
    await owner.query(`DELETE FROM roles WHERE key = 'manager'`);
  });

  it('nobody says it of a sale that they do not see, may only read, or without the right', async () => {
    const other = await somebody('manager');
    await roleSees(owner, 'manager', { reach: 'own' });
    expect(await say(other)).toEqual([404, 'NotFound']);
    await sharedWith(owner, 'instance', sale, { personId: other });
    expect(await say(other)).toEqual([403, 'SharedToRead']);
    await roleSees(owner, 'manager', { reach: 'all' });
    await repsSee(owner, 'all');
    expect(await say(await somebody('marketer'))).toEqual([403, 'NotAllowed']);
  });
});
