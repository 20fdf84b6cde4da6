import { v7 as newId } from 'uuid';
import { keepForecast, raiseAlerts } from '../../../src/insight';
import { tellHook } from '../../../src/outbound';
import { type Sample, startSample } from '../../support/sample';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const DAY_MS = 86_400_000;
const NAME = { en: 'A rule', ru: 'Правило' };

describe('alerts', () => {
  let on: Sample;
  let ops: string;
  const make = async (settings: object, to: object) => {
    const { status, body } = await on.post('/alert-rules', { name: NAME, settings, to }, { as: ops });
    expect([status, status === 201 ? '' : body]).toEqual([201, '']);
    return body;
  };
  const read = async (as: string) => {
    const { status, body } = await on.get('/notifications?limit=500', { as });
    expect([status, status === 200 ? '' : body]).toEqual([200, '']);
    return body.items;
  };
  const notices = async (person: string, code: string) =>
    (await read(person)).filter((one: { code: string }) => one.code === code);
  const open = async (rule: string, query = 'open=true') => (await on.get(`/alerts?rule=${rule}&${query}`)).body.items;

  beforeAll(async () => {
    on = await startSample(NOW);
    ops = on.person('i.fedorova');
  });

  it('a big sale that stalls is told of once, to its owner, to their manager and outside; again only when it had gone on', async () => {
    await on.owner.query(
      `INSERT INTO event_hooks (name, url, secret, kinds) VALUES ('bi', 'https://bi.example/hook', 'whsec_c2VjcmV0', '{alert.raised}')`,
    );
    const { rows } = await on.pool.query(
      `SELECT i.id, i.owner_id AS owner, p.manager_id AS manager, i.amount_base_minor::float8 AS minor, i.due_at FROM process_instances i JOIN people p ON p.id = i.owner_id
       WHERE i.kind = 'sale' AND i.open AND i.wait_until IS NULL AND i.due_at <= $1 ORDER BY i.amount_base_minor DESC`,
      [new Date(NOW)],
    );
    const [big, next] = rows;
    const settings = { kind: 'deal stalls', fromMinor: big.minor };
    const tried = await on.post('/alert-rules/try', { settings }, { as: ops });
    const things = tried.body.items.map(({ thing }: { thing: string }) => thing);
    expect(things).toContain(big.id);
    const called = (await on.get(`/sales/${big.id}`, { as: ops })).body.title;
    expect(tried.body.items.find(({ thing }: { thing: string }) => thing === big.id).title).toBe(called);
    if (next.minor < big.minor) expect(things).not.toContain(next.id);
    const rule = await make(settings, { owner: true, manager: true, roles: ['sales-ops'] });
    expect(await raiseAlerts(on.pool, NOW)).toBe(things.length);
    expect(await Promise.all([raiseAlerts(on.pool, NOW + 1000), raiseAlerts(on.pool, NOW + 1000)])).toEqual([0, 0]);
    for (const person of [big.owner, big.manager, ops]) {
      const got = await notices(person, 'deal stalls');
      const about = got.filter((one: { instance: { id: string } }) => one.instance?.id === big.id);
      expect(about.length).toBe(1);
      expect(about[0].words).toEqual({
        en: expect.stringContaining('A big sale stalls: “'),
        ru: expect.stringContaining('Крупная продажа стоит: «'),
      });
    }
    const queued = await on.owner.query(`SELECT source, status FROM event_deliveries WHERE hook = 'bi'`);
    expect(queued.rows).toEqual(things.map(() => ({ source: 'alert', status: 'waiting' })));
    const told: { type: string; data: { after: { instanceId: string } } }[] = [];
    await tellHook(
      {
        pool: on.pool,
        clock: { now: () => Date.now() },
        postWebhook: (call) => {
          told.push(JSON.parse(call.body));
          return Promise.resolve({ result: 'sent', said: '200' });
        },
      },
      'bi',
    );
    expect(told.map(({ type }) => type)).toEqual(things.map(() => 'alert.raised'));
    expect(told.map(({ data }) => data.after.instanceId)).toContain(big.id);
    // It goes on, and stalls again.
    await on.owner.query('UPDATE process_instances SET due_at = $2 WHERE id = $1', [big.id, new Date(NOW + DAY_MS)]);
    await raiseAlerts(on.pool, NOW + 60_000);
    expect((await open(rule.id)).map(({ instanceId }: { instanceId: string }) => instanceId)).not.toContain(big.id);
    expect(await raiseAlerts(on.pool, NOW + 2 * DAY_MS)).toBeGreaterThan(0);
    on.clock.set(NOW + 3 * DAY_MS);
    const again = (await notices(big.owner, 'deal stalls')).filter(
      (one: { instance: { id: string } }) => one.instance?.id === big.id,
    );
    // Unread ones about the same thing stand together.
    expect(again.reduce((sum: number, one: { times: number }) => sum + one.times, 0)).toBe(2);
    on.clock.set(NOW);
    await on.owner.query('UPDATE process_instances SET due_at = $2 WHERE id = $1', [big.id, big.due_at]);
  });

  it('a known wait is no stalling', async () => {
    const { rows } = await on.pool.query(
      `SELECT id FROM process_instances WHERE kind = 'sale' AND open AND wait_until > $1`,
      [new Date(NOW)],
    );
    const { items } = (
      await on.post('/alert-rules/try', { settings: { kind: 'deal stalls', fromMinor: 0 } }, { as: ops })
    ).body;
    const found = new Set(items.map(({ thing }: { thing: string }) => thing));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ id }) => found.has(id))).toEqual([]);
    const { rows: late } = await on.pool.query(
      `SELECT id FROM process_instances WHERE kind = 'sale' AND open AND (wait_until IS NULL AND due_at <= $1 OR wait_until <= $1)`,
      [new Date(NOW)],
    );
    expect([...found].sort()).toEqual(late.map(({ id }) => id).sort());
  });

  it('a queue that grows is held against a week ago', async () => {
    const { rows } = await on.pool.query(
      `SELECT (SELECT count(*)::int FROM process_instances WHERE kind = 'sale' AND open AND state = 'proposal') AS now,
         (SELECT count(*)::int FROM (SELECT DISTINCT ON (e.instance_id) e.to_state FROM process_events e JOIN process_instances i ON i.id = e.instance_id
           WHERE i.kind = 'sale' AND e.at <= $1 ORDER BY e.instance_id, e.seq DESC) s WHERE to_state = 'proposal') AS then`,
      [new Date(NOW - 7 * DAY_MS)],
    );
    const [{ now, then }] = rows;
    const queue = { kind: 'queue grows', process: 'standard-sale', stage: 'proposal' };
    const tried = async (more: object) =>
      (await on.post('/alert-rules/try', { settings: { ...queue, ...more } }, { as: ops })).body.items;
    expect(await tried({ atLeast: now })).toMatchObject([
      { thing: 'standard-sale / proposal', detail: { now, aWeekAgo: then } },
    ]);
    expect(await tried({ atLeast: now + 1 })).toEqual([]);
    const grown = then === 0 ? 1000 : Math.floor((100 * (now - then)) / then);
    if (grown >= 1 && then > 0) expect((await tried({ atLeast: 1, growthPct: grown })).length).toBe(1);
    if (then > 0) expect(await tried({ atLeast: 1, growthPct: Math.max(1, grown + 2) })).toEqual([]);
    const rule = await make({ ...queue, atLeast: now }, { people: [ops] });
    expect(await raiseAlerts(on.pool, NOW)).toBe(1);
    expect((await notices(ops, 'queue grows'))[0].words.en).toBe(
      `A queue grows: standard-sale / proposal: ${then} → ${now}`,
    );
    expect((await open(rule.id)).length).toBe(1);
  });

  it('a forecast that falls against the one kept a week ago', async () => {
    const then = NOW - 8 * DAY_MS;
    await keepForecast(on.pool, then);
    const settings = { kind: 'forecast slips', per: 'quarter', fallPct: 1 };
    const tried = async () => (await on.post('/alert-rules/try', { settings }, { as: ops })).body.items;
    expect(await tried()).toEqual([]);
    const sum = async (sql: string) => (await on.pool.query<{ minor: number }>(sql)).rows[0]?.minor ?? 0;
    const weighted = await sum(
      `SELECT coalesce(sum(round(amount_base_minor * coalesce(probability_pct, 0) / 100.0)), 0)::float8 AS minor FROM forecast_rows
       WHERE expected_on >= '2026-10-01' AND expected_on < '2027-01-01'`,
    );
    const won = await sum(
      `SELECT coalesce(sum(amount_base_minor), 0)::float8 AS minor FROM process_instances WHERE result = 'won' AND kind = 'sale'
         AND closed_at >= '2026-09-30T21:00:00Z' AND closed_at <= '${new Date(then).toISOString()}'`,
    );
    expect(weighted).toBeGreaterThan(0);
    // All that was hoped for goes, and nothing was won since.
    await on.owner.query(`UPDATE process_instances SET probability_pct = 0 WHERE kind = 'sale' AND open`);
    await on.owner.query(
      `UPDATE process_instances SET result = 'lost' WHERE kind = 'sale' AND result = 'won' AND closed_at > $1`,
      [new Date(then)],
    );
    expect(await tried()).toMatchObject([
      { thing: 'quarter 2026-10-01', detail: { day: '2026-11-17', thenMinor: won + weighted, nowMinor: won } },
    ]);
  });

  it('rules are sales ops’ to change; one that somebody else has changed is not written over; one that tells nobody is refused', async () => {
    const settings = { kind: 'deal stalls', fromMinor: 10 ** 15 };
    expect(
      (await on.post('/alert-rules', { name: NAME, settings, to: { owner: true } }, { as: on.person('d.volkov') }))
        .status,
    ).toBe(403);
    expect((await on.post('/alert-rules', { name: NAME, settings, to: {} }, { as: ops })).status).toBe(400);
    expect(
      (await on.post('/alert-rules', { name: NAME, settings, to: { people: [newId()] } }, { as: ops })).status,
    ).toBe(400);
    const rule = await make(settings, { owner: true });
    const put = (more: object) =>
      on.put(
        `/alert-rules/${rule.id}`,
        { name: NAME, settings, to: { owner: true }, active: false, ...more },
        { as: ops },
      );
    expect((await put({ revision: 1 })).body).toMatchObject({ active: false, revision: 2 });
    expect(await put({ revision: 1 })).toMatchObject({ status: 409, body: { code: 'MovedOn' } });
    expect((await on.delete(`/alert-rules/${rule.id}`, { as: ops })).body).toEqual({ removed: true });
    expect((await put({ revision: 2 })).status).toBe(404);
  });
});
