import { v7 as newId } from 'uuid';
import { setCalendar } from '../../src/access';
import { keepHandover, performHandover } from '../../src/crm';
import { systemClock } from '../../src/platform/clock';
import { startTestApi } from '../support/api';
import { historyOf, snapshotOf } from '../support/engine';
import { calendarKey, calendarText, retimingsOf } from '../support/retiming';

type Item = { kind: string; id: string; name: string | null; result: string | null; back: string | null };

describe('handing over', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let rep: string;
  let colleague: string;
  let manager: string;
  beforeAll(async () => {
    api = await startTestApi();
    ({ rep, colleague, manager } = api.engine.cast);
  });

  const made = async (path: string, body: object, sending = {}) => {
    const answer = await api.post(path, body, sending);
    expect([path, answer.status, answer.body.detail]).toEqual([path, 201, undefined]);
    return answer.body;
  };
  const aSale = (title: string, more = {}) => made('/sales', { title, secondReason: 'Another need', ...more });
  const command = async (sale: string, body: object, sending = {}) => {
    const answer = await api.post(`/sales/${sale}/commands`, body, sending);
    expect([answer.status, answer.body.detail]).toEqual([200, undefined]);
    return answer.body;
  };
  const aPlan = async (about: { instanceId?: string; accountId?: string }) => {
    const id = newId();
    await api.engine.pool.query(
      `INSERT INTO interactions (id, kind, status, at, planned_for, subject, instance_id, account_id, author_id, responsible_id)
       VALUES ($1, 'call', 'planned', '2030-01-01', '2030-01-01', 'Ring them', $2, $3, $4, $4)`,
      [id, about.instanceId ?? null, about.accountId ?? null, rep],
    );
    return id;
  };
  const responsibleOf = async (interaction: string) => {
    const sql = 'SELECT responsible_id AS who, author_id AS author FROM interactions WHERE id = $1';
    return (await api.engine.pool.query(sql, [interaction])).rows[0];
  };
  const ownerOf = async (sale: string) => (await snapshotOf(api.engine.pool, sale)).owner;
  const resultsOf = (items: Item[], column: 'result' | 'back' = 'result') =>
    Object.fromEntries(items.map((item) => [item.id, item[column]]));

  it('DIR-11: a deal goes to somebody else with its tasks and planned contacts; its clocks stand as they stood, its history keeps its authors', async () => {
    const { id: accountId } = await made('/accounts', { name: 'Handed' });
    const { id } = await aSale('Moved', { accountId });
    await command(id, { type: 'add task', title: 'Send a book', personId: rep, dueAt: '2030-01-01T00:00:00Z' });
    const plan = await aPlan({ instanceId: id });
    const before = await snapshotOf(api.engine.pool, id);
    const deadlines = async () =>
      (await api.get(`/sales/${id}/deadlines`)).body.items.map(({ at }: { at: string }) => at);
    const armed = await deadlines();

    const what = { kind: 'sale', id };
    const wanted = await api.post('/handovers/preview', { what, to: colleague });
    expect(wanted.status).toBe(200);
    expect(wanted.body.items.map(({ kind, name }: Item) => [kind, name])).toEqual([
      ['interaction', 'Ring them'],
      ['sale', 'Moved'],
    ]);
    expect(await ownerOf(id)).toBe(rep);

    const done = await made('/handovers', { what, to: colleague, reason: 'A trip', until: '2030-02-01T00:00:00Z' });
    expect(done).toMatchObject({
      status: 'done',
      from: { name: 'Rita Rep' },
      to: { name: 'Carl Colleague' },
      reason: 'A trip',
    });
    expect(done.results).toEqual({ moved: 2 });
    const after = await snapshotOf(api.engine.pool, id);
    expect(after.owner).toBe(colleague);
    expect(after.tasks.map(({ assignee }) => assignee)).toEqual(after.tasks.map(() => colleague));
    const clocks = (snapshot: typeof before) => [
      snapshot.clock,
      snapshot.plannedFor,
      ...snapshot.tasks.map(({ clock }) => clock),
    ];
    expect(clocks(after)).toEqual(clocks(before));
    expect(await deadlines()).toEqual(armed);
    expect(done.items.flatMap(({ dues }: { dues: unknown[] }) => dues)).toEqual([]);
    expect(await responsibleOf(plan)).toEqual({ who: colleague, author: rep });
    const { events } = await historyOf(api.engine.pool, id);
    expect(events.map(({ command: { type, actor } }) => [type, actor.id])).toEqual([
      ['start', rep],
      ['add task', rep],
      ['reassign', rep],
      ['delegate', rep],
    ]);
    // Both are told, and the receiver has a briefing to read.
    for (const as of [rep, colleague]) {
      const notices = (await api.get('/notifications', { as })).body.items;
      expect(notices.filter(({ code }: { code: string }) => code === 'handover')).toHaveLength(1);
    }
    expect(done.briefings).toEqual([{ name: 'Handed', address: `/api/v1/accounts/${accountId}/briefing` }]);
    const briefing = await api.get(done.briefings[0].address, { as: colleague });
    expect(briefing.body.deals).toMatchObject([{ name: 'Moved', owner: { name: 'Carl Colleague' } }]);

    const back = await api.post(`/handovers/${done.id}/return`, undefined, { as: colleague });
    expect(back.body).toMatchObject({ status: 'returned', back: { back: 2 } });
    const again = await snapshotOf(api.engine.pool, id);
    expect([again.owner, ...again.tasks.map(({ assignee }) => assignee)]).toEqual([rep, rep, rep]);
    expect(clocks(again)).toEqual(clocks(before));
    expect((await responsibleOf(plan)).who).toBe(rep);
  });

  it('brings all tasks back, also where whoever moved them died between two of them', async () => {
    const { id } = await aSale('Cut short');
    for (const title of ['One', 'Two'])
      await command(id, { type: 'add task', title, personId: rep, dueAt: '2030-01-01T00:00:00Z' });
    const { pool, send } = api.engine;
    const asked = { id: rep, roles: ['rep'], teams: [] };
    const what = { kind: 'sale', id } as const;
    const way = { from: rep, to: colleague, reason: 'A trip', until: null, absenceId: null };
    const handover = { id: newId(), what, ...way, asked, at: Date.now() };
    await keepHandover(pool, handover, [{ kind: 'sale', id }]);
    let delegated = 0;
    const dying: typeof send = async (asked) => {
      if (asked.act.type === 'delegate' && ++delegated > 1) throw new Error('dead');
      return send(asked);
    };
    await expect(performHandover({ pool, door: dying, clock: systemClock }, handover.id, 20)).rejects.toThrow('dead');
    await performHandover({ pool, door: send, clock: systemClock }, handover.id, 20);
    const holders = async () => (await snapshotOf(pool, id)).tasks.map(({ assignee }) => assignee);
    expect(await holders()).toEqual([colleague, colleague, colleague]);
    const back = await api.post(`/handovers/${handover.id}/return`, undefined, { as: colleague });
    expect(back.body).toMatchObject({ status: 'returned', back: { back: 1 } });
    expect(await holders()).toEqual([rep, rep, rep]);
  });

  it('DIR-11: of a client go the deals and plans of whoever is responsible, and the responsibility; those of others stay', async () => {
    const { id: accountId } = await made('/accounts', { name: 'Whole client', ownerId: rep });
    const mine = await aSale('Mine', { accountId });
    const lead = await made('/leads', { topic: 'My lead', accountId, ownerId: rep });
    const theirs = await aSale('Of the manager', { accountId });
    await command(theirs.id, { type: 'reassign', ownerId: manager });
    const plan = await aPlan({ accountId });
    const { items, results } = await made('/handovers', {
      what: { kind: 'account', id: accountId },
      to: colleague,
      reason: 'Another region',
    });
    expect(results).toEqual({ moved: 4 });
    expect(new Set(items.map(({ id }: Item) => id))).toEqual(new Set([accountId, mine.id, lead.id, plan]));
    expect(await Promise.all([mine.id, theirs.id].map(ownerOf))).toEqual([colleague, manager]);
    expect((await api.get(`/accounts/${accountId}`)).body.ownerId).toBe(colleague);
    const [change] = (await api.get(`/accounts/${accountId}/changes`)).body.items;
    expect(change).toMatchObject({ how: 'handover', by: { name: 'Rita Rep' } });
  });

  it('DIR-11: of somebody who is away goes everything, by their absence; back comes what the deputy still has', async () => {
    const absent = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles, manager_id) VALUES ($1, 'Ada Away', 'ada@example.com', '{rep}', $2)`,
      [absent, manager],
    );
    const as = { as: absent };
    const sales: string[] = [];
    for (let n = 0; n < 30; n++) sales.push((await made('/sales', { title: `Sale ${n}` }, as)).id);
    const other = await aSale('Of somebody else');
    await command(other.id, { type: 'add task', title: 'Help', personId: absent, dueAt: '2030-01-01T00:00:00Z' });
    const absence = await made(
      '/absences',
      { personId: absent, from: '2029-01-01T00:00:00Z', to: '2029-02-01T00:00:00Z', deputyId: colleague },
      { as: manager },
    );

    const begun = await made('/handovers', { absenceId: absence.id, reason: 'Vacation' }, { as: manager });
    expect(begun).toMatchObject({ what: 'person', until: '2029-02-01T00:00:00.000Z', to: { id: colleague } });
    expect(begun).toMatchObject({ status: 'running', results: { moved: 25, waiting: 6 } });
    // The rest is done by whoever works on it, whatever became of the process that was asked.
    expect(await api.engine.activities.performHandovers()).toBe(6);
    expect(await api.engine.activities.performHandovers()).toBe(0);
    const done = (await api.get(`/handovers/${begun.id}`, { as: manager })).body;
    expect(done).toMatchObject({ status: 'done', results: { moved: 31 } });
    for (const sale of sales) expect(await ownerOf(sale)).toBe(colleague);
    const holders = (await snapshotOf(api.engine.pool, other.id)).tasks.map(({ assignee }) => assignee);
    expect(holders).toEqual([rep, colleague]);

    const [closed = '', taken = '', ...rest] = sales;
    const { tasks } = (await api.get(`/sales/${closed}`)).body;
    const lost = { outcome: 'no interest', fields: { reason: 'price' } };
    expect((await api.post(`/tasks/${tasks[0].id}/complete`, lost, { as: colleague })).status).toBe(200);
    await command(taken, { type: 'reassign', ownerId: manager }, { as: manager });
    await api.post(`/handovers/${begun.id}/return`, undefined, as);
    await api.engine.activities.performHandovers();
    const returned = (await api.get(`/handovers/${begun.id}`, as)).body;
    expect(returned).toMatchObject({ status: 'returned', back: { back: 29, closed: 1, 'others have it': 1 } });
    expect(resultsOf(returned.items, 'back')).toMatchObject({ [closed]: 'closed', [taken]: 'others have it' });
    for (const sale of rest) expect(await ownerOf(sale)).toBe(absent);
    expect([await ownerOf(closed), await ownerOf(taken)]).toEqual([colleague, manager]);
  });

  it('is for whoever has it, those above them and administrators; what is not there for somebody, or makes no sense, changes nothing', async () => {
    const { id } = await aSale('Not yours');
    const what = { kind: 'sale', id };
    const ask = (body: object, as = rep) =>
      api.post('/handovers', { what, to: colleague, reason: 'x', ...body }, { as });
    expect((await ask({ to: manager }, colleague)).status).toBe(403);
    expect((await ask({ to: rep })).status).toBe(400);
    expect((await ask({ to: newId() })).status).toBe(400);
    expect((await ask({ from: colleague, to: rep }, manager)).status).toBe(400);
    expect((await ask({ reason: '' })).status).toBe(400);
    expect((await ask({ what: { kind: 'sale', id: newId() } })).status).toBe(404);
    expect(await ownerOf(id)).toBe(rep);
    const key = newId();
    const twice = [1, 2].map(() => api.post('/handovers', { what, to: colleague, reason: 'x' }, { as: manager, key }));
    const [first, second] = await Promise.all(twice);
    expect([first?.status, second?.body.id]).toEqual([201, first?.body.id]);
    expect(await ownerOf(id)).toBe(colleague);
    const stranger = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Sam Stranger', 'sam@example.com', '{rep}')`,
      [stranger],
    );
    expect((await api.get(`/handovers/${first?.body.id}`, { as: stranger })).status).toBe(404);
    expect((await api.get('/handovers', { as: stranger })).body.items).toEqual([]);
    expect((await api.post(`/handovers/${first?.body.id}/return`, undefined, { as: stranger })).status).toBe(404);
  });

  it('DIR-11: where limits count in the owner’s calendar, those that move by a handover are listed', async () => {
    const { engine } = api;
    const retimings = retimingsOf(engine);
    const late = calendarKey('late');
    await retimings.publish(calendarText(calendarKey('plant')));
    await retimings.publish(calendarText(late, {}, '20:00-22:00'));
    const { versionId } = await retimings.processOn('processes/standard-sale.yaml', "owner's");
    expect(await setCalendar(engine.apiPool, 'person', colleague, late)).toBe('done');
    const id = newId();
    await engine.ask(id, { type: 'start', owner: rep, fields: {} }, { versionId, record: { title: 'By the clock' } });
    const before = await snapshotOf(engine.pool, id);
    const { items } = await made('/handovers', { what: { kind: 'sale', id }, to: colleague, reason: 'A trip' });
    const after = await snapshotOf(engine.pool, id);
    const iso = (at: number | null | undefined) => new Date(at ?? 0).toISOString();
    expect(after.clock?.dueAt).not.toBe(before.clock?.dueAt);
    expect(items[0].dues).toContainEqual({
      subject: 'stage',
      before: iso(before.clock?.dueAt),
      after: iso(after.clock?.dueAt),
    });
  });
});
