import { v7 as newId } from 'uuid';
import { createSettableClock } from '../../src/platform/clock';
import { publishText } from '../../src/publishing';
import { serve, startTestApi } from '../support/api';
import { until as readUntil, workflowId } from '../support/engine';
import { forward } from '../support/temporal';

const HOUR_MS = 3_600_000;

/** A sale of hours around the clock, whose limits do everything that limits can. */
const TEXT = `
process: hourly-sale
kind: sale
name: { en: Hourly sale, ru: Почасовая продажа }
calendar: office
fields:
  reason: { type: text, name: { en: Reason, ru: Причина } }
stages:
  first:
    name: { en: First, ru: Первый }
    guidance: { en: Begin, ru: Начните }
    limit: { due: 4 hours, due soon: 50 %, escalate: 10 hours later }
    at limit: { to: second }
    tasks:
      call:
        name: { en: Call, ru: Позвонить }
        limit:
          due: 1 hour
          due soon: never
          escalate: never
          ladder:
            - { at: 0, open: call-head }
            - { at: 1 hour later, reassign: owner's manager }
        outcomes: { reached: { name: { en: Reached, ru: Дозвонились }, to: second } }
      call-head:
        name: { en: Call the head, ru: Позвонить руководству }
        on call: true
        outcomes: { done: { name: { en: Done, ru: Сделано } } }
  second:
    name: { en: Second, ru: Второй }
    guidance: { en: Go on, ru: Продолжайте }
    limit: { due: 2 hours, due soon: never, escalate: 1 hour later }
    tasks:
      sell:
        name: { en: Sell, ru: Продать }
        outcomes: { sold: { name: { en: Sold, ru: Продано }, to: closed.won } }
closed:
  won: { name: { en: Won, ru: Продано } }
  lost: { name: { en: Lost, ru: Не продано }, who: [owner, manager], require: [reason], reopen: { to: first, who: [owner] } }
`;

describe('the past and the future over HTTP', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  beforeAll(async () => {
    api = await startTestApi();
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    expect(await publishText(api.engine.pool, TEXT, words)).toMatchObject({ became: 'in force', made: true });
  });
  const aSale = async (process: string) => (await api.post('/sales', { title: 'Forty pumps', process })).body;
  const iso = (ms: number) => new Date(ms).toISOString();

  describe('a sale as it was', () => {
    const pastOf = async (id: string, at: string, as?: string) =>
      api.get(`/sales/${id}/history?at=${encodeURIComponent(at)}`, { ...(as && { as }) });

    it('is shown with its tasks, deadlines, what was allowed to whoever asks, and who did what last', async () => {
      const sale = await aSale('standard-sale');
      const fields = { amount: { amount: '900', currency: 'RUB' } };
      await api.post(`/tasks/${sale.tasks[0].id}/complete`, {
        outcome: 'need confirmed',
        fields,
        comment: 'Three sites',
      });
      const { manager, colleague } = api.engine.cast;
      const moved = (await api.get(`/sales/${sale.id}`)).body;
      await api.post(`/sales/${sale.id}/commands`, { type: 'reassign', ownerId: colleague }, { as: manager });
      const then = (await pastOf(sale.id, moved.enteredAt)).body.asItStood;
      expect(then).toMatchObject({
        seq: 2,
        stage: { key: 'proposal' },
        owner: { id: api.engine.cast.rep },
        branches: [],
        last: {
          seq: 2,
          type: 'complete',
          actor: { name: 'Rita Rep' },
          from: 'qualify',
          words: { comment: 'Three sites' },
        },
      });
      expect(then.tasks).toMatchObject([{ task: 'send-proposal' }]);
      expect(then.deadlines.map((one: { subject: string; kind: string }) => `${one.subject} ${one.kind}`)).toEqual([
        'stage due soon',
        'stage overdue',
        'stage escalate',
      ]);
      const may = (one: { body: { outcome?: string }; can: string }) => (one.can === 'no' ? [] : [one.body.outcome]);
      expect(then.allowed.items.flatMap(may)).toContain('sent');
      expect(
        (await pastOf(sale.id, moved.enteredAt, colleague)).body.asItStood.allowed.items.flatMap(may),
      ).not.toContain('sent');
      expect((await api.get(`/sales/${sale.id}/allowed`)).body.items.flatMap(may)).not.toContain('sent');
      expect((await pastOf(sale.id, sale.startedAt)).body).toMatchObject({
        items: [{ seq: 1 }],
        asItStood: { seq: 1, stage: { key: 'qualify' }, tasks: [{ task: 'first-call' }], last: { type: 'start' } },
      });
    });

    it('is shown with its branches', async () => {
      const sale = await aSale('long-b2b');
      const answer = async (task: string, outcome: string, fields = {}) => {
        const { tasks } = (await api.get(`/sales/${sale.id}`)).body;
        const { id } = tasks.find((one: { task: string }) => one.task === task);
        const as = api.engine.cast.manager;
        if (tasks.find((one: { task: string; assignee: unknown }) => one.task === task).assignee === null)
          await api.post(`/tasks/${id}/claim`, {}, { as });
        return (await api.post(`/tasks/${id}/complete`, { outcome, fields }, { as })).body;
      };
      await answer('map-people', 'done');
      const prepared = await answer('talk', 'interested', { amount: { amount: '900', currency: 'RUB' } });
      expect(prepared.stage.key).toBe('prepare');
      const drafted = await answer('draft', 'drafted');
      const branches = async (at: string) => (await pastOf(sale.id, at)).body.asItStood.branches;
      expect(await branches(prepared.asOf)).toMatchObject([
        {
          key: 'legal',
          name: { en: 'Contract' },
          stage: { key: 'draft-contract', name: { en: 'Contract is drafted' } },
        },
        { key: 'technical', stage: { key: 'design-solution' }, light: 'on time' },
        { key: 'security', stage: null, light: null },
      ]);
      expect((await branches(drafted.asOf))[0]).toMatchObject({
        stage: { key: 'agree-contract' },
        dueAt: expect.any(String),
      });
    });

    it('is not there before its start, is now in the future, and is asked for with a time', async () => {
      const sale = await aSale('standard-sale');
      expect(await pastOf(sale.id, iso(Date.parse(sale.startedAt) - 1))).toMatchObject({
        status: 404,
        body: { detail: expect.stringContaining('had not started by') },
      });
      expect((await pastOf(sale.id, iso(Date.now() + 1000 * HOUR_MS))).body).toMatchObject({
        asItStood: { seq: 1, light: 'on time', allowed: { seq: 1 } },
      });
      expect((await pastOf(newId(), iso(Date.now()))).status).toBe(404);
      for (const at of ['yesterday', '2026-13-01T00:00:00Z', '2026-11-22'])
        expect((await pastOf(sale.id, at)).status).toBe(400);
    });
  });

  describe('what comes', () => {
    interface Coming {
      key: string;
      kind: string;
      subject: string;
      fires: boolean;
      say: { en: string };
      does: { does: string }[];
      follows: Coming[];
      instance: { id: string };
    }
    const coming = async (query: string, at = api): Promise<Coming[]> =>
      (await at.get(`/deadlines/next?limit=500&${query}`)).body.items;

    it('is what then fires, in order, and does what it said', async () => {
      const sale = await aSale('hourly-sale');
      const items = (await coming('hours=8')).filter((one) => one.instance.id === sale.id);
      const told = items.flatMap((one) => [one, ...one.follows]);
      await forward(workflowId(sale.id), 8 * HOUR_MS);
      const name = ({ kind, subject }: { kind: string; subject: string }) => `${subject} ${kind}`;
      const firing = told.filter(({ fires }) => fires !== false).map(name);
      // The sale's own clock went ahead of the API's, so its history is read where it stands.
      const sql = `SELECT command ->> 'deadline' AS key FROM process_events WHERE instance_id = $1 AND type = 'deadline' ORDER BY seq`;
      const fired = await readUntil(
        async () => (await api.engine.pool.query<{ key: string }>(sql, [sale.id])).rows.map(({ key }) => key),
        (read) => read.length >= firing.length,
      );
      const without = (key: string) =>
        key
          .replace(/@\d+$/, '')
          .replace(/:(rung) \d+$/, ' $1')
          .replace(':', ' ');
      expect(fired.map(without).toSorted()).toEqual(firing.toSorted());
      expect(fired.map(without)).toEqual([
        'call#1 overdue',
        'call#1 rung',
        'stage due soon',
        'call#1 rung',
        'stage overdue',
        'stage overdue',
        'stage escalate',
      ]);
      const { stage, owner, tasks } = (await api.get(`/sales/${sale.id}`)).body;
      expect([stage.key, owner.id, tasks.map((one: { task: string }) => one.task)]).toEqual([
        'second',
        api.engine.cast.rep,
        ['sell'],
      ]);
      const move = items.find((one) => name(one) === 'stage overdue');
      expect(move).toMatchObject({
        fires: true,
        name: { en: 'Stage “First”', ru: 'Этап «Первый»' },
        does: expect.arrayContaining([{ does: 'move', to: 'second' }]),
        follows: [{ kind: 'overdue' }, { kind: 'escalate', does: [{ does: 'escalate', who: "owner's manager" }] }],
        owner: { id: api.engine.cast.rep },
        manager: { id: api.engine.cast.manager, name: 'Mara Manager' },
      });
    });

    it('tells of a deadline that an earlier one disarms', async () => {
      const sale = await aSale('hourly-sale');
      const escalate = (await coming('hours=24')).find((one) => one.instance.id === sale.id && one.kind === 'escalate');
      expect(escalate).toMatchObject({ fires: false, does: [], say: { en: 'Nothing happens.' }, follows: [] });
    });

    it('is counted by owner and kind, and asked for by owner and by team', async () => {
      const { rep, manager, colleague } = api.engine.cast;
      await api.engine.pool.query(
        `INSERT INTO teams (id, key, name) VALUES ($1, 'east', '{"en": "East", "ru": "Восток"}')`,
        [newId()],
      );
      await api.engine.pool.query(`INSERT INTO team_members SELECT id, $1 FROM teams WHERE key = 'east'`, [colleague]);
      const mine = (await api.post('/sales', { title: 'Theirs', process: 'hourly-sale' }, { as: colleague })).body;
      const get = async (query: string) => (await api.get(`/deadlines/next?hours=3&limit=500&${query}`)).body;
      const team = await get('team=east');
      expect(new Set(team.items.map((one: Coming) => one.instance.id))).toEqual(new Set([mine.id]));
      expect(team.owners).toEqual([
        { owner: { id: colleague, name: 'Carl Colleague' }, total: 3, kinds: { 'due soon': 1, overdue: 1, rung: 1 } },
      ]);
      const all = await get('');
      expect(all.owners.map((one: { owner: { id: string } }) => one.owner.id).toSorted()).toEqual(
        [rep, colleague].toSorted(),
      );
      for (const { owner, total } of all.owners) expect((await get(`owner=${owner.id}`)).items).toHaveLength(total);
      expect((await get(`owner=${manager}`)).owners).toEqual([]);
      expect((await get('team=nowhere')).items).toEqual([]);
      expect((await api.get('/deadlines/next?hours=-1')).status).toBe(400);
    });

    it('is paged, late ones first, and what is late fires at once', async () => {
      const clock = createSettableClock(Date.now() + 2 * HOUR_MS);
      const later = await serve(api.engine.apiPool, api.engine.cast.rep, { clock });
      const whole = await coming('hours=1', later as typeof api);
      expect(whole.length).toBeGreaterThan(5);
      const paged: Coming[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const page: { items: Coming[]; next: string | null } = (
          await later.get(`/deadlines/next?hours=1&limit=2${next && `&cursor=${next}`}`)
        ).body;
        paged.push(...page.items);
        next = page.next;
      }
      expect(paged.map(({ key, fires, say }) => [key, fires, say])).toEqual(
        whole.map(({ key, fires, say }) => [key, fires, say]),
      );
    });
  });
});
