import { v7 as newId } from 'uuid';
import { type Inbound, mailOf, startInbound } from '../support/inbound';
import { repsSee } from '../support/sight';

const MINUTE = 60_000;

/** An item, as far as a test looks at it. */
interface Item {
  id: string;
  channel: string;
  subject: string;
  state: string;
  answeredBy: { name: string } | null;
  afterS: number | null;
}

describe('how what came in was worked', () => {
  let on: Inbound;
  let begin: number;
  const lead = async (topic: string, as?: string) =>
    (await on.api.post('/leads', { topic }, as ? { as } : {})).body.id as string;
  const note = (instanceId: string, kind: string, direction: string, minute: number, as?: string) =>
    on.api.post(
      '/interactions',
      {
        kind,
        direction,
        subject: `${kind} ${minute}`,
        instanceId,
        at: new Date(begin + minute * MINUTE).toISOString(),
      },
      as ? { as } : {},
    );
  const span = () =>
    `from=${new Date(begin - MINUTE).toISOString()}&to=${new Date(begin + 9 * 60 * MINUTE).toISOString()}`;
  const report = async (as?: string) => (await on.api.get(`/insight/incoming?${span()}`, as ? { as } : {})).body.items;
  const items = async (more: string, as?: string): Promise<Item[]> =>
    (await on.api.get(`/insight/incoming/items?${span()}${more}`, as ? { as } : {})).body.items;

  beforeAll(async () => {
    on = await startInbound();
    begin = Date.now();
    const { manager, colleague } = on.api.engine.cast;
    const mailed = await lead('Mailed', colleague);
    await note(mailed, 'e-mail', 'in', 10);
    await note(mailed, 'e-mail', 'out', 40, colleague); // half an hour later
    await note(mailed, 'e-mail', 'in', 60);
    await note(mailed, 'call', 'out', 180, manager); // two hours later, by another
    const waiting = await lead('Waiting', colleague);
    await note(waiting, 'e-mail', 'in', 20);
    const over = await lead('Over', colleague);
    await note(over, 'e-mail', 'in', 20);
    await on.api.post(`/leads/${over}/qualify`, { result: 'disqualified', reason: 'other' }, { as: colleague });
    const rung = await lead('Rung');
    await note(rung, 'call', 'in', 5); // the owner wrote it down: it was taken
    const forwarded = await lead('Forwarded');
    await note(forwarded, 'call', 'in', 6, manager); // a manager wrote it down, and the owner never called back
    await lead('By hand');
    const pbx = await on.source('call');
    const site = await on.source('form');
    const rings = { call: 'c', from: '+74951112233', to: '+74950000000', at: new Date(begin).toISOString() };
    await pbx.send({ ...rings, event: 'answered', agent: 'carl@example.com' });
    await pbx.send({ ...rings, call: 'd', from: '+74951112244', event: 'missed' });
    await site.send({ name: 'Nina', email: 'nina@form.example' });
    await on.work();
  });

  it('DYN-07: by channel what came in, what was answered, after how long, by whom, and what was not', async () => {
    const channels = Object.fromEntries((await report()).map((one: { channel: string }) => [one.channel, one]));
    const { rep, manager, colleague } = on.api.engine.cast;
    expect(channels['e-mail']).toEqual({
      channel: 'e-mail',
      cameIn: 4,
      answered: 2,
      waiting: 1,
      over: 1,
      medianS: 75 * 60,
      p90S: 30 * 60 + 0.9 * 90 * 60,
      by: [
        { person: { id: colleague, name: 'Carl Colleague' }, answered: 1, medianS: 30 * 60 },
        { person: { id: manager, name: 'Mara Manager' }, answered: 1, medianS: 120 * 60 },
      ],
      owners: [{ person: { id: colleague, name: 'Carl Colleague' }, cameIn: 4, answered: 2, waiting: 1, over: 1 }],
    });
    expect(channels.phone).toMatchObject({ cameIn: 2, answered: 1, waiting: 1, medianS: 0 });
    expect(channels.call).toMatchObject({ cameIn: 2, answered: 1, waiting: 1, by: [{ person: { id: colleague } }] });
    expect(channels.form).toMatchObject({
      cameIn: 1,
      answered: 0,
      waiting: 1,
      owners: [{ person: { id: rep }, waiting: 1 }],
    });
    expect(channels['by hand']).toMatchObject({ cameIn: 1, waiting: 1, medianS: null });
  });

  it('DYN-07: each number opens its items', async () => {
    for (const one of await report()) {
      const of = `&channel=${encodeURIComponent(one.channel)}`;
      for (const state of ['answered', 'waiting', 'over'] as const)
        expect([one.channel, state, (await items(`${of}&state=${state}`)).length]).toEqual([
          one.channel,
          state,
          one[state],
        ]);
      for (const { person, answered } of one.by)
        expect((await items(`${of}&by=${person?.id ?? 'nobody'}`)).length).toBe(answered);
      for (const { person, cameIn } of one.owners)
        expect((await items(`${of}&owner=${person?.id ?? 'nobody'}`)).length).toBe(cameIn);
    }
    const [late] = await items('&channel=e-mail&state=answered');
    expect(late).toMatchObject({
      subject: 'e-mail 60',
      answeredBy: { name: 'Mara Manager' },
      afterS: 7200,
      instance: { kind: 'lead' },
    });
  });

  it('pages through all of them, none twice', async () => {
    const all = (await items('')).map(({ id }) => id);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
      const { body } = await on.api.get(`/insight/incoming/items?${span()}&limit=3${cursor}`);
      seen.push(...body.items.map(({ id }: Item) => id));
      next = body.next;
    }
    expect(seen).toEqual(all);
    const open = await on.api.get('/insight/incoming/items?limit=1');
    expect(
      (await on.api.get(`/insight/incoming/items?limit=1&cursor=${encodeURIComponent(open.body.next)}`)).status,
    ).toBe(200);
  });

  it('counts what somebody sees alone', async () => {
    await repsSee(on.api.engine.apiPool, 'own');
    try {
      const { colleague, manager } = on.api.engine.cast;
      const own = (await report(colleague)).map(({ channel }: Item) => channel);
      expect(own).toEqual(['e-mail']);
      expect((await report(manager)).length).toBe(5);
    } finally {
      await repsSee(on.api.engine.apiPool, 'all');
    }
  });

  it('refuses a span that is none, and one of more than a year', async () => {
    for (const query of [
      'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
      'from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    ])
      expect(await on.api.get(`/insight/incoming?${query}`)).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'query.from' }] },
      });
    expect(await on.api.get(`/insight/incoming/items?by=${newId()}x`)).toMatchObject({ status: 400 });
  });

  it('a mail that came in by itself counts as one that somebody wrote down', async () => {
    const before = (await items('&channel=e-mail')).length;
    const gate = await on.source('mail');
    await gate.send(mailOf({}));
    await on.work();
    expect((await items('&channel=e-mail')).length).toBe(before + 1);
  });
});
