import { v7 as newId } from 'uuid';
import { REPORTS } from '../../src/api/insight/reports';
import { GROUPS } from '../../src/insight';
import { type Sample, startSample } from '../support/sample';

jest.setTimeout(300_000);

const NOW = Date.parse('2026-11-25T09:00:00+03:00');
type Body = Record<string, unknown>;

/** What single reports cannot do without. */
const OWN: Readonly<Record<string, string>> = { 'process-change': 'days=60&change=standard-sale@1' };
const YEAR = 'period=last+365+days';
/** Parted so unless they are asked otherwise. */
const USUALLY: Readonly<Record<string, string>> = { deviation: 'owner', sellers: 'owner', 'process-change': 'owner' };
/** What nobody has. */
const NOBODYS: Readonly<Record<(typeof GROUPS)[number], string>> = {
  owner: '01930000-0000-7000-8000-000000000000',
  team: 'no such team',
  process: 'no-such-process',
  version: 'no-such-process@7',
  stage: 'no-such-stage',
  source: 'no such source',
  product: '01930000-0000-7000-8000-000000000000',
  region: 'no such region',
  line: 'no such line',
};

/** Numbers that are there whatever it is narrowed to, each with its reason. */
const APART: Readonly<Record<string, RegExp>> = {
  // Organisations are counted whole; what is narrowed is what they bought.
  clients: /\.clients$/,
  // How many past sales of everybody whom one sees a forecast by history learns from.
  forecast: /history\.learnedFrom$/,
  // Working hours are those of a person.
  workload: /presence/,
};

/** Every count of an answer by its place, that is not 0. */
function counted(value: unknown, place = ''): string[] {
  if (typeof value === 'number') return value === 0 || NOT_COUNTS.test(place) ? [] : [place];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, held]) =>
    counted(held, Array.isArray(value) ? place : `${place}.${key}`),
  );
}

/** Every number of an answer that opens what it counts. */
function opening(value: unknown): { count: number; opens: string }[] {
  if (value === null || typeof value !== 'object') return [];
  const { count, opens } = value as { count?: unknown; opens?: unknown };
  const own = typeof count === 'number' && typeof opens === 'string' ? [{ count, opens }] : [];
  return [...own, ...Object.values(value).flatMap(opening)];
}
const NOT_COUNTS =
  /^\.(asOf|period|compared|before|after|change|x|split|caution|counts)\b|version$|otherParts$|stages\.probabilityPct$/;

describe('what every report can be asked', () => {
  let on: Sample;
  beforeAll(async () => {
    on = await startSample(NOW);
    await on.put('/quotas', {
      ...{ person: on.person('d.volkov'), per: 'month', startsOn: '2026-11-01' },
      amount: { amount: '1000.00', currency: 'RUB' },
    });
    await on.put('/quotas', {
      ...{ team: 'east', per: 'month', startsOn: '2026-11-01' },
      amount: { amount: '5000.00', currency: 'RUB' },
    });
    await on.owner.query(
      `INSERT INTO forecast_days (day, currency, kept_at, sales) VALUES ('2025-01-01', 'RUB', now(), 0)`,
    );
    // A version that was put in force amid the past of the sample.
    await on.owner.query(
      `INSERT INTO publications (id, key, version_id, at, author, approver, note, how)
       SELECT $1, key, id, $2, 'test', 'test', 'Earlier', 'published' FROM process_versions WHERE key = 'standard-sale' AND version = 1`,
      [newId(), new Date(NOW - 80 * 86_400_000)],
    );
  });

  const ask = async (name: string, ...params: string[]): Promise<{ status: number; body: Body }> =>
    on.get(`/insight/${name}?${[OWN[name] ?? '', ...params].filter(Boolean).join('&')}`);
  const figures = ({ asOf: _asOf, counts: _counts, ...body }: Body) =>
    JSON.stringify(body).replaceAll(/asOf=[^"&]*/g, '');
  const refusedAt = (path: string) => ({
    status: 400,
    body: { errors: expect.arrayContaining([{ path: `query.${path}`, message: expect.any(String) }]) },
  });
  const known = (name: string, param: string): boolean => {
    const report = REPORTS.find((one) => one.name === name);
    return Object.hasOwn((report?.query as unknown as { shape: object } | undefined)?.shape ?? {}, param);
  };
  const yearOf = (name: string) => (known(name, 'period') ? YEAR : '');

  const names = REPORTS.map(({ name }) => name);

  it('there are twenty of them', () => expect(names).toHaveLength(20));

  it.each(names)(
    '%s: is in parts by each group that it knows, and refuses the others with those that it knows',
    async (name) => {
      const whole = await ask(name, yearOf(name));
      expect([name, whole.status, whole.body.errors]).toEqual([name, 200, undefined]);
      const taken: string[] = [];
      for (const by of GROUPS) {
        const { status, body } = await ask(name, yearOf(name), `by=${by}`);
        if (status === 200) {
          taken.push(by);
          expect([name, by, figures(body) === figures(whole.body)]).toEqual([name, by, by === USUALLY[name]]);
        } else expect([by, { status, body }]).toMatchObject([by, refusedAt('by')]);
      }
      if (taken.length === 0 || taken.length === GROUPS.length) return;
      const other = GROUPS.find((by) => !taken.includes(by));
      const [fault] = (await ask(name, `by=${other}`)).body.errors as { message: string }[];
      for (const by of taken) expect(fault?.message).toContain(`"${by}"`);
    },
  );

  it.each(names)('%s: is narrowed by what it knows until nothing is left, and refuses the rest', async (name) => {
    for (const key of GROUPS) {
      const { status, body } = await ask(name, yearOf(name), `${key}=${encodeURIComponent(NOBODYS[key])}`);
      if (status === 400) {
        expect([key, { status, body }]).toMatchObject([key, refusedAt(key)]);
        continue;
      }
      const left = [...new Set(counted(body))].filter((place) => !APART[name]?.test(place));
      expect([name, key, status, left]).toEqual([name, key, 200, []]);
    }
  });

  it.each(names)('%s: is of the period that is asked, or says that it has its own', async (name) => {
    const [short, long] = [
      await ask(name, 'from=2026-11-24&until=2026-11-25'),
      await ask(name, 'from=2026-01-01&until=2026-11-25'),
    ];
    if (short.status === 400) {
      expect(short).toMatchObject(refusedAt('from'));
      expect(await ask(name, 'period=today')).toMatchObject(refusedAt('period'));
    } else expect([name, figures(short.body) === figures(long.body)]).toEqual([name, false]);
  });

  it.each(names)('%s: is held against the period before, or says that it compares none', async (name) => {
    const held = await ask(name, yearOf(name), 'compare=period+before');
    if (held.status === 400) {
      expect(held).toMatchObject(refusedAt('compare'));
      expect(await ask(name, 'compareFrom=2026-01-01', 'compareUntil=2026-02-01')).toMatchObject(
        refusedAt('compareFrom'),
      );
      return;
    }
    expect(held.body.compared).not.toBeNull();
    expect(held.body.before ?? held.body.comparedItems).toEqual(expect.anything());
  });

  it.each(names)('%s: is about leads where it can be, and else refuses them', async (name) => {
    const [sales, leads] = [await ask(name, yearOf(name)), await ask(name, yearOf(name), 'kind=lead')];
    if (leads.status === 400) expect(leads).toMatchObject(refusedAt('kind'));
    else expect([name, figures(sales.body) === figures(leads.body)]).toEqual([name, name === 'lead-chart']);
  });

  it.each(['interest', 'attainment'])('%s: what is narrowed opens what it counts', async (name) => {
    const { rows } = await on.pool.query<{ source: string; region: string }>(
      `SELECT l.source, a.region FROM leads l JOIN accounts a ON a.id = l.account_id WHERE l.source > '' AND a.region > '' LIMIT 1`,
    );
    const card = Object.entries(rows[0] ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    for (const narrowing of name === 'interest' ? ['team=east', ...card] : ['team=east', 'by=team']) {
      const { body } = await ask(name, name === 'interest' ? 'period=all+time' : 'starting=2026-11-01', narrowing);
      const numbers = opening(body);
      expect([narrowing, numbers.some(({ count }) => count > 0)]).toEqual([narrowing, true]);
      for (const { count, opens } of numbers) {
        const behind = await on.get(`${opens.slice('/api/v1'.length)}&count=true&limit=1`);
        expect([opens, behind.body.total]).toEqual([opens, count]);
      }
    }
  });

  it('a filter that nobody knows is refused by all, and so is a comparison behind a number', async () => {
    for (const name of names) expect(await ask(name, 'colour=red')).toMatchObject(refusedAt('colour'));
    const { opens } = ((await ask('deviation')).body as { planned: { opens: string } }).planned;
    expect(await on.get(`${opens.slice('/api/v1'.length)}&compare=year+before`)).toMatchObject(refusedAt('compare'));
  });
});
