import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import { type Engine, snapshotOf } from '../support/engine';
import { repsSee, sharedWith } from '../support/sight';

const DAY_MS = 86_400_000;

describe('the board of what is stalled, as a manager works with it', () => {
  let api: TestApi & { engine: Engine };
  let now = Date.now();
  const ids: Record<string, string> = {};
  let rep: string;
  let manager: string;
  let colleague: string;
  const asManager = () => ({ as: manager });

  beforeAll(async () => {
    api = await startTestApi({ deps: { clock: { now: () => now } } });
    ({ rep, manager, colleague } = api.engine.cast);
    const account = await api.post('/accounts', { name: 'North works', region: 'North' });
    const sale = async (title: string, as: string, amount: string, more = {}) => {
      const made = await api.post(
        '/sales',
        { title, fields: { amount: { amount, currency: 'RUB' } }, ...more },
        { as },
      );
      expect(made.status).toBe(201);
      ids[title] = made.body.id;
    };
    await sale('small', rep, '100.00', { source: 'site' });
    await sale('big', rep, '900.00', { accountId: account.body.id, source: 'fair' });
    await sale('theirs', colleague, '500.00', { source: 'site' });
    await sale('waiting', rep, '700.00');
    const wait = {
      type: 'wait',
      until: new Date(now + 60 * DAY_MS).toISOString(),
      reason: 'Their budget is made in spring',
    };
    expect((await api.post(`/sales/${ids.waiting}/commands`, wait)).status).toBe(200);
    now += 40 * DAY_MS;
  });

  const titles = async (query = '') => {
    const { status, body } = await api.get(`/insight/stalled${query}`, asManager());
    expect(status).toBe(200);
    return body.items.map((row: { title: string }) => row.title);
  };

  it('says of a row how long against its limit in working days, how late against the plan, how often pushed and back, and a score with its age', async () => {
    const [first] = (await api.get('/insight/stalled', asManager())).body.items;
    expect(first).toMatchObject({
      title: 'big',
      light: 'escalated',
      level: 'escalated',
      turn: 'ours',
      timeAtStage: { limitDays: 3, working: true },
      timesBack: 0,
      timesPushed: 0,
      lastContactAt: null,
      score: { asOf: new Date(now).toISOString() },
    });
    // Forty days hold at least five weekends and at most eight days of them besides: between 24 and 30 days are worked.
    expect(first.timeAtStage.usedDays).toBeGreaterThan(20);
    expect(first.timeAtStage.usedDays).toBeLessThan(31);
    expect(first.score.value).toBe(Math.round((first.timeAtStage.usedDays - 3) * 900));
    expect(first.deviationDays).toBe(
      first.plannedFor === null ? null : Math.trunc((now - Date.parse(first.plannedFor)) / DAY_MS),
    );
  });

  it('is narrowed by owner, stage, process, version, source, product and region of the client; those without one by the empty text', async () => {
    expect(await titles()).toEqual(['big', 'theirs', 'small']);
    expect(await titles(`?owner=${rep}`)).toEqual(['big', 'small']);
    expect(await titles(`?owner=${rep}&owner=${colleague}`)).toEqual(['big', 'theirs', 'small']);
    expect(await titles('?source=site')).toEqual(['theirs', 'small']);
    expect(await titles('?region=North')).toEqual(['big']);
    expect(await titles('?region=')).toEqual(['theirs', 'small']);
    expect(await titles('?stage=proposal')).toEqual([]);
    expect(await titles('?process=standard-sale&version=1')).toEqual(['big', 'theirs', 'small']);
    expect(await titles('?version=standard-sale%402')).toEqual([]);
    expect(await titles('?product=')).toEqual(['big', 'theirs', 'small']);
    expect(await titles('?line=cranes')).toEqual([]);
    expect((await api.get('/insight/stalled?pile=never+touched', asManager())).status).toBe(400);
  });

  it('TB-AN-07: parts its piles by owner; each number is a list that opens, with the same total', async () => {
    const { items } = (await api.get('/insight/stalled/groups?by=owner', asManager())).body;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['Rita Rep', 'Carl Colleague']);
    expect(items[0].piles['over its limit']).toMatchObject({
      count: 2,
      amount: { amount: '1000.00', currency: 'RUB' },
    });
    let opened = 0;
    for (const { key, piles } of items)
      for (const { count, amount, opens } of Object.values<{
        count: number;
        amount: { amount: string };
        opens: string;
      }>(piles)) {
        const list = (await api.get(`${opens}&count=true`, asManager())).body;
        expect([opens, list.total, list.items.length]).toEqual([opens, count, count]);
        expect(list.items.every((row: { owner: { id: string } }) => row.owner.id === key)).toBe(true);
        const sum = list.items.reduce(
          (all: number, row: { amount: { amount: string } }) => all + Number(row.amount.amount),
          0,
        );
        expect(sum).toBe(Number(amount.amount));
        opened += count;
      }
    expect(opened).toBe(6);
  });

  it('is a file for spreadsheet programs, in the same order', async () => {
    const { status, body } = await api.get('/insight/stalled/export?source=site&separator=comma', asManager());
    expect(status).toBe(200);
    const [head, ...rows] = body.trim().split('\r\n');
    expect(head).toMatch(
      /^\uFEFF?Number,Name,Client,Money,Currency,Responsible,Stage,Level,Light,Days at the stage,"?Limit, days/,
    );
    expect(rows.map((row: string) => row.split(',').slice(1, 7))).toEqual([
      ['theirs', '', '500.00', 'RUB', 'Carl Colleague', 'Qualify'],
      ['small', '', '100.00', 'RUB', 'Rita Rep', 'Qualify'],
    ]);
  });

  it('shows what a reader sees only, and counts no more', async () => {
    const owner = testPool(api.engine.database.ownerUrl);
    await repsSee(owner, 'own');
    const seen = (await api.get('/insight/stalled?count=true')).body;
    expect(seen.items.map((row: { title: string }) => row.title)).toEqual(['big', 'small']);
    expect(seen.piles['over its limit']).toBe(2);
    const { items } = (await api.get('/insight/stalled/groups?by=owner')).body;
    expect(items).toHaveLength(1);
    await repsSee(owner, 'all');
  });

  describe('asked of many at once', () => {
    const many = (...names: string[]) => names.map((name) => ({ id: ids[name] }));

    it('shows before what would become of each: a stage for those that may, a refusal with its code for those that may not', async () => {
      const act = { type: 'move', to: 'proposal' };
      const items = [
        ...many('big', 'waiting'),
        { id: ids.small, seq: 99 },
        { id: '019aa000-0000-7000-8000-000000000000' },
      ];
      const { status, body } = await api.post('/bulk-acts/preview', { items, act }, asManager());
      expect(status).toBe(200);
      expect(body.items.map((one: { would: string }) => one.would)).toEqual([
        'refuse',
        'refuse',
        'moved since',
        'not there',
      ]);
      expect(body.items[0].refusal).toMatchObject({ code: expect.any(String), until: expect.any(Array) });
      expect(body.counts).toEqual({ refuse: 2, 'moved since': 1, 'not there': 1 });
      expect((await snapshotOf(api.engine.pool, ids.big ?? '')).state).toBe('qualify');
    });

    it('gives what the preview said: reassigned are those that could be, each by a decision of its own', async () => {
      const act = { type: 'reassign', ownerId: colleague };
      const before = (await api.post('/bulk-acts/preview', { items: many('big', 'theirs'), act }, asManager())).body;
      expect(before.items).toMatchObject([{ would: 'apply', ownerId: colleague }, { would: 'refuse' }]);
      const items = before.items.map(({ id, seq }: { id: string; seq: number }) => ({ id, seq }));
      const done = await api.post('/bulk-acts', { items, act }, asManager());
      expect(done).toMatchObject({
        status: 201,
        body: { type: 'reassign', status: 'done', results: { applied: 1, refused: 1 } },
      });
      expect(done.body.items[1].refusal.code).toBe(before.items[1].refusal.code);
      expect((await snapshotOf(api.engine.pool, ids.big ?? '')).owner).toBe(colleague);
      // The same once more, by what was seen then: it has moved since.
      const again = await api.post('/bulk-acts', { items, act: { type: 'reassign', ownerId: rep } }, asManager());
      expect(again.body.results).toMatchObject({ 'moved since': 1 });
    });

    it('asks each owner by a task of theirs, tells whoever asked, and keeps the answer with the question', async () => {
      const question = 'What does the client wait for?';
      const asked = await api.post(
        '/bulk-acts',
        { items: many('small', 'theirs'), act: { type: 'ask', question } },
        asManager(),
      );
      expect(asked.body).toMatchObject({ type: 'ask', question, results: { applied: 2 } });
      const [mine] = asked.body.items;
      expect(mine.task).toMatchObject({ status: 'open', assignee: { id: rep }, answer: null });
      const answered = await api.post(`/tasks/${mine.task.id}/complete`, {
        outcome: 'done',
        comment: 'A drawing from us',
      });
      expect(answered.status).toBe(200);
      const [now_] = (await api.get(`/bulk-acts/${asked.body.id}`, asManager())).body.items;
      expect(now_.task).toMatchObject({ status: 'done', answer: 'A drawing from us' });
      const notices = (await api.get('/notifications', asManager())).body.items;
      expect(notices.map(({ code }: { code: string }) => code)).toContain('question answered');
      expect((await api.get(`/bulk-acts/${asked.body.id}`)).status).toBe(404);
    });

    it('sets a known wait, after which they lie in no pile; and closes with a reason', async () => {
      const until = new Date(now + 5 * DAY_MS).toISOString();
      const waits = await api.post(
        '/bulk-acts',
        { items: many('small'), act: { type: 'wait', until, reason: 'Their holidays' } },
        asManager(),
      );
      expect(waits.body.results).toEqual({ applied: 1 });
      expect(await titles()).not.toContain('small');
      const act = { type: 'close', outcome: 'lost', fields: { reason: 'price' } };
      expect((await api.post('/bulk-acts', { items: many('theirs'), act }, asManager())).body.results).toEqual({
        applied: 1,
      });
      expect(await titles()).not.toContain('theirs');
    });

    it('is done to its end whatever becomes of the process that was asked, and once however often it is sent', async () => {
      const made: string[] = [];
      for (let n = 0; n < 30; n++) made.push((await api.post('/sales', { title: `Of many ${n}` })).body.id);
      const body = { items: made.map((id) => ({ id })), act: { type: 'reassign', ownerId: colleague } };
      const key = '019aa111-0000-7000-8000-000000000000';
      const begun = await api.post('/bulk-acts', body, { as: manager, key });
      expect(begun.body).toMatchObject({ status: 'running', results: { applied: 25, waiting: 5 } });
      expect((await api.post('/bulk-acts', body, { as: manager, key })).body.id).toBe(begun.body.id);
      expect(await api.engine.activities.performBulkActs()).toBe(5);
      expect(await api.engine.activities.performBulkActs()).toBe(0);
      const { status, results } = (await api.get(`/bulk-acts/${begun.body.id}`, asManager())).body;
      expect({ status, results }).toEqual({ status: 'done', results: { applied: 30 } });
    });

    it('asks nothing of what is shared with them to be read, nor sets a field that is closed to them', async () => {
      const owner = testPool(api.engine.database.ownerUrl);
      const theirs = (await api.post('/sales', { title: 'Shared to be read' }, { as: colleague })).body.id;
      await repsSee(owner, 'own', { fields: { sale: { amount: 'read-only' } } });
      await sharedWith(owner, 'instance', theirs, { personId: rep });
      const wanted = { items: [{ id: theirs }], act: { type: 'ask', question: 'Why?' } };
      expect((await api.post('/bulk-acts/preview', wanted)).body.counts.apply).toBeUndefined();
      expect((await api.post('/bulk-acts', wanted)).body.results?.applied).toBeUndefined();
      const act = { type: 'amend', fields: { amount: { amount: '1.00', currency: 'RUB' } } };
      expect((await api.post('/bulk-acts', { items: many('big'), act })).body.code).toBe('FieldClosed');
      await repsSee(owner, 'all');
    });

    it('takes no act that names a task of a single deal, nobody twice, and no seq but each one’s own', async () => {
      const [one] = many('big');
      for (const [body, path] of [
        [{ items: [one], act: { type: 'complete', task: 'x', outcome: 'y' } }, 'body.act'],
        [{ items: [one, one], act: { type: 'resume' } }, 'body.items'],
        [{ items: [one], act: { type: 'resume', expectedSeq: 1 } }, 'body.act.expectedSeq'],
        [{ items: [one], act: { type: 'reassign', ownerId: ids.big } }, 'body.act.ownerId'],
        [{ items: [], act: { type: 'resume' } }, 'body.items'],
      ] as const) {
        const answer = await api.post('/bulk-acts', body, asManager());
        expect([answer.status, answer.body.errors?.map((error: { path: string }) => error.path)]).toEqual([
          400,
          [path],
        ]);
      }
    });
  });

  it('DYN-46 DYN-47: of open leads it is the same board, with those that whoever is responsible has never touched', async () => {
    const lead = await api.post('/leads', { topic: 'Left alone', ownerId: colleague });
    expect(lead.status).toBe(201);
    now += 30 * DAY_MS;
    const board = (await api.get('/insight/stalled?kind=lead&pile=never+touched&count=true', asManager())).body;
    expect(board.items.map((row: { topic: string }) => row.topic)).toEqual(['Left alone']);
    expect(board.piles).toMatchObject({ 'over its limit': 1, 'never touched': 1 });
    const { items } = (await api.get('/insight/stalled/groups?kind=lead&by=owner', asManager())).body;
    expect(items).toMatchObject([{ name: 'Carl Colleague', piles: { 'never touched': { count: 1 } } }]);
    const call = { kind: 'call', direction: 'out', subject: 'Hello', instanceId: lead.body.id };
    await api.post('/interactions', call, { as: colleague });
    expect((await api.get('/insight/stalled?kind=lead&pile=never+touched', asManager())).body.items).toEqual([]);
  });
});
