import { v7 as newId } from 'uuid';
import { eventLog, type Logged, type Sample, startSample } from '../../support/sample';
import { repsSee } from '../../support/sight';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const DAY_MS = 86_400_000;
const FROM = NOW - 30 * DAY_MS;
const SPAN = `from=${new Date(FROM).toISOString()}&until=${new Date(NOW).toISOString()}`;

describe('the workload', () => {
  let on: Sample;
  let log: Logged[][];

  const read = async (query = SPAN, as?: string) => {
    const answer = await on.get(`/insight/workload?${query}`, as ? { as } : {});
    expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, '']);
    return answer.body.items;
  };
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any answer
  const of = (items: { person: { id: string } | null }[], id: string | null): any =>
    items.find(({ person }) => (person?.id ?? null) === id);

  beforeAll(async () => {
    on = await startSample(NOW);
    log = [...(await eventLog(on.pool)).values()];
  });

  it('DIR-29: open, due soon, overdue and done tasks of each person equal a recount of the event log', async () => {
    const items = await read();
    const told = new Map<string | null, Record<string, number>>();
    const add = (person: string | null, what: string) => {
      const counts = told.get(person) ?? {};
      counts[what] = (counts[what] ?? 0) + 1;
      told.set(person, counts);
    };
    for (const events of log) {
      const last = events.at(-1)?.after;
      for (const task of last?.tasks ?? []) {
        if (task.status !== 'open') continue;
        add(task.assignee, 'tasks: open');
        const waits = last?.wait != null && (last.wait.until ?? Number.POSITIVE_INFINITY) > NOW;
        if (waits) add(task.assignee, 'tasks: waiting');
        else if ((task.clock?.dueAt ?? Number.POSITIVE_INFINITY) <= NOW) add(task.assignee, 'tasks: overdue');
        else if ((task.clock?.dueSoonAt ?? Number.POSITIVE_INFINITY) <= NOW) add(task.assignee, 'tasks: due soon');
      }
    }
    expect(told.size).toBeGreaterThan(4);
    for (const [person, counts] of told)
      for (const what of ['tasks: open', 'tasks: due soon', 'tasks: overdue', 'tasks: waiting'])
        expect([person, what, of(items, person).work[what].count]).toEqual([person, what, counts[what] ?? 0]);
    const done = items.reduce((sum: number, one: (typeof items)[0]) => sum + one.work['answers: done'].count, 0);
    const { rows } = await on.pool.query(
      `SELECT count(*)::int AS n FROM process_events WHERE type = 'complete' AND at >= $1 AND at < $2`,
      [new Date(FROM), new Date(NOW)],
    );
    expect(done).toBe(rows[0].n);
  });

  it('DIR-29: stages whose limit ended in the period against those that were left, by the event log', async () => {
    const items = await read();
    let [made, planned, inTime] = [0, 0, 0];
    for (const events of log) {
      if (events[0]?.kind !== 'sale') continue;
      for (const [n, event] of events.entries()) {
        const before = events[n - 1]?.after;
        if (!before || event.from === event.to || before.state.startsWith('closed.')) continue;
        if (event.at >= FROM && event.at < NOW) made += 1;
        const due = before.clock?.dueAt ?? null;
        if (due === null || due < FROM || due >= NOW) continue;
        planned += 1;
        if (event.at <= due) inTime += 1;
      }
      const last = events.at(-1)?.after;
      const due = last?.closedAt === null ? (last.clock?.dueAt ?? null) : null;
      if (due !== null && due >= FROM && due < NOW) planned += 1;
    }
    const sum = (what: string) => items.reduce((all: number, one: (typeof items)[0]) => all + one.work[what].count, 0);
    expect({
      made: sum('moves: made'),
      planned: sum('transitions: planned'),
      inTime: sum('transitions: in time'),
    }).toEqual({
      ...{ made, planned, inTime },
    });
    expect(sum('transitions: in time') + sum('transitions: late') + sum('transitions: missing')).toBe(planned);
    expect(planned).toBeGreaterThan(5);
  });

  it('DIR-30: meetings that were appointed against those that were held, by who was to hold them', async () => {
    const [volkov, nair] = [on.person('d.volkov'), on.person('p.nair')];
    const meet = (person: string, status: string, days: number | null) =>
      on.pool.query(
        `INSERT INTO interactions (id, kind, direction, at, subject, status, planned_for, responsible_id, author_id) VALUES ($1, 'meeting', 'out', $2, 'Met', $3, $4, $5, $5)`,
        [
          newId(),
          new Date(NOW - (days ?? 1) * DAY_MS),
          status,
          days === null ? null : new Date(NOW - days * DAY_MS),
          person,
        ],
      );
    const before = of(await read(), volkov).work;
    for (const [status, days] of [
      ['held', 3],
      ['held', 4],
      ['cancelled', 5],
      ['missed', 6],
      ['planned', 2],
      ['held', null],
      ['held', 40], // before the period
    ] as const)
      await meet(volkov, status, days);
    await meet(nair, 'planned', -3); // lies ahead
    const after = of(await read(), volkov).work;
    const more = (what: string) => after[what].count - before[what].count;
    expect(['planned', 'held', 'cancelled', 'missed', 'unsettled'].map((one) => more(`meetings: ${one}`))).toEqual([
      5, 2, 1, 1, 1,
    ]);
    expect(more('unplanned: meetings held')).toBe(1);
    const ahead = of(
      await read(`from=${new Date(NOW).toISOString()}&until=${new Date(NOW + 7 * DAY_MS).toISOString()}`),
      nair,
    ).work;
    expect([ahead['meetings: planned'].count, ahead['meetings: unsettled'].count]).toEqual([1, 0]);
  });

  it('DIR-29: each number opens what it counts, page by page', async () => {
    let looked = 0;
    for (const { work } of await read())
      for (const { count, opens } of Object.values(work) as { count: number; opens: string }[]) {
        if (count === 0) continue;
        looked += 1;
        if (looked > 60) return;
        const ids: string[] = [];
        for (let next: string | null = ''; next !== null; ) {
          const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '&count=true';
          const { status, body } = await on.get(`${opens}&limit=7${cursor}`);
          expect([opens, status]).toEqual([opens, 200]);
          if (body.total !== undefined) expect([opens, body.total]).toEqual([opens, count]);
          ids.push(...body.items.map(({ id, at }: { id: string; at: string }) => `${id} ${at}`));
          next = body.next;
        }
        expect([opens, ids.length]).toEqual([opens, count]);
      }
    expect(looked).toBeGreaterThan(20);
  });

  it('DIR-29: what clients did and nobody attended to; leads and how soon they were answered', async () => {
    const { rows } = await on.pool.query(
      `SELECT id, owner_id FROM process_instances WHERE open AND kind = 'sale' LIMIT 1`,
    );
    const [deal] = rows;
    const before = of(await read(), deal.owner_id).work;
    for (const [ended, days] of [
      [null, 1],
      ['told', 2],
      ['noticed', 2],
    ] as const)
      await on.owner.query(
        `INSERT INTO client_activities (id, what, instance_id, came_at, due_at, ended_at, ended) VALUES ($1, 'interaction', $2, $3, $3, $4, $5)`,
        [newId(), deal.id, new Date(NOW - days * DAY_MS), ended && new Date(NOW - DAY_MS), ended],
      );
    const after = of(await read(), deal.owner_id).work;
    expect([
      after['activity: unattended'].count - before['activity: unattended'].count,
      after['told: unnoticed'].count - before['told: unnoticed'].count,
    ]).toEqual([1, 1]);
    const leads = (await read(`from=${new Date(NOW - 200 * DAY_MS).toISOString()}`)).filter(
      (one: typeof deal) => one.work['leads: came'].count > 0,
    );
    expect(leads.length).toBeGreaterThan(0);
    for (const { work } of leads)
      expect(work['leads: answered'].count + work['leads: unanswered'].count).toBe(work['leads: came'].count);
  });

  it('DIR-29: who was away worked fewer hours, by their calendar; two absences over the same days count once', async () => {
    const lebedeva = on.person('m.lebedeva');
    const week = 'from=2026-11-16T00:00:00%2B03:00&until=2026-11-23T00:00:00%2B03:00';
    const before = of(await read(week), lebedeva)?.presence;
    expect(before).toMatchObject({ workingHours: 40, absentHours: 0, away: null });
    const away = (from: string, to: string, deputy: string | null) =>
      on.owner.query(
        'INSERT INTO absences (id, person_id, "from", "to", deputy_id, entered_by) VALUES ($1, $2, $3, $4, $5, $2)',
        [newId(), lebedeva, from, to, deputy],
      );
    await away('2026-11-17T00:00:00+03:00', '2026-11-19T00:00:00+03:00', null);
    await away('2026-11-18T00:00:00+03:00', '2026-11-20T00:00:00+03:00', null);
    await away('2026-11-25T00:00:00+03:00', '2026-11-28T00:00:00+03:00', on.person('s.novikov'));
    expect(of(await read(week), lebedeva).presence).toEqual({
      workingHours: 40,
      absentHours: 24,
      away: { until: '2026-11-27T21:00:00.000Z', deputy: { id: on.person('s.novikov'), name: 'Сергей Новиков' } },
    });
  });

  it('summer time neither gives nor takes a working hour', async () => {
    const nair = on.person('p.nair');
    // Clocks in London go forward on 28 March 2027; the office's calendar has Moscow's zone, where they do not.
    const items = await read('from=2026-10-19&until=2026-10-26&zone=Europe/London');
    expect(of(items, nair)?.presence.workingHours).toBe(40);
  });

  it('narrowed to a team it tells of its people alone; and nobody is told of what they do not see', async () => {
    const { rows } = await on.pool.query(
      `SELECT m.person_id AS id FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.key = 'west'`,
    );
    const west = new Set(rows.map(({ id }) => id));
    for (const { person } of await read(`${SPAN}&team=west`)) expect(west.has(person?.id)).toBe(true);
    await repsSee(on.owner, 'own');
    const whitfield = on.person('j.whitfield');
    const [own, whole] = [await read(SPAN, whitfield), await read(SPAN)];
    expect(of(own, whitfield).work['leads: came'].count).toBe(of(whole, whitfield).work['leads: came'].count);
    const open = (items: typeof own) =>
      items.reduce((sum: number, one: (typeof own)[0]) => sum + one.work['tasks: open'].count, 0);
    expect(open(own)).toBeLessThan(open(whole));
    await repsSee(on.owner, 'all');
  });
});
