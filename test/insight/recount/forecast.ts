import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import { bucketsFrom, type Question, readAttainment, readForecast } from '../../../src/insight';
import { type Deals, PARTS, partedBy, sumOf, type Told } from './deals';
import type { Logged } from './log';

type Per = 'month' | 'quarter';
interface Asked {
  starting: string;
  per: Per;
  count: number;
  zone: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const days = new Map<string, string>();

/** The day of an instant where its zone's clocks are; thousands are asked for again and again. */
function dayOf(at: number, zone: string): string {
  const key = `${at} ${zone}`;
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  clocks.set(zone, clock);
  const day = days.get(key) ?? clock.format(new Date(at));
  days.set(key, day);
  return day;
}

const lastOf = ({ log }: Told): Logged => log.at(-1) as Logged;

/** The day that the client decides by, else the planned one. */
function expectedOn(deal: Told, zone: string): string | null {
  const { fields, plannedFor } = lastOf(deal).then;
  return fields?.decisionDate ?? (plannedFor === null || plannedFor === undefined ? null : dayOf(plannedFor, zone));
}

/** First days of months or quarters that follow each other; the last is where the report ends. */
function firsts({ starting, per, count }: Asked): string[] {
  const [year = 0, month = 1] = starting.split('-').map(Number);
  const width = per === 'month' ? 1 : 3;
  return Array.from({ length: count + 1 }, (_, n) => {
    const at = year * 12 + (month - 1) + n * width;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
  });
}

/** How often a person put off the day of the decision, or the due time of an open step, by the log. */
function pushesOf({ log }: Told): number {
  return log.filter(({ type, then }, n) => {
    const before = log[n - 1]?.then;
    if (!before || !['amend', 'complete', 'event'].includes(type)) return false;
    const day = (of: typeof then) => String(of.fields?.decisionDate ?? '');
    const dues = new Map(before.tasks.map((task: Task) => [task.key, task.clock?.dueAt ?? null]));
    const later = then.tasks.some(({ key, status, clock }: Task) => {
      const was = dues.get(key) as number | null | undefined;
      return status === 'open' && typeof was === 'number' && (clock?.dueAt ?? 0) > was;
    });
    return later || (day(before) !== '' && day(then) > day(before));
  }).length;
}
interface Task {
  key: string;
  status: string;
  clock: { dueAt: number | null } | null;
}

/** What counts of what was said of each sale, as plain rows have it. */
async function wordsOf(pool: Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; as: string; category: string }>(
    'SELECT sale_id AS id, said_as AS as, category FROM forecast_words',
  );
  const words = new Map<string, string>();
  for (const who of ['owner', 'manager'])
    for (const { id, as, category } of rows) if (as === who) words.set(id, category);
  return words;
}

const weightOf = (deal: Told, chances: Deals['chances']): number => {
  const own = lastOf(deal).then.fields?.probability as number | null | undefined;
  const pct = own ?? chances.get(`${deal.parts.version[0]} ${deal.state}`) ?? 0;
  return Math.round((deal.minor * pct) / 100);
};

/** A month or quarter of a part, counted by hand. */
function bucketOf(
  deals: readonly Told[],
  [first, next]: [string, string],
  { zone, words, chances }: { zone: string; words: Map<string, string>; chances: Deals['chances'] },
) {
  const within = (day: string | null) => day !== null && day >= first && day < next;
  const open = deals.filter((deal) => deal.closedAt === null && within(expectedOn(deal, zone)));
  const closed = (result: string) =>
    sumOf(deals.filter((deal) => deal.result === result && within(dayOf(deal.closedAt ?? 0, zone))));
  const said = (category: string) => sumOf(open.filter(({ id }) => (words.get(id) ?? 'pipeline') === category));
  const pushes = open.map(pushesOf).filter((times) => times > 0);
  return {
    ...{ startsOn: first, endsBefore: next, won: closed('won'), lost: closed('lost'), open: sumOf(open) },
    byCategory: { commit: said('commit'), 'best case': said('best case'), pipeline: said('pipeline') },
    weightedMinor: open.reduce((all, deal) => all + weightOf(deal, chances), 0),
    pushed: { count: pushes.length, times: pushes.reduce((a, b) => a + b, 0) },
    byHistory: null,
  };
}

/** Holds the forecast, by stage and by category, against a recount: whole, and by whatever it is parted. Gives how many numbers were not 0. */
export async function forecastHolds(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  of: Asked,
): Promise<{ open: number; closed: number; said: number; pushed: number }> {
  const words = await wordsOf(pool);
  const begins = firsts(of);
  const seen = { open: 0, closed: 0, said: 0, pushed: 0 };
  const buckets = bucketsFrom(of.starting, of.per, of.count, of.zone);
  for (const by of [null, ...PARTS]) {
    const question = asked({ by });
    const found = await readForecast(pool, { question, sight: SEES_ALL, buckets, per: of.per, history: false });
    const parts = partedBy(deals.sales, by);
    const recounted = [...parts].map(([key, mine]) => {
      const open = mine.filter(({ closedAt }) => closedAt === null);
      const day = (deal: Told) => expectedOn(deal, of.zone);
      const ask = { zone: of.zone, words, chances: deals.chances };
      return {
        key,
        past: sumOf(open.filter((deal) => (day(deal) ?? '9') < (begins[0] ?? ''))),
        undated: sumOf(open.filter((deal) => day(deal) === null)),
        buckets: begins.slice(1).map((next, n) => bucketOf(mine, [begins[n] ?? '', next], ask)),
      };
    });
    const told = recounted.filter(({ past, undated, buckets }) =>
      [past, undated, ...buckets.flatMap(({ open, won, lost }) => [open, won, lost])].some(({ count }) => count > 0),
    );
    const named = (groups: { key: string }[]) => Object.fromEntries(groups.map((group) => [group.key, group]));
    expect([by, named(found.groups.map(({ label: _, ...group }) => group))]).toEqual([by, named(told)]);
    if (by !== null) continue;
    for (const { open, won, lost, byCategory, pushed } of told[0]?.buckets ?? []) {
      seen.open += open.count;
      seen.closed += won.count + lost.count;
      seen.said += byCategory.commit.count + byCategory['best case'].count;
      seen.pushed += pushed.count;
    }
  }
  return seen;
}

/** Holds quotas of people and teams against what was won, committed and weighted. Gives how many there were. */
export async function attainmentHolds(
  { pool, deals }: { pool: Pool; deals: Deals },
  of: Asked,
): Promise<{ quotas: number; won: number }> {
  const buckets = bucketsFrom(of.starting, of.per, of.count, of.zone);
  const found = await readAttainment(pool, { buckets, per: of.per, sight: SEES_ALL });
  const words = await wordsOf(pool);
  const begins = firsts(of);
  let won = 0;
  for (const { quota, ...figures } of found) {
    const mine = deals.sales.filter(({ owner, parts }) =>
      quota.person ? owner === quota.person.id : parts.team.includes(quota.team?.key ?? ''),
    );
    const next = begins[begins.indexOf(quota.startsOn) + 1] ?? '';
    const ask = { zone: of.zone, words, chances: deals.chances };
    const month = bucketOf(mine, [quota.startsOn, next], ask);
    const { minor } = quota.amount;
    expect(figures).toEqual({
      won: month.won,
      attained: minor === 0 ? null : month.won.minor / minor,
      missingMinor: Math.max(0, minor - month.won.minor),
      commitMinor: month.byCategory.commit.minor,
      weightedMinor: month.weightedMinor,
    });
    won += month.won.count;
  }
  return { quotas: found.length, won };
}

/** Says of every third open sale how sure its owner is, of every fifth how sure their manager; and sets everybody and every team a quota. */
export async function sayAndSet(pool: Pool, { starting, per, count }: Omit<Asked, 'zone'>): Promise<void> {
  await pool.query(
    `WITH open AS (SELECT id, row_number() OVER (ORDER BY id) AS n, owner_id AS by FROM process_instances WHERE kind = 'sale' AND open)
     INSERT INTO forecast_words (sale_id, said_as, category, by, at)
     SELECT id, 'owner', CASE WHEN n % 2 = 0 THEN 'commit' ELSE 'best case' END, by, now() FROM open WHERE n % 3 = 0
     UNION ALL SELECT id, 'manager', CASE WHEN n % 2 = 0 THEN 'best case' ELSE 'commit' END, by, now() FROM open WHERE n % 5 = 0`,
  );
  await pool.query(
    `INSERT INTO quotas (id, person_id, team_id, per, starts_on, amount_minor, currency, set_by, set_at)
     SELECT gen_random_uuid(), q.person, q.team, $2, ($1::date + make_interval(months => m * $3))::date, q.minor, 'RUB', q.by, now()
     FROM generate_series(0, $4 - 1) m CROSS JOIN (
       SELECT p.id AS person, NULL::uuid AS team, 1000000 * (row_number() OVER (ORDER BY p.id)) AS minor, p.id AS by FROM people p
       UNION ALL SELECT NULL, t.id, CASE WHEN t.key = 'east' THEN 0 ELSE 500000000 END, (SELECT id FROM people LIMIT 1) FROM teams t) q`,
    [starting, per, per === 'month' ? 1 : 3, count],
  );
}
