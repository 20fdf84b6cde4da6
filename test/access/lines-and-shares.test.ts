import fc from 'fast-check';
import { createSendNotices } from '../../activities/notices/send-notices';
import { extentOf, LINE_RULES, REACHES, type RoleSight } from '../../src/access';
import type { Letter } from '../../src/outbound';
import { startTestApi } from '../support/api';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { repsSee, roleSees, worksIn } from '../support/sight';

type Made = Record<string, string>;

describe('records by line of business and by sharing', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: ReturnType<typeof testPool>;
  const cast = () => api.engine.cast;
  const theirs = () => ({ as: cast().colleague });
  const leads: Made = {};
  const sales: Made = {};
  const accounts: Made = {};

  /** A client of the colleague's with a lead and a sale of a line. */
  async function ofLine(name: string, line?: string) {
    const account = await api.post('/accounts', { name: `${name} works`, ownerId: cast().colleague }, theirs());
    const linked = { ownerId: cast().colleague, accountId: account.body.id, ...(line && { line }) };
    const lead = await api.post('/leads', { topic: `${name} lead`, ...linked }, theirs());
    const sale = await api.post('/sales', { title: `${name} sale`, ...linked }, theirs());
    expect([account.status, lead.status, sale.status]).toEqual([201, 201, 201]);
    accounts[name] = account.body.id;
    leads[name] = lead.body.id;
    sales[name] = sale.body.id;
  }

  beforeAll(async () => {
    api = await startTestApi({ engineDeadlineMs: 20_000 });
    owner = testPool(api.engine.database.ownerUrl);
    await roleSees(owner, 'manager', {});
    await ofLine('pumps', 'Pumps');
    await ofLine('service', 'Service');
    await ofLine('none');
    await worksIn(owner, cast().rep, 'Pumps');
  }, 120_000);

  /** The live events of somebody. */
  async function listen(personId: string) {
    const ended = new AbortController();
    atEnd(async () => ended.abort());
    const headers = { authorization: `Bearer ${await api.token(personId)}` };
    const answer = await fetch(`${api.url}/api/v1/events`, { headers, signal: ended.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!reader) throw new Error('Nothing to listen to.');
    let text = (await reader.read()).value ?? '';
    return {
      until: async (wanted: string[]) => {
        while (!wanted.every((id) => text.includes(id))) text += (await reader.read()).value ?? '';
        return [...text.matchAll(/"instanceId":"([^"]+)"/g)].map(([, id]) => id);
      },
    };
  }

  const seen = async (path: string, as?: string) =>
    (await api.get(`${path}?count=true&limit=100`, as ? { as } : {})).body.items.map(
      (one: { topic?: string; title?: string; name?: string }) => one.topic ?? one.title ?? one.name,
    );
  const statuses = async (ids: Made, path: string) =>
    Object.fromEntries(
      await Promise.all(Object.entries(ids).map(async ([key, id]) => [key, (await api.get(`${path}/${id}`)).status])),
    );

  it('DIR-08: an employee sees only the records of the lines that are theirs, and those of none', async () => {
    await repsSee(owner, 'all', { lines: 'only' });
    expect((await seen('/leads')).sort()).toEqual(['none lead', 'pumps lead']);
    expect((await seen('/sales')).sort()).toEqual(['none sale', 'pumps sale']);
    expect(await statuses(sales, '/sales')).toEqual({ pumps: 200, service: 404, none: 200 });
    expect(await statuses(leads, '/leads')).toEqual({ pumps: 200, service: 404, none: 200 });
    expect((await api.post(`/sales/${sales.service}/commands`, { type: 'amend', fields: {} })).status).toBe(404);
    expect((await api.get('/search?q=service')).body.groups.flatMap((group: { items: [] }) => group.items)).toEqual([]);
    const tasks = (await api.get('/tasks?whose=all')).body.items.map(
      (task: { instance: { id: string } }) => task.instance.id,
    );
    expect(tasks).not.toContain(sales.service);
  });

  it('DIR-08: a client is of the lines of its leads and sales: one of other lines only is not there', async () => {
    await repsSee(owner, 'all', { lines: 'only' });
    expect((await seen('/accounts')).sort()).toEqual(['none works', 'pumps works']);
    expect(await statuses(accounts, '/accounts')).toEqual({ pumps: 200, service: 404, none: 200 });
    await worksIn(owner, cast().rep, 'Pumps', 'Service');
    expect(await statuses(accounts, '/accounts')).toEqual({ pumps: 200, service: 200, none: 200 });
    await worksIn(owner, cast().rep, 'Pumps');
  });

  it('DIR-08: one sees what one is responsible for, whatever line it is of', async () => {
    await repsSee(owner, 'own', { lines: 'only' });
    const made = await api.post('/sales', { title: 'mine', line: 'Service' });
    expect((await api.get(`/sales/${made.body.id}`)).body.line).toBe('Service');
  });

  it('a line may widen too: one’s own records, and all of one’s lines beside', async () => {
    await repsSee(owner, 'own', { lines: 'also' });
    expect(await statuses(sales, '/sales')).toEqual({ pumps: 200, service: 404, none: 404 });
    expect(await statuses(leads, '/leads')).toEqual({ pumps: 200, service: 404, none: 404 });
    expect(await statuses(accounts, '/accounts')).toEqual({ pumps: 200, service: 404, none: 404 });
  });

  it('a sale is of the line of its lead', async () => {
    await repsSee(owner, 'all');
    const lead = await api.post('/leads', { topic: 'to qualify', personName: 'Ada', line: 'Pumps' });
    const { body } = await api.post(`/leads/${lead.body.id}/qualify`, { result: 'qualified' });
    expect((await api.get(`/sales/${body.saleId}`)).body.line).toBe('Pumps');
  });

  describe('a task of a deal that its holder does not see', () => {
    it('is done all the same; of the deal the answer tells nothing', async () => {
      await repsSee(owner, 'own');
      const sale = await api.post('/sales', { title: 'their secret', fields: {} }, theirs());
      const given = { instanceId: sale.body.id, title: 'Look at the contract', personId: cast().rep };
      const handed = await api.post('/tasks', given, theirs());
      const { id } = handed.body.tasks.find(({ task }: { task: string | null }) => task === null);
      expect((await api.get(`/sales/${sale.body.id}`)).status).toBe(404);
      const stale = await api.post(`/tasks/${id}/complete`, { outcome: 'done', expectedSeq: 0 });
      expect([stale.status, stale.body.meanwhile.events.length > 0]).toEqual([409, true]);
      for (const event of stale.body.meanwhile.events)
        expect(event).toMatchObject({ fields: null, asked: {}, words: {} });
      const done = await api.post(`/tasks/${id}/complete`, { outcome: 'done' });
      expect([done.status, done.body]).toEqual([204, '']);
      expect((await api.get(`/sales/${sale.body.id}`, theirs())).body.seq).toBeGreaterThan(handed.body.seq);
    });

    it('who hands a deal on and no longer sees it hears that it was done', async () => {
      const sale = await api.post('/sales', { title: 'handed on', ownerId: cast().rep }, theirs());
      const reassign = { type: 'reassign', ownerId: cast().colleague };
      const done = await api.post(`/sales/${sale.body.id}/commands`, reassign);
      expect([done.status, (await api.get(`/sales/${sale.body.id}`)).status]).toEqual([204, 404]);
    });
  });

  describe('sharing', () => {
    const share = (kind: string, id: string | undefined, body: object, as = cast().colleague) =>
      api.post(`/${kind}/${id}/shares`, body, { as });

    beforeAll(() => repsSee(owner, 'own'));

    it('lets a colleague read a deal, with its client, until it is taken back', async () => {
      expect((await api.get(`/sales/${sales.service}`)).status).toBe(404);
      const made = await share('sales', sales.service, { personId: cast().rep, may: 'read' });
      expect(made).toMatchObject({ status: 201, body: { items: [{ may: 'read', person: { id: cast().rep } }] } });
      expect((await api.get(`/sales/${sales.service}`)).status).toBe(200);
      expect((await api.get(`/accounts/${accounts.service}`)).status).toBe(200);
      expect(await seen('/sales')).toContain('service sale');
      const ended = await api.delete(`/sales/${sales.service}/shares/${made.body.items[0].id}`, theirs());
      expect(ended.body.items).toEqual([]);
      expect((await api.get(`/sales/${sales.service}`)).status).toBe(404);
      expect((await api.get(`/accounts/${accounts.service}`)).status).toBe(404);
    });

    it('to read is not to work on', async () => {
      await share('sales', sales.service, { personId: cast().rep, may: 'read' });
      await share('accounts', accounts.none, { personId: cast().rep, may: 'read' });
      const call = { kind: 'call', at: '2026-01-01T00:00:00Z', subject: 'x', instanceId: sales.service };
      const tries = [
        await api.patch(`/sales/${sales.service}`, { title: 'changed' }),
        await api.post(`/sales/${sales.service}/commands`, { type: 'amend', fields: {} }),
        await api.post(`/sales/${sales.service}/shares`, { personId: cast().manager, may: 'read' }),
        await api.post('/interactions', call),
        await api.post('/tasks', { instanceId: sales.service, title: 'x' }),
        await api.put(`/accounts/${accounts.none}`, { notes: 'changed', revision: 1 }),
        // Its client is seen by the deal that is to be read.
        await api.put(`/accounts/${accounts.service}`, { notes: 'changed', revision: 1 }),
      ];
      expect(tries.map(({ status, body }) => [status, body.code])).toEqual(tries.map(() => [403, 'SharedToRead']));
      expect((await api.get(`/sales/${sales.service}`, theirs())).body.title).toBe('service sale');
    });

    it('to read is not to write on what hangs on it either, unless it is one’s own part of it', async () => {
      const as = { as: cast().colleague };
      const client = await api.post('/accounts', { name: 'Read only works', ownerId: cast().colleague }, as);
      const accountId = client.body.id;
      const sale = await api.post('/sales', { title: 'read only', accountId }, as);
      const instanceId = sale.body.id;
      const [task] = sale.body.tasks;
      const at = '2026-01-01T00:00:00Z';
      const call = await api.post('/interactions', { kind: 'e-mail', at, subject: 'theirs', instanceId }, as);
      const withMe = { kind: 'call', at, subject: 'with me', instanceId, colleagueIds: [cast().rep] };
      const shared = await api.post('/interactions', withMe, as);
      const forMe = await api.post('/tasks', { instanceId, title: 'For the rep', personId: cast().rep }, as);
      const mine = forMe.body.tasks.find(({ task: key }: { task: string | null }) => key === null);
      await share('sales', instanceId, { personId: cast().rep, may: 'read' });
      await share('accounts', accountId, { personId: cast().rep, may: 'read' });
      const own = await api.post('/contacts', { name: 'Of the rep' });
      const later = '2099-01-01T00:00:00Z';
      const id = call.body.id;
      const tries = [
        await api.post(`/tasks/${task.id}/comments`, { body: 'x' }),
        await api.post(`/tasks/${task.id}/complete`, { outcome: 'x' }),
        await api.post(`/tasks/${task.id}/delegate`, { personId: cast().rep }),
        await api.post(`/tasks/${task.id}/files?name=a.txt`, {}),
        await api.post(`/interactions/${id}/files?name=a.txt`, {}),
        await api.post(`/interactions/${id}/read`),
        await api.post(`/interactions/${id}/cancel`, {}),
        await api.post('/next-contacts', { after: id, kind: 'call', at: later }),
        await api.post('/client-mails', { answers: id, text: 'x' }),
        await api.post('/touches', { accountId, source: 'x', kind: 'asked' }),
        await api.put(`/contacts/${own.body.id}/accounts/${accountId}`, {}),
        // A deal of one's own at a client would make the client one's own to work on.
        await api.post('/sales', { title: 'mine now', accountId }),
        await api.post('/leads', { topic: 'mine now', accountId }),
        await api.post('/contacts', { name: 'x', accounts: [{ id: accountId }] }),
      ];
      expect(tries.map(({ status, body }) => [status, body.code])).toEqual(tries.map(() => [403, 'SharedToRead']));
      expect((await api.get(`/tasks/${task.id}/comments`, as)).body.items).toEqual([]);
      expect((await api.post(`/tasks/${mine.id}/comments`, { body: 'on it' })).status).toBe(201);
      expect((await api.post(`/interactions/${shared.body.id}/read`)).status).toBe(200);
      expect((await api.post(`/tasks/${mine.id}/complete`, { outcome: 'done' })).status).toBe(200);
    });

    it('to work on is what one’s roles let one do; what is said last counts', async () => {
      const made = await share('sales', sales.service, { personId: cast().rep, may: 'work' });
      expect(made.body.items).toHaveLength(1);
      expect((await api.patch(`/sales/${sales.service}`, { campaign: 'fair' })).status).toBe(200);
    });

    it('is heard of as it happens, and what is not shared is not', async () => {
      await share('sales', sales.service, { personId: cast().rep, may: 'read' });
      const mine = await api.post('/sales', { title: 'heard' });
      const heard = await listen(cast().rep);
      const amend = (id: string | undefined) =>
        api.post(`/sales/${id}/commands`, { type: 'amend', fields: {} }, { as: cast().colleague });
      const wait = { type: 'wait', reason: 'x', until: '2099-01-01T00:00:00Z' };
      for (const id of [sales.pumps, sales.service]) expect((await amend(id)).status).toBe(200);
      expect((await api.post(`/sales/${mine.body.id}/commands`, wait)).status).toBe(200);
      const ids = await heard.until([sales.service ?? '', mine.body.id]);
      expect(ids).not.toContain(sales.pumps);
    });

    const told = async (as = cast().rep) =>
      (await api.get('/notifications?unread=true&kind=ownership', { as })).body.items.filter((one: { code: string }) =>
        one.code.startsWith('shared'),
      );

    it('tells whoever it is with, once, in both languages, by the ways that they chose, and names nothing that they do not see', async () => {
      const as = { as: cast().colleague };
      const { body: sale } = await api.post('/sales', { title: 'To be told of' }, as);
      const { body: client } = await api.post('/accounts', { name: 'Told works', ownerId: cast().colleague }, as);
      await api.post('/notifications/read', {});
      const settings = (await api.get('/me/notices')).body;
      const { mail, digest } = settings;
      await api.put('/me/notices', { mail: { ...mail, ownership: 'at once' }, digest, quiet: null });
      const made = await share('sales', sale.id, { personId: cast().rep, may: 'read' });
      await share('sales', sale.id, { personId: cast().rep, may: 'read', until: '2099-01-01T00:00:00Z' });
      await share('accounts', client.id, { personId: cast().rep, may: 'work' });
      const notices = await told();
      expect(notices.map((one: { code: string; words: object }) => [one.code, one.words])).toEqual([
        [
          'shared to work on',
          {
            en: 'Shared with you, to work on: Told works',
            ru: 'Вам открыли доступ для работы: Told works',
          },
        ],
        [
          'shared to read',
          {
            en: `Shared with you, to read: “To be told of” (no. ${sale.number})`,
            ru: `Вам открыли доступ для чтения: «To be told of» (№ ${sale.number})`,
          },
        ],
      ]);
      expect(notices[0].client).toEqual({ kind: 'account', id: client.id, name: 'Told works' });
      expect(notices[1].instance.id).toBe(sale.id);
      expect(notices[1].subject).toBe(made.body.items[0].id);

      const letters: string[] = [];
      const clock = { now: () => Date.now() };
      const sendMail = async ({ to, mail: { text } }: Letter) => {
        if (to.id === cast().rep) letters.push(text);
        return { result: 'sent', said: 'taken' } as const;
      };
      const send = createSendNotices({ pool: api.engine.pool, clock, sendMail });
      await send();
      await send();
      expect(letters).toHaveLength(1);
      expect(letters[0]).toContain('Shared with you, to work on: Told works');

      const more = await share('sales', sale.id, { personId: cast().rep, may: 'work' });
      expect((await told())[0].code).toBe('shared to work on');
      await api.delete(`/sales/${sale.id}/shares/${more.body.items[0].id}`, as);
      // What has ended is no news, and what is not seen is not named.
      await send();
      expect(letters).toHaveLength(1);
      expect((await told())[0]).toMatchObject({ words: { en: 'Shared with you, to work on' }, instance: null });
    });

    it('stands on the card: with whom, to do what, until when; and whether it is to be read only', async () => {
      const as = { as: cast().colleague };
      const until = '2099-01-01T00:00:00.000Z';
      const cards: [string, string][] = [];
      for (const [kind, body] of [
        ['sales', { title: 'x' }],
        ['leads', { topic: 'x' }],
        ['accounts', { name: 'Card works', ownerId: cast().colleague }],
        ['contacts', { name: 'Card person', ownerId: cast().colleague }],
      ] as const)
        cards.push([kind, (await api.post(`/${kind}`, body, as)).body.id]);
      for (const [kind, id] of cards) {
        expect((await api.get(`/${kind}/${id}`, as)).body).toMatchObject({ shares: [], toRead: false });
        await share(kind, id, { personId: cast().rep, may: 'read', until });
        const { shares, toRead } = (await api.get(`/${kind}/${id}`)).body;
        expect([toRead, shares]).toMatchObject([true, [{ person: { id: cast().rep }, may: 'read', until }]]);
        await share(kind, id, { personId: cast().rep, may: 'work' });
        expect((await api.get(`/${kind}/${id}`)).body).toMatchObject({ toRead: false, shares: [{ may: 'work' }] });
      }
    });

    it('ends by itself', async () => {
      const until = new Date(Date.now() + 60_000).toISOString();
      const made = await share('leads', leads.service, { personId: cast().rep, may: 'read', until });
      expect(made.body.items[0].until).toBe(until);
      expect((await api.get(`/leads/${leads.service}`)).status).toBe(200);
      await owner.query(`UPDATE shares SET until = now() - interval '1 second' WHERE id = $1`, [made.body.items[0].id]);
      expect((await api.get(`/leads/${leads.service}`)).status).toBe(404);
      expect((await api.get(`/leads/${leads.service}/shares`, theirs())).body.items).toEqual([]);
    });

    it('with a team reaches whoever is in it', async () => {
      await owner.query(
        `INSERT INTO teams (id, key, name) VALUES (gen_random_uuid(), 'desk', '{"en":"Desk","ru":"Desk"}') ON CONFLICT DO NOTHING`,
      );
      await owner.query(
        `INSERT INTO team_members (team_id, person_id) SELECT id, $1 FROM teams WHERE key = 'desk' ON CONFLICT DO NOTHING`,
        [cast().rep],
      );
      expect((await api.get(`/accounts/${accounts.pumps}`)).status).toBe(404);
      const before = (await told()).length;
      const made = await share('accounts', accounts.pumps, { team: 'desk', may: 'work' });
      expect(await told()).toHaveLength(before + 1);
      expect(made.body.items[0].team.key).toBe('desk');
      expect((await api.get(`/accounts/${accounts.pumps}`)).status).toBe(200);
      expect((await api.get(`/sales/${sales.pumps}`)).status).toBe(404);
      await owner.query(`DELETE FROM team_members WHERE person_id = $1`, [cast().rep]);
      expect((await api.get(`/accounts/${accounts.pumps}`)).status).toBe(404);
    });

    it('is the owner’s to do, and of who is above them; others get a clear no', async () => {
      const lead = { personId: cast().rep, may: 'read' };
      expect((await share('leads', leads.none, lead, cast().rep)).status).toBe(404);
      await repsSee(owner, 'all');
      expect((await share('leads', leads.none, lead, cast().rep)).body.code).toBe('NotAllowed');
      await repsSee(owner, 'own');
      expect((await share('leads', leads.none, lead, cast().manager)).status).toBe(201);
    });

    it('refuses what makes no sense', async () => {
      const bad: [object, string][] = [
        [{ may: 'read' }, 'body.personId'],
        [{ personId: cast().rep, team: 'desk', may: 'read' }, 'body.personId'],
        [{ personId: '0197d1a0-0000-7000-8000-000000000000', may: 'read' }, 'body.personId'],
        [{ team: 'no-such-team', may: 'read' }, 'body.team'],
        [{ personId: cast().rep, may: 'read', until: '2020-01-01T00:00:00Z' }, 'body.until'],
      ];
      for (const [body, path] of bad) {
        const answer = await share('leads', leads.pumps, body);
        expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
      }
    });
  });
});

describe('several roles', () => {
  const role = fc.record({ reach: fc.constantFrom(...REACHES), lines: fc.constantFrom(...LINE_RULES) });
  interface Thing {
    mine: boolean;
    team: boolean;
    ofMyLine: boolean;
    ofNone: boolean;
  }
  const thing: fc.Arbitrary<Thing> = fc
    .record({ mine: fc.boolean(), team: fc.boolean(), line: fc.constantFrom('mine', 'other', 'none') })
    .map(({ mine, team, line }) => ({ mine, team: team || mine, ofMyLine: line === 'mine', ofNone: line === 'none' }));

  /** What one role says, word for word. */
  const byRole = ({ reach, lines }: RoleSight, { mine, team, ofMyLine, ofNone }: Thing): boolean => {
    const reached = reach === 'all' || (reach === 'team' && team) || mine;
    if (lines === 'only') return mine || (reached && (ofMyLine || ofNone));
    return lines === 'also' ? reached || ofMyLine : reached;
  };
  const byExtent = (roles: readonly RoleSight[], one: Thing): boolean => {
    const { reach, within, also } = extentOf(roles);
    return (
      byRole({ reach, lines: 'any' }, one) ||
      (within !== null && byRole({ reach: within, lines: 'only' }, one)) ||
      (also && one.ofMyLine)
    );
  };

  it('the widest role counts: what one sees is what any role shows, no more and no less', () => {
    fc.assert(
      fc.property(fc.array(role, { minLength: 1, maxLength: 4 }), thing, (roles, one) => {
        expect(byExtent(roles, one)).toBe(roles.some((each) => byRole(each, one)));
      }),
    );
  });
});
