import { Temporal } from 'temporal-polyfill';
import { keepForecast } from '../../../src/insight';
import { eventLog, type Logged, type Sample, startSample } from '../../support/sample';
import { repsSee } from '../../support/sight';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const ZONE = 'Europe/Moscow';
const DAY_MS = 86_400_000;

/** What the log says of a sale as of its last event; money in kopecks by the newest rate. */
interface Told {
  id: string;
  owner: string;
  open: boolean;
  won: boolean;
  closedAt: number;
  minor: number;
  pct: number;
  expectedOn: string | null;
}

const dayOf = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE).toPlainDate().toString();

describe('the forecast', () => {
  let on: Sample;
  let told: Told[];
  let log: Map<string, Logged[]>;

  /** Code of the test alone, over the log alone: stages' probabilities and rates are read from where they are defined. */
  const recount = async (): Promise<Told[]> => {
    log = await eventLog(on.pool);
    const { rows } = await on.pool.query<{ currency: string; rate: string }>(
      `SELECT DISTINCT ON (currency) currency, rate FROM exchange_rates WHERE "from" <= current_date ORDER BY currency, "from" DESC`,
    );
    const rates = new Map(rows.map(({ currency, rate }) => [currency.trim(), Number(rate)]));
    const chances: Record<string, number> = { qualify: 20, proposal: 50, 'waiting-decision': 70 };
    return [...log.values()].flatMap((events): Told[] => {
      const last = events.at(-1);
      if (last?.kind !== 'sale') return [];
      const { state, owner, fields, plannedFor, closedAt } = last.after;
      const amount = fields.amount as { minor: number; currency: string } | null | undefined;
      const rate = amount?.currency === 'RUB' ? 1 : (rates.get(amount?.currency ?? '') ?? 0);
      const decision = fields.decisionDate as string | null | undefined;
      return [
        {
          id: last.instanceId,
          owner,
          open: closedAt === null,
          won: state === 'closed.won',
          closedAt: closedAt ?? 0,
          minor: Math.round((amount?.minor ?? 0) * rate),
          pct: (fields.probability as number | null | undefined) ?? chances[state] ?? 0,
          expectedOn: decision ?? (plannedFor === null ? null : dayOf(plannedFor)),
        },
      ];
    });
  };

  const minorOf = ({ amount }: { amount: string }): number => Math.round(Number(amount) * 100);
  const read = async (query = '', as?: string) => {
    const answer = await on.get(`/insight/forecast?zone=${ZONE}${query}`, as ? { as } : {});
    expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, '']);
    return answer.body;
  };
  const opened = async (address: string, as?: string): Promise<string[]> => {
    const { status, body } = await on.get(`${address}&limit=500&count=true`, as ? { as } : {});
    expect(status).toBe(200);
    expect(body.total).toBe(body.items.length);
    return body.items.map(({ id }: { id: string }) => id).sort();
  };
  const ids = (of: readonly Told[]) => of.map(({ id }) => id).sort();
  const sum = (of: readonly Told[], minor = (one: Told) => one.minor) => of.reduce((all, one) => all + minor(one), 0);
  const weighted = (of: readonly Told[]) => sum(of, ({ minor, pct }) => Math.round((minor * pct) / 100));

  beforeAll(async () => {
    on = await startSample(NOW);
    told = await recount();
  });

  it('TB-SFA-09: months by probability equal a recount of the event log to the unit, and each number opens its sales', async () => {
    const { groups } = await read('&starting=2026-08-01&ahead=6');
    const [group] = groups;
    expect(groups.length).toBe(1);
    const seen = { open: 0, won: 0 };
    for (const month of group.periods) {
      const within = (day: string | null) => day !== null && day >= month.startsOn && day < month.endsBefore;
      const open = told.filter((one) => one.open && within(one.expectedOn));
      const closed = told.filter((one) => !one.open && within(dayOf(one.closedAt)));
      const [won, lost] = [closed.filter((one) => one.won), closed.filter((one) => !one.won)];
      expect([month.startsOn, month.open.count, minorOf(month.open.amount)]).toEqual([
        month.startsOn,
        open.length,
        sum(open),
      ]);
      expect(minorOf(month.weighted)).toBe(weighted(open));
      expect([month.won.count, minorOf(month.won.amount), month.lost.count]).toEqual([
        won.length,
        sum(won),
        lost.length,
      ]);
      expect(await opened(month.open.opens)).toEqual(ids(open));
      expect(await opened(month.won.opens)).toEqual(ids(won));
      expect(await opened(month.lost.opens)).toEqual(ids(lost));
      seen.open += open.length;
      seen.won += won.length;
    }
    expect(seen.open).toBeGreaterThan(20);
    expect(seen.won).toBeGreaterThan(10);
    const past = told.filter((one) => one.open && one.expectedOn !== null && one.expectedOn < '2026-08-01');
    expect([group.past.count, group.undated.count]).toEqual([past.length, 0]);
  });

  it('TB-SFA-09: by owner, team, line and quarter its parts add up, and each opens its own', async () => {
    const whole = (await read('&starting=2026-10-01&per=quarter&ahead=2')).groups[0];
    const byOwner = (await read('&starting=2026-10-01&per=quarter&ahead=2&by=owner')).groups;
    for (const [n, quarter] of whole.periods.entries()) {
      const parts = byOwner.map((one: { periods: typeof whole.periods }) => one.periods[n]);
      for (const what of ['won', 'open'] as const)
        expect(parts.reduce((all: number, one: typeof quarter) => all + minorOf(one[what].amount), 0)).toBe(
          minorOf(quarter[what].amount),
        );
    }
    for (const { key, periods } of byOwner) {
      const mine = told.filter(
        (one) =>
          one.open &&
          one.owner === key &&
          (one.expectedOn ?? '') >= '2026-10-01' &&
          (one.expectedOn ?? '') < '2027-01-01',
      );
      expect(await opened(periods[0].open.opens)).toEqual(ids(mine));
    }
    const teams = (await read('&by=team')).groups.map(({ key }: { key: string }) => key);
    expect(teams).toEqual(expect.arrayContaining(['east', 'west', 'key-accounts']));
    expect((await read('&by=line')).groups.length).toBeGreaterThan(0);
  });

  it('TB-SFA-09: owners and managers each say how sure they are; both words are kept and the manager’s counts', async () => {
    const [volkov, orlova] = [on.person('d.volkov'), on.person('a.orlova')];
    const mine = told.find((one) => one.open && one.owner === volkov && one.minor > 0 && one.expectedOn !== null);
    if (!mine) throw new Error('Volkov has no open sale.');
    const at = `/sales/${mine.id}/forecast`;
    expect(
      (await on.put(at, { category: 'commit', note: 'They signed the draft' }, { as: volkov })).body,
    ).toMatchObject({
      owner: { category: 'commit', note: 'They signed the draft' },
      manager: null,
      counts: 'commit',
    });
    expect(await on.put(at, { as: 'manager', category: 'best case' }, { as: volkov })).toMatchObject({ status: 403 });
    expect(await on.put(at, { as: 'owner', category: 'commit' }, { as: orlova })).toMatchObject({ status: 403 });
    expect((await on.put(at, { as: 'manager', category: 'best case' }, { as: orlova })).body).toMatchObject({
      owner: { category: 'commit' },
      manager: { category: 'best case', by: { id: orlova } },
      counts: 'best case',
    });
    const month = (mine.expectedOn ?? '').slice(0, 7);
    const within = async () => (await read(`&starting=${month}-01&ahead=1`)).groups[0].periods[0];
    const then = await within();
    expect([then.byCategory.commit.count, then.byCategory['best case'].count]).toEqual([0, 1]);
    expect(await opened(then.byCategory['best case'].opens)).toEqual([mine.id]);
    expect(minorOf(then.landing.bestCase)).toBe(minorOf(then.won.amount) + mine.minor);
    await on.put(at, { as: 'manager', category: null }, { as: orlova });
    const now = await within();
    expect([now.byCategory.commit.count, now.byCategory['best case'].count]).toEqual([1, 0]);
  });

  it('TB-SFA-09: what past sales tell is the same each time, has an interval around it, and says of what it knows nothing', async () => {
    const [first, again] = [await read('&ahead=4'), await read('&ahead=4')];
    expect(first.history).toEqual(again.history);
    const { history, groups } = first;
    expect(history.learnedFrom).toBe(told.length);
    for (const { amount, low, high } of history.all) {
      expect(minorOf(low)).toBeLessThanOrEqual(minorOf(amount));
      expect(minorOf(high)).toBeGreaterThanOrEqual(minorOf(amount));
    }
    const all = history.all.reduce((of: number, one: { amount: { amount: string } }) => of + minorOf(one.amount), 0);
    expect(all).toBeGreaterThan(0);
    expect(all).toBeLessThanOrEqual(sum(told.filter(({ open }) => open)));
    expect(groups[0].periods[0].byHistory.amount).toEqual(history.all[0].amount);
    // A process that nothing was ever sold by says nothing of what comes.
    expect((await read('&process=long-b2b')).groups).toEqual([]);
    expect((await read('&history=false')).history).toBeNull();
  });

  it('TB-SFA-09: a day put off is counted, by sale and by how often', async () => {
    const [{ periods }] = (await read('&starting=2026-06-01&ahead=12')).groups;
    let [count, times] = [0, 0];
    for (const events of log.values()) {
      const last = events.at(-1);
      const day = told.find(({ id }) => id === last?.instanceId)?.expectedOn ?? '';
      if (last?.kind !== 'sale' || last.after.closedAt !== null || day < '2026-06-01' || day >= '2027-06-01') continue;
      const pushes = events.filter(({ type, after }, n) => {
        const before = events[n - 1]?.after;
        if (!before || !['amend', 'complete', 'event'].includes(type)) return false;
        const later = String(after.fields.decisionDate ?? '') > String(before.fields.decisionDate ?? '9');
        const steps = after.tasks.some((task) => {
          const was = before.tasks.find(({ key }) => key === task.key);
          return task.status === 'open' && (task.clock?.dueAt ?? 0) > (was?.clock?.dueAt ?? Number.POSITIVE_INFINITY);
        });
        return later || steps;
      }).length;
      count += pushes > 0 ? 1 : 0;
      times += pushes;
    }
    const got = periods.map(({ pushed }: { pushed: { count: number; times: number } }) => pushed);
    expect(got.reduce((all: number, one: { count: number }) => all + one.count, 0)).toBe(count);
    expect(got.reduce((all: number, one: { times: number }) => all + one.times, 0)).toBe(times);
    for (const one of got) expect((await opened(one.opens)).length).toBe(one.count);
  });

  it('TB-SFA-09: the forecast of a day is kept once, and can be held against what came, sale by sale', async () => {
    expect([await keepForecast(on.pool, NOW), await keepForecast(on.pool, NOW + 3_600_000)]).toEqual([true, false]);
    const [{ periods }] = (await read('&starting=2026-11-01&ahead=1')).groups;
    const then = (await on.get(`/insight/past-forecast?zone=${ZONE}&day=2026-11-25`)).body;
    expect(then).toMatchObject({
      day: '2026-11-25',
      expected: { count: periods[0].open.count, amount: periods[0].open.amount, weighted: periods[0].weighted },
      came: { won: { count: 0 } },
    });
    const [first, second, third] = then.sales.filter(
      ({ amountThen }: { amountThen: { amount: string } }) => Number(amountThen.amount) > 0,
    );
    const close = (id: string, result: string, at: string) =>
      on.owner.query(
        `UPDATE process_instances SET open = false, result = $2, state = 'closed.' || $2, closed_at = $3 WHERE id = $1`,
        [id, result, at],
      );
    await close(first.id, 'won', '2026-11-28T10:00:00Z');
    await close(second.id, 'lost', '2026-11-28T10:00:00Z');
    // Half past eleven in the evening of the last day where it is sold is the month that it was expected in; an hour later is not.
    await on.owner.query(`UPDATE process_instances SET decision_on = '2026-12-09' WHERE id = $1`, [third.id]);
    on.clock.set(NOW + 7 * DAY_MS);
    expect(await keepForecast(on.pool, NOW + 7 * DAY_MS)).toBe(true);
    const came = (await on.get(`/insight/past-forecast?zone=${ZONE}&day=2026-11-27`)).body;
    const { count, amount, weighted } = then.expected;
    expect(came).toMatchObject({ day: '2026-11-25', expected: { count, amount, weighted } });
    expect(came.came).toMatchObject({
      won: { count: 1, amountThen: first.amountThen },
      lost: { count: 1 },
      'put off': { count: 1 },
      open: { count: then.expected.count - 3 },
    });
    const { byCategory, ...expected } = came.expected;
    for (const one of [expected, ...Object.values(byCategory), ...Object.values(came.came), came.surprise, came.won])
      expect(await opened(one.opens)).toHaveLength(one.count);
    expect(came.sales.find(({ id }: { id: string }) => id === third.id)).toMatchObject({
      came: 'put off',
      expectedNow: '2026-12-09',
    });
    const days = (await on.get('/insight/forecast/days')).body.items;
    expect(days.map(({ day }: { day: string }) => day)).toEqual(['2026-12-02', '2026-11-25']);
    const changed = await on.pool.query('SELECT count(*)::int AS n FROM forecast_rows WHERE to_day IS NOT NULL');
    expect(changed.rows[0].n).toBe(3);
    on.clock.set(NOW);
  });

  it('TB-SFA-09: a sale won in the last hour of a month where its office is counts in that month, whatever the month in UTC', async () => {
    const [one] = told.filter(({ open }) => open);
    await on.owner.query(
      `UPDATE process_instances SET open = false, result = 'won', closed_at = '2026-10-31T20:30:00Z' WHERE id = $1`,
      [one?.id],
    );
    const at = async () => {
      const [{ periods }] = (await read('&starting=2026-10-01&ahead=2')).groups;
      return Promise.all(
        periods.map(async (month: { won: { opens: string } }) =>
          (await opened(month.won.opens)).includes(one?.id ?? ''),
        ),
      );
    };
    expect(await at()).toEqual([true, false]);
    await on.owner.query(`UPDATE process_instances SET closed_at = '2026-10-31T21:30:00Z' WHERE id = $1`, [one?.id]);
    expect(await at()).toEqual([false, true]);
  });

  it('who sees their own alone is forecast their own alone', async () => {
    await repsSee(on.owner, 'own');
    try {
      const volkov = on.person('d.volkov');
      const own = (await read('&by=owner', volkov)).groups;
      expect(own.map(({ key }: { key: string }) => key)).toEqual([volkov]);
      expect((await read('&by=owner')).groups.length).toBeGreaterThan(3);
    } finally {
      await repsSee(on.owner, 'all');
    }
  });

  it('is exported as a table', async () => {
    const { status, body } = await on.get('/insight/forecast/export?format=csv&by=owner');
    expect(status).toBe(200);
    expect(body).toContain('Weighted');
  });
});
