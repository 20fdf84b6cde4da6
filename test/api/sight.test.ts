import { routes } from '../../src/api';
import { startTestApi } from '../support/api';
import { testPool } from '../support/database';
import { repsSee } from '../support/sight';

/**
 * The marker stands in every word of what the colleague owns. Whatever route a rep asks who sees their own records only, it is in no
 * answer; a route that is new is asked too, by itself.
 */
const MARKER = 'zzhidden';

describe('what lies outside of somebody’s sight', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const ids: Record<string, string> = {};
  const theirs = () => ({ as: api.engine.cast.colleague });

  beforeAll(async () => {
    api = await startTestApi();
    const { colleague } = api.engine.cast;
    const account = await api.post('/accounts', { name: `${MARKER} works`, ownerId: colleague }, theirs());
    const contact = await api.post(
      '/contacts',
      {
        name: `${MARKER} person`,
        email: `${MARKER}@client.example`,
        ownerId: colleague,
        accounts: [{ id: account.body.id }],
      },
      theirs(),
    );
    const linked = { accountId: account.body.id, contactId: contact.body.id };
    const lead = await api.post(
      '/leads',
      { topic: `${MARKER} lead`, personName: `${MARKER} somebody`, ownerId: colleague },
      theirs(),
    );
    const sale = await api.post('/sales', { title: `${MARKER} sale`, ownerId: colleague, ...linked }, theirs());
    const call = { kind: 'call', at: new Date().toISOString(), subject: `${MARKER} call`, instanceId: sale.body.id };
    const interaction = await api.post('/interactions', call, theirs());
    for (const { status } of [account, contact, lead, sale, interaction]) expect(status).toBe(201);
    Object.assign(ids, { account: account.body.id, contact: contact.body.id, lead: lead.body.id, sale: sale.body.id });
    await repsSee(testPool(api.engine.database.ownerUrl), 'own');
  });

  const gets = routes.filter(({ method, right }) => method === 'get' && right !== 'public');

  it('shows in no list, count or search, by whatever route', async () => {
    const told: string[] = [];
    for (const { path } of gets.filter(({ path }) => !path.includes(':'))) {
      const query = path === '/search' || path === '/address-book' ? `?q=${MARKER}` : '';
      const { body } = await api.get(`${path}${query}`);
      if (JSON.stringify(body).includes(MARKER)) told.push(path);
    }
    expect(told).toEqual([]);
    for (const path of ['/leads', '/sales', '/accounts', '/contacts'])
      expect([path, (await api.get(`${path}?count=true`)).body.total]).toEqual([path, 0]);
  });

  it('is not there for whoever asks for it by its id', async () => {
    const told: string[] = [];
    for (const { path } of gets) {
      const [, kind = ''] = /^\/(lead|sale|account|contact)s\/:id/.exec(path) ?? [];
      if (!kind || path.replace(':id', '').includes(':')) continue;
      const { status, body } = await api.get(path.replace(':id', ids[kind] ?? ''));
      const hidden = status === 404 && !JSON.stringify(body).includes(MARKER);
      // A route may want a query before it looks.
      if (!hidden && status !== 400) told.push(`${path} ${status}`);
    }
    expect(told).toEqual([]);
  });

  it('shows to its owner, so that the test above can fail', async () => {
    const seen: string[] = [];
    for (const path of ['/leads', '/sales', '/accounts', '/contacts', '/interactions', '/tasks', `/search?q=${MARKER}`])
      if (JSON.stringify((await api.get(path, theirs())).body).includes(MARKER)) seen.push(path);
    expect(seen).toHaveLength(7);
  });

  it('cannot be changed: commands, cards and interactions answer as if it were not there', async () => {
    const call = { kind: 'call', at: '2026-01-01T00:00:00Z', subject: 'x' };
    const asked: [path: string, body: object, status: number][] = [
      [`/sales/${ids.sale}/commands`, { type: 'wait', reason: 'x', until: '2030-01-01T00:00:00Z' }, 404],
      [`/leads/${ids.lead}/qualify`, { result: 'disqualified' }, 404],
      [`/leads/${ids.lead}/reactivate`, {}, 404],
      [`/sales/${ids.sale}/events`, { event: 'payment in' }, 404],
      ['/interactions', { ...call, instanceId: ids.sale }, 404],
      ['/interactions', { ...call, accountId: ids.account }, 400],
      ['/interactions', { ...call, contactId: ids.contact }, 400],
      ['/sales', { title: 'x', accountId: ids.account }, 400],
      ['/leads', { topic: 'x', contactId: ids.contact }, 400],
    ];
    const answers = await Promise.all(asked.map(([path, body]) => api.post(path, body)));
    expect(answers.map(({ status }, n) => [asked[n]?.[0], status])).toEqual(
      asked.map(([path, , status]) => [path, status]),
    );
    expect(answers.filter(({ body }) => JSON.stringify(body).includes(MARKER))).toEqual([]);
  });
});
