import { v7 as newId } from 'uuid';
import { testPool } from '../support/database';
import { DAY_MS, rub, startDesk } from '../support/desk';
import { repsSee } from '../support/sight';

describe('several people at the same tasks', () => {
  let desk: Awaited<ReturnType<typeof startDesk>>;
  let api: Awaited<ReturnType<typeof startDesk>>['api'];
  beforeAll(async () => {
    desk = await startDesk();
    api = desk.api;
  });

  it('a task is held by one person: whoever claims it second is told by whom', async () => {
    const [owner, first, second] = [
      await desk.someone('Olaf Owner'),
      await desk.someone('Fred First'),
      await desk.someone('Sam Second'),
    ];
    const { tasks } = await desk.queued(owner);
    const path = `/tasks/${tasks[0].id}/claim`;
    expect((await desk.inbox(second, '?whose=claimable')).items).toContainEqual(
      expect.objectContaining({
        id: tasks[0].id,
        claimable: true,
        outcomes: expect.arrayContaining([expect.objectContaining({ outcome: 'fine', can: 'now' })]),
      }),
    );
    expect((await api.post(path, {}, { as: first })).status).toBe(200);
    expect(await api.post(path, {}, { as: second })).toMatchObject({
      status: 409,
      body: { code: 'TaskHeld', holder: { id: first, name: 'Fred First' } },
    });
    const done = { outcome: 'fine' };
    expect(await api.post(`/tasks/${tasks[0].id}/complete`, done, { as: second })).toMatchObject({
      status: 409,
      body: { code: 'NotYours', holder: { name: 'Fred First' } },
    });
    expect((await desk.inbox(second, '?whose=claimable')).items).not.toContainEqual(
      expect.objectContaining({ id: tasks[0].id }),
    );
  });

  it('a stale form is told what has happened since, by whom, and what of it still applies', async () => {
    const me = await desk.someone('Stella Stale');
    const { manager } = api.engine.cast;
    const sale = await desk.aSale(me, { fields: { size: 'big' } });
    const task = sale.tasks[0].id;
    const amend = { type: 'amend', fields: { amount: rub('70') }, comment: 'As they said on the phone' };
    expect((await api.post(`/sales/${sale.id}/commands`, amend, { as: manager })).status).toBe(200);
    const form = { outcome: 'reached', fields: { amount: rub('50'), size: 'big' }, expectedSeq: sale.seq };
    const stale = await api.post(`/tasks/${task}/complete`, form, { as: me });
    expect(stale).toMatchObject({
      status: 409,
      body: {
        code: 'Stale',
        meanwhile: {
          seq: sale.seq + 1,
          stage: { key: 'first' },
          more: false,
          events: [{ type: 'amend', actor: { name: 'Mara Manager' }, words: { comment: 'As they said on the phone' } }],
        },
        answer: {
          applies: false,
          task: { status: 'open', holder: { id: me } },
          outcome: 'now',
          missing: [],
          fields: [
            { field: 'amount', state: 'changed', yours: rub('50.00'), now: rub('70.00') },
            { field: 'size', state: 'the same as yours', yours: 'big', now: 'big' },
          ],
        },
      },
    });
    const again = { ...form, fields: {}, expectedSeq: sale.seq };
    expect((await api.post(`/tasks/${task}/complete`, again, { as: me })).body.answer).toMatchObject({
      applies: true,
      fields: [],
    });
    expect(
      (await api.post(`/tasks/${task}/complete`, { ...form, expectedSeq: stale.body.meanwhile.seq }, { as: me }))
        .status,
    ).toBe(200);
    const gone = await api.post(`/tasks/${task}/complete`, form, { as: me });
    expect(gone.body).toMatchObject({
      code: 'Stale',
      answer: { applies: false, task: { status: 'done', outcome: 'reached' }, outcome: 'gone' },
    });
  });

  it('an answer is taken back while nothing else has happened since; then a 409 says what has', async () => {
    const me = await desk.someone('Una Undo');
    const sale = await desk.aSale(me, { fields: { amount: rub('1'), size: 'big' } });
    const task = sale.tasks[0].id;
    expect(await api.post(`/tasks/${task}/undo`, {}, { as: me })).toMatchObject({
      status: 409,
      body: { code: 'NothingToDo' },
    });
    await api.post(`/tasks/${task}/complete`, { outcome: 'reached' }, { as: me });
    const undone = await api.post(`/tasks/${task}/undo`, {}, { as: me });
    expect(undone.body).toMatchObject({ stage: { key: 'first' }, tasks: [{ id: task }] });
    await api.post(`/tasks/${task}/complete`, { outcome: 'reached' }, { as: me });
    await api.post(`/sales/${sale.id}/commands`, { type: 'amend', fields: { amount: rub('2') } }, { as: me });
    expect(await api.post(`/tasks/${task}/undo`, {}, { as: me })).toMatchObject({
      status: 409,
      body: { code: 'Stale', meanwhile: { events: [{ type: 'amend' }] } },
    });
  });

  it('comments stand with their author and time, those that came with commands among them; a repeat is one', async () => {
    const me = await desk.someone('Connie Comment');
    const { tasks } = await desk.aSale(me);
    const path = `/tasks/${tasks[0].id}/comments`;
    const key = newId();
    const first = await api.post(path, { body: 'They are on holiday' }, { as: me, key });
    expect(await api.post(path, { body: 'They are on holiday' }, { as: me, key })).toEqual({
      ...first,
      headers: expect.anything(),
    });
    await api.post(
      `/tasks/${tasks[0].id}/delegate`,
      { personId: api.engine.cast.colleague, comment: 'You know them' },
      { as: me },
    );
    await api.post(path, { body: 'I do' }, { as: api.engine.cast.colleague });
    const { items } = (await api.get(path, { as: me })).body;
    expect(items).toMatchObject([
      { body: 'They are on holiday', author: { name: 'Connie Comment' }, with: null },
      { body: 'You know them', author: { name: 'Connie Comment' }, with: 'delegate' },
      { body: 'I do', author: { name: 'Carl Colleague' }, with: null },
    ]);
    const pages = [(await api.get(`${path}?limit=2`, { as: me })).body];
    pages.push((await api.get(`${path}?limit=2&cursor=${pages[0].next}`, { as: me })).body);
    expect(pages.flatMap((page) => page.items)).toEqual(items);
    expect((await desk.inbox(api.engine.cast.colleague, '?whose=held')).items).toMatchObject([
      { id: tasks[0].id, comments: 2 },
    ]);
  });

  it('comments on a client’s lead are erased with the client, and are part of what is held of them', async () => {
    const me = await desk.someone('Erna Erase');
    const contact = (await api.post('/contacts', { name: 'Petrova Anna', ownerId: me }, { as: me })).body;
    const lead = (await api.post('/leads', { topic: 'Erased', contactId: contact.id, ownerId: me }, { as: me })).body;
    const path = `/tasks/${lead.tasks[0].id}/comments`;
    expect((await api.post(path, { body: 'She is moving house' }, { as: me })).status).toBe(201);
    const boss = await desk.someone('Boss');
    await api.engine.pool.query(`UPDATE people SET roles = '{administrator}' WHERE id = $1`, [boss]);
    const held = await api.post(`/contacts/${contact.id}/export`, {}, { as: boss });
    expect([held.status, JSON.stringify(held.body)]).toEqual([200, expect.stringContaining('She is moving house')]);
    const erased = await api.post(`/contacts/${contact.id}/erasure`, { reason: 'They asked' }, { as: boss });
    expect([erased.status, erased.body.counts?.task_comments]).toEqual([200, 1]);
    expect(JSON.stringify((await api.get(path, { as: boss })).body)).not.toContain('moving house');
  });

  describe('by sight', () => {
    let me: string;
    let owner: string;
    beforeAll(async () => {
      [me, owner] = [await desk.someone('Mina Mine'), await desk.someone('Otto Owner')];
      await repsSee(testPool(api.engine.database.ownerUrl), 'own');
    });
    afterAll(() => repsSee(testPool(api.engine.database.ownerUrl), 'all'));

    it('an inbox shows what is one’s own and what one may claim, whosever the deal; addresses of it only once it is held', async () => {
      const contact = (
        await api.post('/contacts', { name: 'Hidden Person', phone: '+7 900 000-00-01', ownerId: owner }, { as: owner })
      ).body;
      const { tasks } = await desk.queued(owner, { title: 'Theirs', contactId: contact.id });
      const found = async () =>
        (await desk.inbox(me, '?limit=500')).items.find(({ id }: { id: string }) => id === tasks[0].id);
      expect(await found()).toMatchObject({ claimable: true, instance: { name: 'Theirs' }, contact: null });
      // It is theirs now; the deal is not, and is not in the answer.
      expect(await api.post(`/tasks/${tasks[0].id}/claim`, {}, { as: me })).toMatchObject({ status: 204, body: '' });
      expect(await found()).toMatchObject({ claimable: false, contact: { phone: '+7 900 000-00-01' } });
    });

    it('tasks of others are those whose deals one sees; to a task outside of that every command answers 404', async () => {
      const { tasks, id } = await desk.aSale(owner);
      for (const query of ['?whose=all&limit=500', `?assignee=${owner}`, `?instance=${id}&whose=all`]) {
        const { items } = (await api.get(`/tasks${query}`, { as: me })).body;
        expect([query, items.filter(({ instance }: { instance: { id: string } }) => instance.id === id)]).toEqual([
          query,
          [],
        ]);
      }
      expect((await api.get(`/tasks?assignee=${owner}`, { as: owner })).body.items.length).toBeGreaterThan(0);
      expect(
        (await api.get(`/tasks?assignee=${owner}`, { as: api.engine.cast.manager })).body.items.length,
      ).toBeGreaterThan(0);
      const personId = api.engine.cast.rep;
      const until = new Date(Date.now() + DAY_MS).toISOString();
      const asked: [string, object][] = [
        ['claim', {}],
        ['complete', { outcome: 'reached' }],
        ['delegate', { personId }],
        ['cancel', {}],
        ['undo', {}],
        ['snooze', { until }],
        ['comments', { body: 'x' }],
      ];
      const answers = await Promise.all(
        asked.map(([act, body]) => api.post(`/tasks/${tasks[0].id}/${act}`, body, { as: me })),
      );
      expect(answers.map(({ status }, n) => [asked[n]?.[0], status])).toEqual(asked.map(([act]) => [act, 404]));
      expect((await api.get(`/tasks/${tasks[0].id}/comments`, { as: me })).status).toBe(404);
      expect((await api.post('/tasks', { instanceId: id, title: 'x' }, { as: me })).status).toBe(404);
    });
  });
});
