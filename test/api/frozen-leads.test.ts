import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

describe('leads that hang', () => {
  let api: TestApi & { engine: Engine };
  let now = Date.now();
  const DAY_MS = 86_400_000;
  const leads: Record<string, string> = {};

  beforeAll(async () => {
    api = await startTestApi({ deps: { clock: { now: () => now } } });
    const { colleague } = api.engine.cast;
    const note = async (name: string, more = {}) => {
      leads[name] = (await api.post('/leads', { topic: name, ownerId: colleague, ...more })).body.id;
    };
    for (const name of ['untouched', 'touched', 'called by another', 'postponed', 'closed']) await note(name);
    const call = (name: string, as: string) =>
      api.post('/interactions', { kind: 'call', direction: 'out', subject: 'Hello', instanceId: leads[name] }, { as });
    await call('touched', colleague);
    await call('called by another', api.engine.cast.rep);
    const fields = { resumeOn: '2099-01-15', postponeReason: 'budget-later' };
    await api.post(`/leads/${leads.postponed}/commands`, { type: 'move', to: 'postponed', fields }, { as: colleague });
    await api.post(`/leads/${leads.closed}/qualify`, { result: 'disqualified' }, { as: colleague });
  });

  const frozen = async (query = '') => {
    const { body } = await api.get(`/insight/frozen-leads${query}`);
    const why = Object.fromEntries(body.items.map((one: { topic: string; why: string[] }) => [one.topic, one.why]));
    return { ...body, why };
  };

  it('DYN-47: there are none at first, but for those that nobody has had time to touch, where one asks for them', async () => {
    now = Date.now() + 1000;
    expect((await frozen()).why).toEqual({});
    expect((await frozen('?untouchedDays=0')).why).toEqual({
      untouched: ['never touched by its responsible'],
      'called by another': ['never touched by its responsible'],
    });
  });

  it('DYN-46 DYN-47: past the limit of their stage they hang, and so do those that who is responsible has never touched; one that was put off does not', async () => {
    now += 60 * DAY_MS;
    const { why, byOwner } = await frozen();
    expect(why).toEqual({
      untouched: ['over its limit', 'never touched by its responsible'],
      touched: ['over its limit'],
      'called by another': ['over its limit', 'never touched by its responsible'],
    });
    expect(byOwner).toEqual([{ owner: { id: api.engine.cast.colleague, name: 'Carl Colleague' }, open: 4, frozen: 3 }]);
    expect((await frozen(`?owner=${api.engine.cast.rep}`)).items).toEqual([]);
  });

  it('DYN-47: comes a page at a time, the longest open first, each once', async () => {
    const all = (await frozen()).items.map(({ id }: { id: string }) => id);
    const first = await frozen('?limit=2');
    const second = await frozen(`?limit=2&cursor=${encodeURIComponent(first.next)}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all);
    expect(second.next).toBeNull();
  });

  it('shows what somebody sees, and no more', async () => {
    await repsSee(api.engine.apiPool, 'own');
    await api.engine.pool.query('UPDATE leads SET created_by = $1', [api.engine.cast.manager]);
    expect((await frozen()).items).toEqual([]);
    expect((await api.get('/insight/frozen-leads', { as: api.engine.cast.colleague })).body.items).toHaveLength(3);
    await repsSee(api.engine.apiPool, 'all');
  });
});
