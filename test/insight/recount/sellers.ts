import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import { type Compared, type Question, readProcessChange, readSellers } from '../../../src/insight';
import { type Deals, PARTS, type Part, partedBy, sumOf, type Told } from './deals';
import { visitsOf } from './funnel';
import { apart, likely, median, quantile } from './numbers';

const DAY_MS = 86_400_000;

/** Seconds until somebody of ours reached out to each lead, as its plain row has it; null: nobody has. */
export async function answersOf(pool: Pool): Promise<Map<string, { at: number; seconds: number } | null>> {
  const { rows } = await pool.query<{ id: string; came: number; first: number | null }>(
    `SELECT id, (extract(epoch FROM created_at) * 1000)::float8 AS came, (extract(epoch FROM first_response_at) * 1000)::float8 AS first FROM leads`,
  );
  return new Map(
    rows.map(({ id, came, first }) => [id, first === null ? null : { at: first, seconds: (first - came) / 1000 }]),
  );
}

const near = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 6));
const share = (won: number, all: number) => {
  const between = likely(won, all);
  return between && { share: near(won / all), low: near(between.low), high: near(between.high) };
};
const lasted = (deals: readonly Told[]) => deals.map(({ began, closedAt }) => ((closedAt ?? 0) - began) / DAY_MS);
const middle = (values: readonly number[]) => ({ median: near(median(values)), p90: near(quantile(values, 0.9)) });

/** Holds how sellers fared in a period against a recount, parted by everything. Gives how many sales it was about. */
export async function sellersHold(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  period: { from: number; until: number; zone: string },
): Promise<{ closed: number; answered: number }> {
  const within = (at: number | null) => at !== null && at >= period.from && at < period.until;
  const answers = await answersOf(pool);
  const closed = deals.sales.filter((deal) => within(deal.closedAt) && ['won', 'lost'].includes(deal.result ?? ''));
  const came = deals.leads.filter(({ began }) => within(began));
  let answered = 0;
  for (const by of PARTS) {
    const { items } = await readSellers(pool, asked({ period, by }), SEES_ALL);
    const ofSalesAlone = ['process', 'version', 'stage'].includes(by);
    const [sold, leads] = [partedBy(closed, by), partedBy(ofSalesAlone ? [] : came, by)];
    const told = [...new Set([...sold.keys(), ...leads.keys()])].map((key) => {
      const mine = sold.get(key) ?? [];
      const [won, lost] = ['won', 'lost'].map((result) => mine.filter((deal) => deal.result === result));
      const here = leads.get(key) ?? [];
      const seconds = here.flatMap(({ id }) => answers.get(id)?.seconds ?? []);
      answered += seconds.length;
      return {
        ...{ key, won: sumOf(won ?? []), lost: sumOf(lost ?? []), conversion: share(won?.length ?? 0, mine.length) },
        ...{ daysToWin: middle(lasted(won ?? [])), daysToLose: middle(lasted(lost ?? [])) },
        leads: ofSalesAlone ? null : { came: here.length, answered: seconds.length, secondsToAnswer: middle(seconds) },
      };
    });
    const named = (rows: readonly { key: string }[]) => Object.fromEntries(rows.map((row) => [row.key, row]));
    expect([by, named(items.map(({ label: _, ...item }) => item))]).toEqual([by, named(told)]);
  }
  return { closed: closed.length, answered };
}

/** Holds what became of sales before and after a version was put in force against a recount: in all, and of each seller. */
export async function processChangeHolds(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  { change, days }: { change: { process: string; version: number; at: number }; days: number },
): Promise<{ before: number; after: number }> {
  const question = asked({});
  const read = (by: Part) => readProcessChange(pool, { change, question: asked({ by }), sight: SEES_ALL, days });
  const length = Math.min(days * DAY_MS, question.asOf - change.at);
  const spans = { before: change.at - length, after: change.at };
  const answers = await answersOf(pool);
  const began = (some: readonly Told[], from: number) =>
    some.filter((deal) => deal.began >= from && deal.began < from + length);
  const cohort = (from: number, by: Part | null, key: string) => {
    const until = from + length;
    const mine = (some: readonly Told[]) =>
      began(some, from).filter(({ parts }) => by === null || parts[by].includes(key));
    const sales = mine(deals.sales).filter(({ parts }) => parts.process[0] === change.process);
    const stood = sales.map(({ began, log }) => {
      const visit = visitsOf(log).findLast(({ from }) => from <= until);
      return { state: visit?.state ?? '', days: ((visit?.from ?? 0) - began) / DAY_MS };
    });
    const closed = stood.filter(({ state }) => state.startsWith('closed.'));
    const won = closed.filter(({ state }) => state === 'closed.won').length;
    const leads = mine(deals.leads);
    const seconds = leads.flatMap(({ id }) => {
      const answer = answers.get(id);
      return answer && answer.at < until ? [answer.seconds] : [];
    });
    return { began: sales.length, won, closed: closed.length, days: closed.map((one) => one.days), leads, seconds };
  };
  const told = ({ began, won, closed, days, leads, seconds }: ReturnType<typeof cohort>) => ({
    ...{ began, won, lost: closed - won, open: began - closed, medianDays: near(median(days)) },
    ...{ conversion: share(won, closed), leads: leads.length, answered: seconds.length },
    medianSecondsToAnswer: near(median(seconds)),
  });
  const holds = (one: Compared, by: Part | null) => {
    const [was, is] = [cohort(spans.before, by, one.key), cohort(spans.after, by, one.key)];
    expect([by, one.key, one.before, one.after]).toEqual([by, one.key, told(was), told(is)]);
    const conversion = apart([was.won, was.closed], [is.won, is.closed]);
    expect(one.conversion).toEqual(
      conversion && {
        ...{ difference: near(conversion.difference), low: near(conversion.low), high: near(conversion.high) },
      },
    );
    for (const [what, a, b] of [
      [one.days, was.days, is.days],
      [one.secondsToAnswer, was.seconds, is.seconds],
    ] as const) {
      const [p, q] = [median(a), median(b)];
      expect(what === null).toBe(p === null || q === null);
      if (what === null || p === null || q === null) continue;
      expect(what.difference).toBeCloseTo(q - p, 6);
      expect(what.low).toBeLessThanOrEqual(what.high);
    }
    return { before: was.began, after: is.began };
  };
  for (const by of ['team', 'source', 'product', 'region', 'line'] as const)
    for (const group of (await read(by)).groups) holds(group, by);
  const { groups, all } = await read('owner');
  for (const seller of groups) holds(seller, 'owner');
  return holds(all, null);
}
