import { durationMs } from '../../../src/process/time/calendar';
import { addWorking } from '../../../src/process/time/working-time';
import { ALWAYS, aCompany, type Company } from '../../support/mining';
import type { Deal } from '../recount/event-log';
import { median } from '../recount/numbers';

const DAY_MS = 86_400_000;

/** Held against the exported event log, which says for when each deal is planned and when it ended. */
describe('days off plan', () => {
  let company: Company;
  let deals: Deal[];
  /** Plans have passed by then. */
  let now: number;

  beforeAll(async () => {
    company = await aCompany({ lives: 8, later: 25, hard: true });
    deals = await company.xes();
    now = company.now;
  }, 240_000);

  const read = async (path: string) => {
    const { status, body } = await company.api.get(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const opened = async (address: string) => {
    const { total, items } = await read(`${address}&count=true&limit=200`);
    return { total, ids: new Set(items.map(({ id }: { id: string }) => id)) };
  };
  const off = (until: number, planned: number): number => Math.trunc((until - planned) / DAY_MS) + 0;
  const open = () => deals.filter(({ of }) => of.open === 'true' && of.planned !== undefined);
  const daysOff = ({ of }: Deal): number => off(now, Date.parse(of.planned ?? ''));

  it('ONEC-16: shows for each process that is open by how many days it is off its planned date', async () => {
    const body = await read(`/insight/deviation?${ALWAYS}`);
    expect(body.planned.count).toBe(open().length);
    expect(body.items.length).toBe(Math.min(50, open().length));
    for (const item of body.items) {
      const deal = open().find(({ id }) => id === item.id);
      expect([item.id, item.daysOff]).toEqual([item.id, deal && daysOff(deal)]);
    }
    const worst = open()
      .map(daysOff)
      .sort((a, b) => b - a);
    expect(body.items.map(({ daysOff }: { daysOff: number }) => daysOff)).toEqual(worst.slice(0, body.items.length));
    // 19 days, then 20 a day later, while nothing else happens.
    const later = await read(`/insight/deviation?${ALWAYS}&asOf=${new Date(now - DAY_MS).toISOString()}`);
    const one = body.items.find(({ daysOff }: { daysOff: number }) => daysOff > 1);
    expect(later.items.find(({ id }: { id: string }) => id === one.id).daysOff).toBe(one.daysOff - 1);
  });

  it('ONEC-17: singles out those that deviate, among all of them, of one person, at one stage or of one client', async () => {
    const body = await read(`/insight/deviation?${ALWAYS}`);
    const late = open().filter((deal) => daysOff(deal) >= 1);
    expect(late.length).toBeGreaterThan(2);
    expect(body.late.count).toBe(late.length);
    expect((await opened(body.late.opens)).ids).toEqual(new Set(late.map(({ id }) => id)));
    for (const group of body.groups) {
      const mine = open()
        .filter(({ of }) => of.owner === group.key)
        .map(daysOff);
      expect(group).toMatchObject({
        planned: { count: mine.length },
        late: { count: mine.filter((days) => days >= 1).length },
        early: mine.filter((days) => days <= -1).length,
        medianDays: median(mine),
        worstDays: Math.max(...mine),
      });
      expect((await opened(group.late.opens)).total).toBe(group.late.count);
      expect((await opened(group.opens.early)).total).toBe(group.early);
    }
    for (const stage of body.stages) expect((await opened(stage.late.opens)).total).toBe(stage.late.count);
    const client = late.find(({ of }) => of.client !== undefined)?.of.client;
    const theirs = await read(`/insight/deviation?${ALWAYS}&account=${client}`);
    const ofClient = open().filter(({ of }) => of.client === client);
    expect([theirs.planned.count, theirs.late.count]).toEqual([
      ofClient.length,
      ofClient.filter((deal) => daysOff(deal) >= 1).length,
    ]);
    expect(theirs.items.map(({ id }: { id: string }) => id).sort()).toEqual(ofClient.map(({ id }) => id).sort());
    expect((await opened(theirs.late.opens)).total).toBe(theirs.late.count);
  });

  it('ONEC-16: shows stages against the ends that were planned for them', async () => {
    const { plannedStages } = await read(`/insight/deviation?${ALWAYS}`);
    const counted: Record<string, { visits: number; late: number }> = {};
    const those: Record<string, { visits: Set<string>; late: Set<string> }> = {};
    for (const deal of deals) {
      const version = deal.lines[0]?.version ?? '';
      const calendar = () => company.known.calendarOf(version, deal.of.owner ?? '');
      for (const [n, line] of deal.lines.entries()) {
        const planned = company.definitions.get(version)?.stages[line.activity]?.planned;
        if (line.about !== 'stage' || line.transition !== 'start' || !planned) continue;
        const until =
          deal.lines.slice(n + 1).find(({ about, transition }) => about === 'stage' && transition === 'complete')?.at ??
          now;
        const begun = deal.lines[0]?.at ?? 0;
        const span = durationMs(calendar(), planned);
        const end = planned.working ? addWorking(calendar(), begun, span) : begun + span;
        const key = `${deal.of.process} ${line.activity}`;
        const at = counted[key] ?? { visits: 0, late: 0 };
        counted[key] = at;
        at.visits += 1;
        const ids = those[key] ?? { visits: new Set(), late: new Set() };
        those[key] = ids;
        ids.visits.add(deal.id);
        if (off(until, end) < 1) continue;
        at.late += 1;
        ids.late.add(deal.id);
      }
    }
    expect(Object.keys(counted).length).toBeGreaterThan(0);
    expect(
      Object.fromEntries(
        plannedStages.map(
          ({
            process,
            stage,
            visits,
            late,
          }: {
            process: string;
            stage: { key: string };
            visits: number;
            late: number;
          }) => [`${process} ${stage.key}`, { visits, late }],
        ),
      ),
    ).toEqual(counted);
    const { items } = await read(`/insight/deviation?${ALWAYS}&process=${plannedStages[0].process}`);
    expect(items.some(({ stages }: { stages: unknown[] }) => stages.length > 0)).toBe(true);
    for (const { process, stage, opens } of plannedStages) {
      const of = those[`${process} ${stage.key}`];
      expect((await opened(opens.visits)).ids).toEqual(of?.visits);
      expect((await opened(opens.late)).ids).toEqual(of?.late);
    }
  });

  it('ONEC-16: shows how plans were kept week by week', async () => {
    const { weeks } = await read(`/insight/deviation?from=2026-06-01&until=2027-01-01&zone=UTC`);
    const planned = deals.filter(({ of }) => of.planned !== undefined);
    const endOf = (deal: Deal): number =>
      deal.of.open === 'true'
        ? Number.POSITIVE_INFINITY
        : (deal.lines.findLast(
            ({ about, activity, transition }) =>
              about === 'stage' && transition === 'start' && activity.startsWith('closed.'),
          )?.at ?? 0);
    expect(weeks.length).toBeGreaterThan(20);
    const ids = (some: Deal[]) => new Set(some.map(({ id }) => id));
    for (const { week, opens, ...counts } of weeks) {
      const begins = Date.parse(`${week}T00:00:00Z`);
      const ends = Math.min(begins + 7 * DAY_MS, now);
      const those = planned.filter((deal) => endOf(deal) >= begins && endOf(deal) < ends);
      const offOf = (deal: Deal) => off(endOf(deal), Date.parse(deal.of.planned ?? ''));
      const ended = those.map(offOf);
      const there = planned.filter((deal) => (deal.lines[0]?.at ?? 0) < ends && endOf(deal) >= ends);
      expect([week, counts]).toEqual([
        week,
        {
          ended: ended.length,
          endedLate: ended.filter((days) => days >= 1).length,
          medianDays: median(ended),
          open: there.length,
          openLate: there.filter(({ of }) => off(ends, Date.parse(of.planned ?? '')) >= 1).length,
        },
      ]);
      if (
        ended.length + there.length === 0 ||
        weeks.indexOf(weeks.find((one: { week: string }) => one.week === week)) % 4 > 0
      )
        continue;
      expect((await opened(opens.ended)).ids).toEqual(ids(those));
      expect((await opened(opens.endedLate)).ids).toEqual(ids(those.filter((deal) => offOf(deal) >= 1)));
      expect((await opened(opens.open)).total).toBe(there.length);
      expect((await opened(opens.openLate)).total).toBe(counts.openLate);
    }
  });

  it('ONEC-18, ONEC-19: a proposal whose decision is awaited stands at a stage of its own, and says how many days are left', async () => {
    const { items } = await read('/sales?open=true&state=waiting-decision&limit=100');
    const waiting = items.filter(({ stage }: { stage: { key: string } }) => stage.key === 'waiting-decision');
    expect(waiting.length).toBeGreaterThan(3);
    for (const { id, daysToDecision } of waiting) {
      const deal = deals.find((one) => one.id === id);
      expect(
        deal?.lines.findLast(({ about, transition }) => about === 'stage' && transition === 'start')?.activity,
      ).toBe('waiting-decision');
      const { rows } = await company.pool.query<{ on: string }>(
        `SELECT snapshot #>> '{fields,decisionDate}' AS on FROM process_instances WHERE id = $1`,
        [id],
      );
      // The whole days until the end of that day in Moscow.
      const end = Date.parse(`${rows[0]?.on}T23:59:59.999+03:00`);
      expect([id, daysToDecision]).toEqual([id, Math.floor((end - company.now) / DAY_MS)]);
    }
    const { stages } = await read(`/insight/deviation?${ALWAYS}`);
    expect(stages.map(({ key }: { key: string }) => key)).toContain('waiting-decision');
  });
});
