import { type ClientsApi, startClientsApi } from '../support/clients';

describe('DIR-02: many work in one base at the same time', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
  });

  it('DIR-02: who changes what somebody else has changed meanwhile is told what differs, and by whom', async () => {
    const { id } = await api.anAccount({ name: 'Shared', region: 'North', country: 'UK' });
    await api.put(`/accounts/${id}`, { revision: 1, region: 'South', phone: '+44 20 7946 0001' }, { as: api.other });
    const mine = await api.put(`/accounts/${id}`, { revision: 1, region: 'East', industry: 'food' });
    expect(mine).toMatchObject({ status: 409, body: { code: 'MovedOn' } });
    expect(mine.body.detail).toContain('Otto Other changed: points, region');
    expect(mine.body.differences).toEqual([
      {
        field: 'points',
        now: [{ kind: 'phone', value: '+44 20 7946 0001', label: null }],
        by: { id: api.other, name: 'Otto Other' },
        at: expect.any(String),
      },
      {
        field: 'region',
        now: 'South',
        yours: 'East',
        by: { id: api.other, name: 'Otto Other' },
        at: expect.any(String),
      },
    ]);
    const { body } = await api.get(`/accounts/${id}`);
    expect(body).toMatchObject({ region: 'South', industry: null, revision: 2 });
    expect((await api.put(`/accounts/${id}`, { revision: 2, region: 'East' })).body).toMatchObject({
      region: 'East',
      revision: 3,
    });
  });

  it('DIR-02: of twenty changes to one revision, one is taken; the others change nothing', async () => {
    const { id } = await api.anAccount({ name: 'Contested' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        api.put(`/accounts/${id}`, { revision: 1, region: `Region ${n}` }, { as: n % 2 ? api.rep : api.other }),
      ),
    );
    const taken = answers.filter(({ status }) => status === 200);
    expect(taken).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect((await api.get(`/accounts/${id}`)).body).toMatchObject({ region: taken[0]?.body.region, revision: 2 });
    expect((await api.get(`/accounts/${id}/changes`)).body.items).toHaveLength(2);
  });

  it('DIR-02: twenty who each read and change the same contact, again and again until it is taken, lose nothing', async () => {
    const { id } = await api.aContact({ name: 'Popular' });
    const add = async (n: number): Promise<void> => {
      const { points, revision } = (await api.get(`/contacts/${id}`)).body;
      const mine = { kind: 'messenger', value: `@${n}`, label: null };
      const { status } = await api.put(`/contacts/${id}`, { revision, points: [...points, mine] });
      if (status === 409) return add(n);
      expect(status).toBe(200);
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => add(n)));
    const { points } = (await api.get(`/contacts/${id}`)).body;
    expect(points.map(({ value }: { value: string }) => value).sort()).toEqual(
      Array.from({ length: 20 }, (_, n) => `@${n}`).sort(),
    );
  });
});
