import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import { type Question, readLeadChart, readWorkload } from '../../../src/insight';
import type { Deals, Told } from './deals';
import { median } from './numbers';
import { answersOf } from './sellers';

interface Span {
  from: number;
  until: number;
  zone: string;
}
type Counted = Map<string | null, Record<string, number>>;

const day = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** What is open, and what was done: tasks as the last line of each log has them. */
function ofTasks(deal: Told, { from, until }: Span, now: number, add: (person: string | null, what: string) => void) {
  const last = deal.log.at(-1)?.then;
  const waits = last.wait && (last.wait.until ?? Number.POSITIVE_INFINITY) > now;
  for (const { status, assignee, clock } of last.tasks) {
    if (status !== 'open') continue;
    add(assignee, 'tasks: open');
    if (waits) add(assignee, 'tasks: waiting');
    else if (clock?.dueAt != null && clock.dueAt <= now) add(assignee, 'tasks: overdue');
    else if (clock?.dueAt != null && clock.dueSoonAt != null && clock.dueSoonAt <= now)
      add(assignee, 'tasks: due soon');
  }
  // Whose it was when it was done: what is done is not carried on with the deal.
  for (const [n, { type, at, asked }] of deal.log.entries()) {
    if (type !== 'complete' || at < from || at >= until) continue;
    const task = deal.log[n - 1]?.then.tasks.find(({ id }: { id: string }) => id === asked.task);
    add(task?.assignee ?? null, 'answers: done');
  }
}

/** Stages that were left, and those whose limit ended: each time that a deal was at one, by who had it then. */
function ofStages(deal: Told, { from, until }: Span, now: number, add: (person: string | null, what: string) => void) {
  let first = 0;
  for (const [n, line] of deal.log.entries()) {
    const next = deal.log[n + 1];
    if (n > 0 && line.from !== line.to) first = n;
    if (next && next.from === next.to) continue;
    if (line.to.startsWith('closed.')) continue;
    const person = line.then.owner;
    if (next && next.at >= from && next.at < until) add(person, 'moves: made');
    const due = deal.log.slice(first, n + 1).findLast(({ then }) => then.clock)?.then.clock?.dueAt ?? null;
    if (due === null || due < from || due >= until) continue;
    add(person, 'transitions: planned');
    if (next) add(person, next.at <= due ? 'transitions: in time' : 'transitions: late');
    else if (due <= now) add(person, 'transitions: missing');
  }
}

/** Holds the workload of each person against a recount. Gives how much there was of each thing. */
export async function workloadHolds(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  span: Span,
): Promise<Record<string, number>> {
  const { asOf: now } = asked({});
  const told: Counted = new Map();
  const all: Record<string, number> = {};
  const add = (person: string | null, what: string) => {
    const mine = told.get(person) ?? {};
    told.set(person, mine);
    mine[what] = (mine[what] ?? 0) + 1;
    all[what] = (all[what] ?? 0) + 1;
  };
  const within = (at: number | null) => at !== null && at >= span.from && at < span.until;
  for (const deal of [...deals.sales, ...deals.leads]) ofTasks(deal, span, now, add);
  for (const deal of deals.sales) ofStages(deal, span, now, add);
  const answers = await answersOf(pool);
  const seconds = new Map<string, number[]>();
  for (const { id, owner } of deals.leads.filter((lead) => within(lead.began))) {
    add(owner, 'leads: came');
    const answer = answers.get(id);
    add(owner, answer ? 'leads: answered' : 'leads: unanswered');
    if (answer) seconds.set(owner, [...(seconds.get(owner) ?? []), answer.seconds]);
  }
  const { rows: met } = await pool.query<{ person: string; status: string; planned: number | null; at: number }>(
    `SELECT coalesce(responsible_id, author_id) AS person, status, ${day('planned_for')} AS planned, ${day('at')} AS at
     FROM interactions WHERE kind IN ('meeting', 'visit')`,
  );
  for (const { person, status, planned, at } of met) {
    if (planned === null && status === 'held' && within(at)) add(person, 'unplanned: meetings held');
    if (!within(planned)) continue;
    add(person, 'meetings: planned');
    if (['held', 'cancelled', 'missed'].includes(status)) add(person, `meetings: ${status}`);
    if (status === 'planned' && (planned ?? 0) <= now) add(person, 'meetings: unsettled');
  }
  const { rows: did } = await pool.query<{ id: string; ended: string | null; due: number; at: number | null }>(
    `SELECT instance_id AS id, ended, ${day('due_at')} AS due, ${day('ended_at')} AS at FROM client_activities`,
  );
  const owners = new Map([...deals.sales, ...deals.leads].map(({ id, owner }) => [id, owner]));
  for (const { id, ended, due, at } of did) {
    if (at === null && due <= now) add(owners.get(id) ?? null, 'activity: unattended');
    if (ended === 'told' && within(at)) add(owners.get(id) ?? null, 'told: unnoticed');
  }
  const found = await readWorkload(pool, asked({ period: span }), SEES_ALL);
  const some = (counts: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(counts)
        .filter(([, count]) => count > 0)
        .sort(),
    );
  const ours = found.map(({ person, counts }) => [person?.id ?? 'nobody', some(counts)] as const);
  expect(Object.fromEntries(ours.filter(([, counts]) => Object.keys(counts).length > 0))).toEqual(
    Object.fromEntries([...told].map(([person, counts]) => [person ?? 'nobody', some(counts)])),
  );
  for (const { person, medianSecondsToAnswer } of found) {
    const middle = median(seconds.get(person?.id ?? '') ?? []);
    expect(medianSecondsToAnswer).toEqual(middle === null ? null : expect.closeTo(middle, 6));
  }
  return all;
}

/** Holds charts of leads by everything that their bars may stand for, parted by their results, against a recount. */
export async function leadChartHolds(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  span: Span,
): Promise<number> {
  const { rows } = await pool.query<Record<string, string | null> & { id: string; came: number }>(
    `SELECT *, ${day('created_at')} AS came, snapshot ->> 'rating' AS rated FROM leads JOIN (SELECT id, snapshot FROM process_instances) i USING (id)`,
  );
  const cards = new Map(rows.map((row) => [row.id, row]));
  const hours = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: span.zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const),
  });
  const hourOf = (at: number) => hours.format(new Date(at)).replace(' ', 'T').replace(/:..$/, ':00');
  const leads = deals.leads.filter(({ id }) => {
    const came = cards.get(id)?.came ?? 0;
    return came >= span.from && came < span.until;
  });
  const axes = {
    ...{ campaign: 'campaign', source: 'source', product: 'product_id', region: 'region', country: 'country' },
    ...{ industry: 'industry', line: 'line', language: 'language', 'noted by': 'created_by' },
  } as const;
  const barOf = (lead: Told, x: string): string => {
    if (x === 'owner') return lead.owner;
    if (x === 'stage') return lead.state;
    if (x === 'result') return lead.result ?? '';
    if (x === 'rating') return String(lead.log.at(-1)?.then.fields.rating ?? '');
    if (x === 'time') return hourOf(cards.get(lead.id)?.came ?? 0);
    return cards.get(lead.id)?.[axes[x as keyof typeof axes]] ?? '';
  };
  for (const x of [
    ...(Object.keys(axes) as (keyof typeof axes)[]),
    'owner',
    'stage',
    'result',
    'rating',
    'time',
  ] as const) {
    const told: Record<string, number> = {};
    for (const lead of leads) {
      const bar = `${barOf(lead, x)} | ${lead.result ?? ''}`;
      told[bar] = (told[bar] ?? 0) + 1;
    }
    const question = asked({ kind: 'lead', period: span });
    const bars = await readLeadChart(pool, { question, sight: SEES_ALL, x, by: 'result', width: 'hour' });
    expect([x, Object.fromEntries(bars.map(({ value, part, count }) => [`${value} | ${part}`, count]))]).toEqual([
      x,
      told,
    ]);
    for (const { part, count, qualified, disqualified } of bars)
      expect([qualified, disqualified]).toEqual(['qualified', 'disqualified'].map((one) => (one === part ? count : 0)));
  }
  return leads.length;
}
