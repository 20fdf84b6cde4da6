import { v7 as newId } from 'uuid';
import { eventLog, type Logged, type Sample, startSample } from '../../support/sample';
import { repsSee } from '../../support/sight';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const DAY_MS = 86_400_000;

/** As percentile_cont has it. */
function quantile(values: readonly number[], at: number): number | null {
  const ordered = [...values].sort((a, b) => a - b);
  if (ordered.length === 0) return null;
  const place = (ordered.length - 1) * at;
  const low = ordered[Math.floor(place)] ?? 0;
  return low + ((ordered[Math.ceil(place)] ?? 0) - low) * (place % 1);
}
const round = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 1000);

describe('how sellers fared', () => {
  let on: Sample;
  let log: Logged[][];
  let rates: Map<string, number>;

  const last = (events: readonly Logged[]): Logged => {
    const found = events.at(-1);
    if (!found) throw new Error('No event');
    return found;
  };
  const minor = ({ after }: Logged): number => {
    const amount = after.fields.amount as { minor: number; currency: string } | null | undefined;
    return Math.round((amount?.minor ?? 0) * (rates.get(amount?.currency ?? '') ?? 1));
  };
  const read = async (path: string, as?: string) => {
    const answer = await on.get(`/insight/${path}`, as ? { as } : {});
    expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, '']);
    return answer.body;
  };
  const opened = async (address: string, as?: string): Promise<number> => {
    const { status, body } = await on.get(`${address}&limit=1&count=true`, as ? { as } : {});
    expect([status, status === 200 ? '' : body]).toEqual([200, '']);
    return body.total;
  };
  const period = (from: number, until: number) =>
    `from=${new Date(from).toISOString()}&until=${new Date(until).toISOString()}`;

  beforeAll(async () => {
    on = await startSample(NOW);
    log = [...(await eventLog(on.pool)).values()];
    const found = await on.pool.query(
      `SELECT DISTINCT ON (currency) trim(currency) AS currency, rate::float8 AS rate FROM exchange_rates WHERE "from" <= current_date ORDER BY currency, "from" DESC`,
    );
    rates = new Map(found.rows.map(({ currency, rate }) => [currency, rate]));
  });

  it('TB-SFA-10: won, lost, conversion and cycle time of each equal a recount of the event log, and open their sales', async () => {
    const [from, until] = [NOW - 120 * DAY_MS, NOW];
    const { items } = await read(`sellers?${period(from, until)}`);
    const sales = log.filter((events) => last(events).kind === 'sale');
    const closed = sales.filter((events) => {
      const at = last(events).after.closedAt;
      return at !== null && at >= from && at < until;
    });
    const owners = new Set(closed.map((events) => last(events).after.owner));
    expect(owners.size).toBeGreaterThan(3);
    for (const owner of owners) {
      const mine = closed.filter((events) => last(events).after.owner === owner);
      const won = mine.filter(
        (events) => last(events).to === 'closed.won' || last(events).after.state === 'closed.won',
      );
      const days = (of: Logged[][]) =>
        of.map((events) => ((last(events).after.closedAt ?? 0) - (events[0]?.at ?? 0)) / DAY_MS);
      const got = items.find(({ key }: { key: string }) => key === owner);
      expect(got).toMatchObject({
        won: { count: won.length },
        lost: { count: mine.length - won.length },
        daysToWin: { median: round(quantile(days(won), 0.5)), p90: round(quantile(days(won), 0.9)) },
      });
      expect(Math.round(Number(got.won.amount.amount) * 100)).toBe(
        won.reduce((sum, events) => sum + minor(last(events)), 0),
      );
      expect(got.conversion?.share).toBe(round(won.length / mine.length));
      expect(got.caution === null).toBe(mine.length >= 20);
      expect([await opened(got.won.opens), await opened(got.lost.opens)]).toEqual([
        won.length,
        mine.length - won.length,
      ]);
    }
  });

  it('TB-SFA-10, TB-AN-06: sellers and workloads of a period beside those of the one before, each number opening its own', async () => {
    const [from, until] = [NOW - 60 * DAY_MS, NOW];
    const before = await read(`sellers?${period(from - 60 * DAY_MS, from)}`);
    const both = await read(
      `sellers?${period(from, until)}&compareFrom=${new Date(from - 60 * DAY_MS).toISOString()}&compareUntil=${new Date(from).toISOString()}`,
    );
    expect(before.comparedItems).toBeNull();
    expect(both.comparedItems).toEqual(before.items);
    expect(both.items).not.toEqual(before.items);
    expect(await opened(both.comparedItems[0].won.opens)).toBe(before.items[0].won.count);
    const load = await read(`workload?${period(from, until)}&compare=period+before`);
    const moves = (items: { work: Record<string, { count: number }> }[]) =>
      items.reduce((all, { work }) => all + (work['moves: made']?.count ?? 0), 0);
    expect(load.comparedItems.length).toBeGreaterThan(3);
    expect(moves(load.comparedItems)).not.toBe(moves(load.items));
    const { body } = await on.get(
      `/insight/sellers/export?${period(from, until)}&compare=period+before&separator=comma&bom=false`,
    );
    expect(body.split('\r\n')[0]).toMatch(/^Period,Seller,/);
    expect(body).toContain('held against');
  });

  it('TB-GEN-04: how soon each seller first answers the leads that came', async () => {
    const [from, until] = [NOW - 200 * DAY_MS, NOW];
    const { items } = await read(`sellers?${period(from, until)}`);
    const { rows } = await on.pool.query(
      `SELECT l.id, (extract(epoch FROM l.created_at) * 1000)::float8 AS at, (extract(epoch FROM min(x.at)) * 1000)::float8 AS first
       FROM leads l LEFT JOIN interactions x ON x.id = l.first_response_id GROUP BY l.id`,
    );
    const leads = log.filter((events) => last(events).kind === 'lead');
    let answers = 0;
    for (const { key, leads: got } of items) {
      const mine = leads.filter(
        (events) => last(events).after.owner === key && (events[0]?.at ?? 0) >= from && (events[0]?.at ?? 0) < until,
      );
      const answered = mine.flatMap((events) => {
        const row = rows.find(({ id }) => id === events[0]?.instanceId);
        return row?.first === null || row === undefined ? [] : [(row.first - row.at) / 1000];
      });
      expect([key, got.came.count, got.answered.count]).toEqual([key, mine.length, answered.length]);
      expect(got.secondsToAnswer.median).toBe(round(quantile(answered, 0.5)));
      expect([await opened(got.came.opens), await opened(got.answered.opens)]).toEqual([mine.length, answered.length]);
      answers += answered.length;
    }
    expect(answers).toBeGreaterThan(0);
  });

  it('TB-SFA-10: before and after a version was put in force, each span watched for as long, with intervals and words of caution', async () => {
    const at = NOW - 80 * DAY_MS;
    await on.owner.query(
      `INSERT INTO publications (id, key, version_id, at, author, approver, note, how)
       SELECT $1, key, id, $2, 'test', 'test', 'Earlier', 'published' FROM process_versions WHERE key = 'standard-sale' AND version = 1`,
      [newId(), new Date(at)],
    );
    const found = await read('process-change?change=standard-sale@1&days=60');
    expect(found.after).toMatchObject({
      from: new Date(at).toISOString(),
      until: new Date(at + 60 * DAY_MS).toISOString(),
    });
    const cohort = (from: number, end: number) => {
      const began = log.filter(
        (events) => last(events).kind === 'sale' && (events[0]?.at ?? 0) >= from && (events[0]?.at ?? 0) < end,
      );
      const then = began.map((events) => ({ events, stood: events.filter((one) => one.at <= end).at(-1) }));
      const closed = then.filter(({ stood }) => stood?.after.closedAt != null);
      const won = closed.filter(({ stood }) => stood?.after.state === 'closed.won');
      const days = closed.map(({ events, stood }) => ((stood?.after.closedAt ?? 0) - (events[0]?.at ?? 0)) / DAY_MS);
      return {
        began: began.length,
        won: won.length,
        lost: closed.length - won.length,
        medianDays: round(quantile(days, 0.5)),
      };
    };
    for (const [which, from] of [
      ['before', at - 60 * DAY_MS],
      ['after', at],
    ] as const) {
      const { began, won, lost, open, medianDays } = found.all[which];
      const told = cohort(from, from + 60 * DAY_MS);
      expect({ began: began.count, won: won.count, lost: lost.count, medianDays }).toEqual(told);
      expect(open.count).toBe(told.began - told.won - told.lost);
      for (const number of [began, won, lost, open]) expect(await opened(number.opens)).toBe(number.count);
      const { leads, answered, opens } = found.all[which];
      expect([await opened(opens.leads), await opened(opens.answered)]).toEqual([leads, answered]);
      const sellers = found.groups.map((one: typeof found.all) => one[which].won.count);
      expect(sellers.reduce((sum: number, one: number) => sum + one, 0)).toBe(told.won);
    }
    const { difference, low, high } = found.all.conversion;
    expect(low).toBeLessThanOrEqual(difference);
    expect(high).toBeGreaterThanOrEqual(difference);
    const few = found.groups.find((one: typeof found.all) => one.before.won.count + one.before.lost.count < 20);
    expect(few.say.conversion.en).toContain('Too few');
    expect((await on.get('/insight/process-change?change=standard-sale@9')).status).toBe(404);
  });

  it('a sale that was reopened, and one whose seller is gone from the tables, break no number', async () => {
    const volkov = on.person('d.volkov');
    const before = await read(`sellers?${period(NOW - 200 * DAY_MS, NOW)}`);
    const mine = (of: typeof before) => of.items.find(({ key }: { key: string }) => key === volkov);
    const ghost = newId();
    await on.owner.query(
      `UPDATE process_instances SET owner_id = $1 WHERE owner_id = $2 AND kind = 'sale' AND result = 'lost'`,
      [ghost, volkov],
    );
    const after = await read(`sellers?${period(NOW - 200 * DAY_MS, NOW)}`);
    expect(mine(after).lost.count).toBe(0);
    expect(after.items.find(({ key }: { key: string }) => key === ghost)).toMatchObject({
      label: '',
      lost: { count: mine(before).lost.count },
    });
    await on.owner.query('UPDATE process_instances SET owner_id = $2 WHERE owner_id = $1', [ghost, volkov]);
  });

  it('counts what somebody sees alone; by process it says nothing of leads', async () => {
    await repsSee(on.owner, 'own');
    const volkov = on.person('d.volkov');
    const own = await read(`sellers?${period(NOW - 200 * DAY_MS, NOW)}`, volkov);
    const whole = await read(`sellers?${period(NOW - 200 * DAY_MS, NOW)}`);
    const won = (of: typeof own) => of.items.find(({ key }: { key: string }) => key === volkov)?.won.count;
    expect(won(own)).toBe(won(whole));
    expect(own.items.length).toBeLessThan(whole.items.length);
    await repsSee(on.owner, 'all');
    expect((await read('sellers?by=process')).items[0]?.leads).toBeNull();
  });

  it('TB-AN-04: who the most valuable clients are', async () => {
    const [from, until] = [NOW - 200 * DAY_MS, NOW];
    const { items, more } = await read(`clients?${period(from, until)}&most=500`);
    expect(more).toBe(false);
    const of = new Map<string, string>(
      (await on.pool.query('SELECT id, account_id FROM sales')).rows.map(({ id, account_id }) => [id, account_id]),
    );
    const told = new Map<string, number>();
    for (const events of log) {
      const { instanceId, kind, after } = last(events);
      if (kind !== 'sale' || after.state !== 'closed.won' || (after.closedAt ?? 0) < from) continue;
      const account = of.get(instanceId) ?? '';
      told.set(account, (told.get(account) ?? 0) + minor(last(events)));
    }
    const got = items.filter(({ won }: { won: { count: number } }) => won.count > 0);
    expect(
      got.map(({ value, won }: { value: string; won: { amount: { amount: string } } }) => [
        value,
        Math.round(Number(won.amount.amount) * 100),
      ]),
    ).toEqual(expect.arrayContaining([...told].filter(([account]) => account)));
    const worths = got.map(({ won }: { won: { amount: { amount: string } } }) => Number(won.amount.amount));
    expect(worths).toEqual([...worths].sort((a, b) => b - a));
    expect(await opened(got[0].won.opens)).toBe(got[0].won.count);
  });

  it('TB-AN-03, TB-AN-05: what clients bought, by their credit rating, how they pay, their margin and their loyalty scheme; and what each cost to win', async () => {
    for (const [n, key] of ['rating', 'pays', 'margin', 'scheme'].entries()) {
      const values =
        [
          ['AA', 'B'],
          ['on time', 'often late'],
          ['high', 'medium', 'low'],
          ['gold', 'none'],
        ][n] ?? [];
      await on.owner.query(
        `INSERT INTO custom_fields (entity, key, type, name) VALUES ('account', $1, 'text', jsonb_build_object('en', $1::text, 'ru', $1::text))`,
        [key],
      );
      await on.owner.query(
        `UPDATE accounts SET custom = custom || jsonb_build_object($1::text, ($2::text[])[1 + (row_number - 1) % $3])
         FROM (SELECT id AS of, row_number() OVER (ORDER BY id) FROM accounts) r WHERE id = of`,
        [key, values, values.length],
      );
      const cut = await read(`clients?attribute=custom:${key}&${period(NOW - 400 * DAY_MS, NOW)}`);
      expect([key, cut.items.map(({ value }: { value: string }) => value).sort()]).toEqual([key, [...values].sort()]);
      const { rows } = await on.pool.query(
        `SELECT a.custom ->> $1 AS value, count(DISTINCT a.id)::int AS clients, count(DISTINCT a.id) FILTER (WHERE i.result = 'won')::int AS buyers
         FROM accounts a LEFT JOIN sales s ON s.account_id = a.id LEFT JOIN process_instances i ON i.id = s.id WHERE a.merged_into IS NULL GROUP BY 1`,
        [key],
      );
      for (const { value, clients, buyers } of rows)
        expect(cut.items.find((one: { value: string }) => one.value === value)).toMatchObject({ clients, buyers });
    }
    const { items } = await read('sources?model=first');
    for (const { cost, sales, costPerSale } of items)
      expect(costPerSale === null ? null : Number(costPerSale.amount)).toEqual(
        cost === null || sales === 0 ? null : expect.closeTo(Number(cost.amount) / sales, 2),
      );
  });

  it('DIR-04: organisations are cut by any attribute: of the card, added, ticked or with values', async () => {
    await on.owner.query(
      `UPDATE accounts SET custom = jsonb_build_object('loyalty', 'gold') WHERE id IN (SELECT account_id FROM sales LIMIT 5)`,
    );
    await on.owner.query(
      `INSERT INTO custom_fields (entity, key, type, name) VALUES ('account', 'loyalty', 'text', '{"en":"Loyalty","ru":"Лояльность"}')`,
    );
    await on.owner.query(
      `INSERT INTO properties (entity, key, name, options) VALUES ('account', 'temper', '{"en":"Temper","ru":"Нрав"}', '{"calm":{"en":"Calm","ru":"Спокойный"}}') ON CONFLICT DO NOTHING`,
    );
    await on.owner.query(
      `INSERT INTO record_properties (account_id, property, value) SELECT DISTINCT account_id, 'temper', 'calm' FROM sales WHERE account_id IS NOT NULL LIMIT 3 ON CONFLICT DO NOTHING`,
    );
    const { items: attributes } = await read('clients/attributes');
    const keys = attributes.map(({ key }: { key: string }) => key);
    expect(keys).toEqual(
      expect.arrayContaining(['industry', 'region', 'size', 'custom:loyalty', 'property:temper', 'ticked']),
    );
    const accounts = Number(
      (await on.pool.query('SELECT count(*) FROM accounts WHERE merged_into IS NULL')).rows[0].count,
    );
    for (const key of keys.filter((one: string) => one !== 'ticked')) {
      const { items } = await read(`clients?attribute=${encodeURIComponent(key)}&most=500&period=this%20year`);
      expect([key, items.reduce((sum: number, one: { clients: number }) => sum + one.clients, 0)]).toEqual([
        key,
        accounts,
      ]);
      for (const one of items.slice(0, 2)) {
        expect([key, await opened(one.open.opens)]).toEqual([key, one.open.count]);
        expect([key, await opened(one.won.opens)]).toEqual([key, one.won.count]);
      }
    }
    const gold = await read('clients?attribute=custom:loyalty');
    expect(gold.items.find(({ value }: { value: string }) => value === 'gold')?.clients).toBeGreaterThan(0);
    const calm = await read('clients?attribute=property:temper');
    expect(calm.items.find(({ value }: { value: string }) => value === 'calm')).toMatchObject({ label: 'Calm' });
    const ticked = await read('clients?attribute=ticked&most=500');
    for (const one of ticked.items.slice(0, 3)) expect(await opened(one.open.opens)).toBe(one.open.count);
    expect((await on.get('/insight/clients?attribute=nothing')).status).toBe(400);
  });
});
