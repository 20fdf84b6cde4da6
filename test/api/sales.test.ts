import { v7 as newId } from 'uuid';
import { startTestApi } from '../support/api';

describe('sales over HTTP', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  beforeAll(async () => {
    api = await startTestApi();
  });
  const aSale = async (fields = {}) => (await api.post('/sales', { title: 'Forty pumps', fields })).body;

  it('a new sale stands in the first stage of the process that the rule gives, with its first task', async () => {
    const made = await api.post('/sales', {
      title: 'Forty pumps',
      fields: { amount: { amount: '12500.00', currency: 'RUB' } },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1/sales/${made.body.id}`);
    expect(made.body).toMatchObject({
      title: 'Forty pumps',
      process: { key: 'standard-sale', version: 1 },
      stage: { key: 'qualify' },
      open: true,
      result: null,
      owner: { id: api.engine.cast.rep, name: 'Rita Rep' },
      amount: { amount: '12500.00', currency: 'RUB' },
      probabilityPct: 20,
      light: 'on time',
      turn: 'ours',
      deviationDays: expect.any(Number),
      seq: 1,
      tasks: [{ task: 'first-call', assignee: { id: api.engine.cast.rep, name: 'Rita Rep' }, light: 'on time' }],
    });
    expect(made.body.tasks[0].outcomes.map((o: { key: string }) => o.key)).toContain('need confirmed');
    const read = await api.get(`/sales/${made.body.id}`);
    expect(read.body).toMatchObject({ id: made.body.id, number: made.body.number, seq: 1 });
  });

  it('whoever a sale is started for by somebody else is told of it, once; of their own they are told nothing', async () => {
    const { colleague, rep } = api.engine.cast;
    const told = async (as: string, id: string) =>
      (await api.get('/notifications', { as })).body.items
        .filter((one: { instance: { id: string } | null }) => one.instance?.id === id)
        .map(({ code, kind }: { code: string; kind: string }) => [kind, code]);
    const key = newId();
    const theirs = await api.post('/sales', { title: 'For Carl', ownerId: colleague }, { key });
    await api.post('/sales', { title: 'For Carl', ownerId: colleague }, { key });
    const lead = await api.post('/leads', { topic: 'For Carl', ownerId: colleague });
    const own = await aSale();
    expect(await told(colleague, theirs.body.id)).toEqual([['ownership', 'assigned']]);
    expect(await told(colleague, lead.body.id)).toEqual([['ownership', 'assigned']]);
    expect([await told(rep, theirs.body.id), await told(rep, own.id)]).toEqual([[], []]);
  });

  it('the outcome of a task moves the sale, and the answer shows where to', async () => {
    const sale = await aSale();
    const done = await api.post(`/tasks/${sale.tasks[0].id}/complete`, {
      outcome: 'need confirmed',
      fields: { amount: { amount: '900', currency: 'RUB' } },
    });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({ id: sale.id, stage: { key: 'proposal' }, amount: { amount: '900.00' }, seq: 2 });
  });

  it('the same key gives the same sale and the same answer, however often it is sent', async () => {
    const key = newId();
    const [first, again] = await Promise.all([
      api.post('/sales', { title: 'Once' }, { key }),
      api.post('/sales', { title: 'Once' }, { key }),
    ]);
    const third = await api.post('/sales', { title: 'Once' }, { key });
    expect([first.status, again.status, third.status]).toEqual([201, 201, 201]);
    expect(again.body).toEqual(first.body);
    expect(third.body).toEqual(first.body);
    const other = await api.post('/sales', { title: 'Twice' }, { key });
    expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
  });

  it('what the stage does not allow is refused with what would let it pass, and what is possible instead', async () => {
    const sale = await aSale();
    const refused = await api.post(`/tasks/${sale.tasks[0].id}/complete`, { outcome: 'need confirmed' });
    expect(refused.status).toBe(409);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body).toMatchObject({
      code: 'FieldMissing',
      status: 409,
      until: [{ code: 'FieldMissing', params: { field: 'amount' } }],
    });
    expect(refused.body.allowed).toContainEqual(expect.objectContaining({ can: 'with input', asks: ['amount'] }));
    expect((await api.get(`/sales/${sale.id}`)).body.seq).toBe(1);
  });

  it('a stale expectedSeq is refused', async () => {
    const sale = await aSale();
    await api.post(`/sales/${sale.id}/commands`, { type: 'amend', fields: { discount: 3 }, expectedSeq: 1 });
    const stale = await api.post(`/sales/${sale.id}/commands`, {
      type: 'amend',
      fields: { discount: 4 },
      expectedSeq: 1,
    });
    expect(stale).toMatchObject({ status: 409, body: { code: 'Stale', until: [{ params: { seq: 2 } }] } });
  });

  it('a wait keeps its words out of the workflow, and shows them', async () => {
    const sale = await aSale();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const waiting = await api.post(`/sales/${sale.id}/commands`, { type: 'wait', until, reason: 'Ivan is away' });
    expect(waiting.body).toMatchObject({ light: 'waiting', waitUntil: until, waitReason: 'Ivan is away', dueAt: null });
    const { rows } = await api.engine.pool.query(
      'SELECT command FROM process_events WHERE instance_id = $1 AND seq = 2',
      [sale.id],
    );
    expect(JSON.stringify(rows[0])).not.toContain('Ivan');
  });

  it('times in a refusal and in a history are times like all others', async () => {
    const sale = await aSale();
    const until = '2020-01-01T00:00:00.000Z';
    const past = await api.post(`/sales/${sale.id}/commands`, { type: 'wait', until, reason: 'Too late' });
    expect(past).toMatchObject({ status: 409, body: { code: 'InPast', until: [{ params: { until } }] } });
    const later = new Date(Date.now() + 86_400_000).toISOString();
    await api.post(`/sales/${sale.id}/commands`, { type: 'wait', until: later, reason: 'Holiday' });
    const { items } = (await api.get(`/sales/${sale.id}/history`)).body;
    expect(items[1]).toMatchObject({ asked: { until: later }, words: { reason: 'Holiday' } });
  });

  it('what is allowed is what is accepted: each offer can be sent as it stands', async () => {
    const sale = await aSale({ amount: { amount: '1', currency: 'RUB' } });
    const offers = (await api.get(`/sales/${sale.id}/allowed`)).body;
    // Not 'cancel task': the one task that is open is all that leads on from here.
    expect(offers.free).toEqual(['wait', 'reassign', 'delegate', 'amend', 'add task']);
    const now = offers.items.filter((one: { can: string }) => one.can === 'now');
    expect(now.map((one: { to: string }) => one.to)).toEqual(['proposal']);
    const sent = await api.post(`/sales/${sale.id}/commands`, now[0].body);
    expect(sent).toMatchObject({ status: 200, body: { stage: { key: 'proposal' } } });
  });

  it('an administrator is shown what the door takes from an administrator', async () => {
    const sale = await aSale({ amount: { amount: '1', currency: 'RUB' } });
    const as = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada Admin', 'ada@example.com', '{administrator}')`,
      [as],
    );
    const { items } = (await api.get(`/sales/${sale.id}/allowed`, { as })).body;
    const [first] = items.filter((one: { can: string }) => one.can === 'now');
    expect(first).toMatchObject({ to: 'proposal' });
    expect((await api.post(`/sales/${sale.id}/commands`, first.body, { as })).status).toBe(200);
  });

  it('the history tells each decision with its words, and how the sale stood at an instant', async () => {
    const sale = await aSale();
    const amend = { type: 'amend', fields: { discount: 5 }, comment: 'They asked for it' };
    const amended = await api.post(`/sales/${sale.id}/commands`, amend);
    const history = (await api.get(`/sales/${sale.id}/history`)).body;
    expect(history.items).toMatchObject([
      { seq: 1, type: 'start', actor: { name: 'Rita Rep' }, from: null, to: 'qualify' },
      { seq: 2, type: 'amend', fields: { discount: 5 }, words: { comment: 'They asked for it' } },
    ]);
    const before = new Date(Date.parse(amended.body.asOf) - 1).toISOString();
    const then = (await api.get(`/sales/${sale.id}/history?at=${before}`)).body;
    expect(then.items).toHaveLength(1);
    expect(then.asItStood).toMatchObject({ seq: 1, fields: { discount: 0 } });
  });

  it('deadlines, tasks and interactions of a sale', async () => {
    const sale = await aSale();
    const deadlines = (await api.get(`/sales/${sale.id}/deadlines`)).body.items;
    expect(deadlines.map((d: { kind: string }) => d.kind)).toEqual(
      expect.arrayContaining(['due soon', 'overdue', 'escalate']),
    );
    const call = await api.post('/interactions', { kind: 'call', subject: 'Asked for the need', instanceId: sale.id });
    expect(call.status).toBe(201);
    expect((await api.get(`/sales/${sale.id}/interactions`)).body.items).toMatchObject([
      { id: call.body.id, kind: 'call' },
    ]);
    const tasks = (await api.get(`/sales/${sale.id}/tasks`)).body.items;
    expect(tasks).toMatchObject([{ task: 'first-call', name: { en: 'First call' }, instance: { id: sale.id } }]);
    // Around the new year they may lie weeks ahead.
    expect(
      (await api.get('/deadlines/next?hours=1000&limit=500')).body.items.map((d: { key: string }) => d.key),
    ).toEqual(expect.arrayContaining(deadlines.map((d: { key: string }) => d.key)));
  });

  it('a task by hand: added with its words, delegated, claimed by nobody, cancelled', async () => {
    const sale = await aSale();
    const { colleague } = api.engine.cast;
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const added = await api.post('/tasks', { instanceId: sale.id, title: 'Send the brochure', dueAt });
    expect(added.status).toBe(201);
    const byHand = added.body.tasks.find((t: { task: string | null }) => t.task === null);
    expect(byHand).toMatchObject({ name: { en: 'Send the brochure' }, dueAt });
    const handed = await api.post(`/tasks/${byHand.id}/delegate`, { personId: colleague });
    expect(handed.body.tasks).toContainEqual(
      expect.objectContaining({ id: byHand.id, assignee: expect.objectContaining({ id: colleague }) }),
    );
    const theirs = (await api.get('/tasks', { as: colleague })).body.items.map(({ id }: { id: string }) => id);
    expect(theirs).toContain(byHand.id);
    expect(await api.post(`/tasks/${byHand.id}/claim`)).toMatchObject({ status: 409, body: { code: 'TaskHeld' } });
    expect((await api.post(`/tasks/${byHand.id}/cancel`)).body.tasks).toHaveLength(1);
    const told = (await api.get(`/notifications?unread=true`, { as: colleague })).body.items;
    expect(told.filter(({ code }: { code: string }) => code === 'task assigned')).toHaveLength(1);
    expect((await api.post('/notifications/read', {}, { as: colleague })).body).toEqual({ read: told.length });
  });
});
