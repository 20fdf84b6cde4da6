import { v7 as newId } from 'uuid';
import { startTestApi } from '../support/api';

describe('roles', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const admin = () => ({ as: api.engine.cast.manager });
  const rights = async (as: string) => (await api.get('/me', { as })).body.rights as string[];

  beforeAll(async () => {
    api = await startTestApi();
    await api.engine.pool.query(`UPDATE people SET roles = '{administrator}' WHERE id = $1`, [api.engine.cast.manager]);
  });

  /** Somebody of one role. */
  async function somebody(role: string) {
    const email = `${newId().slice(-12)}@dealwright.example`;
    return (await api.post('/people', { name: 'Ada', email, roles: [role] }, admin())).body.id as string;
  }

  it('are listed with what ships, and with those that people have for processes only', async () => {
    await somebody('lawyer');
    const { items } = (await api.get('/roles')).body;
    expect(items.map(({ key }: { key: string }) => key)).toEqual(
      expect.arrayContaining([
        'rep',
        'manager',
        'sales-ops',
        'marketer',
        'service',
        'administrator',
        'read-only',
        'lawyer',
      ]),
    );
    expect(items.find(({ key }: { key: string }) => key === 'lawyer')).toMatchObject({ shipped: true, holders: 1 });
  });

  it('are made of rights that can be recombined, and put back', async () => {
    const person = await somebody('auditor');
    const before = await rights(person);
    const auditor = { name: { en: 'Auditor', ru: 'Аудитор' }, rights: ['lead.read', 'insight.read'], sight: 'all' };
    expect((await api.put('/roles/auditor', auditor, admin())).body).toMatchObject({
      key: 'auditor',
      shipped: false,
      holders: 1,
    });
    expect((await rights(person)).sort()).toEqual(['insight.read', 'lead.read', 'self.change', 'self.read']);
    expect((await api.get('/sales', { as: person })).status).toBe(403);
    expect((await api.get('/insight/funnel', { as: person })).status).toBe(200);
    expect((await api.delete('/roles/auditor', admin())).status).toBe(200);
    expect(await rights(person)).toEqual(before);
  });

  it('add up for somebody who has several', async () => {
    const email = `${newId().slice(-12)}@dealwright.example`;
    const given = { name: 'Bo', email, roles: ['counter', 'caller'] };
    const person = (await api.post('/people', given, admin())).body.id;
    const named = (right: string) => ({ name: { en: right, ru: right }, rights: [right], sight: 'own' });
    await api.put('/roles/counter', named('insight.read'), admin());
    await api.put('/roles/caller', named('lead.read'), admin());
    expect((await rights(person)).filter((one) => !one.startsWith('self.')).sort()).toEqual([
      'insight.read',
      'lead.read',
    ]);
  });

  it('are changed by who holds that right, who cannot lock everybody out', async () => {
    const given = { name: { en: 'A', ru: 'A' }, rights: ['lead.read'], sight: 'all' };
    expect((await api.put('/roles/rep', given)).status).toBe(403);
    const locked = await api.put('/roles/administrator', given, admin());
    expect(locked).toMatchObject({ status: 409, body: { code: 'NobodyLeft' } });
    expect(await rights(api.engine.cast.manager)).toContain('role.change');
    expect((await api.put('/roles/x', { ...given, rights: ['everything'] }, admin())).status).toBe(400);
  });
});
