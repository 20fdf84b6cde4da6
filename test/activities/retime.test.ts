import { v7 as newId } from 'uuid';
import { createActivities } from '../../activities';
import { createRecordDecision } from '../../activities/record-decision';
import { createReferenceSource } from '../../activities/reference';
import { createVersions, listCalendars, retimingOf } from '../../src/crm';
import { systemClock } from '../../src/platform/clock';
import { type Definition, decide, type Snapshot, SYSTEM } from '../../src/process';
import { localDateAt } from '../../src/process/time/local-date';
import { seqQuery } from '../../workflows/messages';
import { type Engine, historyOf, replayOf, snapshotOf, startEngine, until, workflowId } from '../support/engine';
import { writeLives } from '../support/lived';
import { calendarKey, calendarText, type Retimings, recomputed, retimingsOf } from '../support/retiming';
import { temporalClient } from '../support/temporal';

jest.setTimeout(300_000);

const DAY_MS = 86_400_000;
const KEY = calendarKey('plant');
const FLAGGED = calendarKey('flagged');
const dayFromNow = (days: number) => localDateAt(Math.floor(Date.now() / DAY_MS) + days);

describe('a calendar that is edited', () => {
  let engine: Engine;
  let retimings: Retimings;
  beforeAll(async () => {
    engine = await startEngine();
    retimings = retimingsOf(engine);
    for (const key of [KEY, FLAGGED]) await retimings.publish(calendarText(key));
  });

  it('moves exactly what a calculation from each row says, of more than 200 leads and sales', async () => {
    const now = Date.now();
    const owners = [engine.cast.rep, engine.cast.manager, engine.cast.colleague];
    const sale = await retimings.processOn('processes/standard-sale.yaml', KEY);
    const every = await retimings.processOn('test/support/every-construct.yaml', KEY);
    const elsewhere = await retimings.processOn('processes/standard-sale.yaml', 'office');
    const demo = await retimings.processOn('processes/demo-sale.yaml', KEY);
    const of = new Map<string, Definition>();
    for (const [process, count] of [
      [sale, 90],
      [every, 75],
      [demo, 160],
    ] as const)
      for (const id of await writeLives(engine.pool, { process, owners, count, now })) of.set(id, process.definition);
    const ids = [...of.keys()];
    const others = await writeLives(engine.pool, { process: elsewhere, owners, count: 20, now });
    expect(ids.length).toBeGreaterThanOrEqual(200);
    const before = new Map<string, Snapshot>();
    for (const id of [...ids, ...others]) before.set(id, await snapshotOf(engine.pool, id));

    const days = { [dayFromNow(1)]: 'closed', [dayFromNow(3)]: '09:00-12:00', [dayFromNow(-2)]: 'closed' };
    await retimings.publish(calendarText(KEY, days));
    const retiming = await retimings.run(await retimingOf(engine.pool, KEY, 2));

    const calendar = await retimings.calendarNamed(KEY);
    const expected = new Map<string, string[]>();
    for (const [id, definition] of of) expected.set(id, recomputed(before.get(id) as Snapshot, definition, calendar));
    const moving = [...expected].filter(([, lines]) => lines.length > 0);
    expect(await retimings.listOf(retiming)).toEqual(Object.fromEntries(moving));
    // Some had something to move and some had not, and every kind of clock was among them.
    expect(moving.length).toBeGreaterThan(50);
    expect(moving.length).toBeLessThan(ids.length);
    const subjects = new Set(moving.flatMap(([, lines]) => lines.map((line) => line.split(/[ #]/)[0])));
    expect([...subjects]).toEqual(expect.arrayContaining(['stage', 'process', 'first-call']));

    // Who had nothing to move was not asked, and what was asked is in the rows, the histories and the workflows alike.
    for (const id of [...ids, ...others]) {
      const was = before.get(id) as Snapshot;
      const asked = (expected.get(id) ?? []).length > 0;
      const { events } = await historyOf(engine.pool, id);
      const retimes = events.filter(({ seq, command }) => seq > was.seq && command.type === 'retime');
      expect(retimes.map(({ facts }) => facts.calendars)).toEqual(asked ? [{ [KEY]: 2 }] : []);
    }
    for (const [id] of moving) {
      const { replayed, stored } = await replayOf(engine.pool, id);
      expect(replayed).toEqual(stored);
    }
    const { rows: behind } = await engine.pool.query(
      `SELECT t.id FROM tasks t JOIN process_instances i ON i.id = t.instance_id
         JOIN LATERAL jsonb_array_elements(i.snapshot -> 'tasks') s ON s ->> 'key' = t.key
       WHERE t.status = 'open' AND t.due_at IS DISTINCT FROM to_instant(s #> '{clock,dueAt}')
       UNION ALL SELECT i.id FROM process_instances i WHERE i.due_at IS DISTINCT FROM to_instant(i.snapshot #> '{clock,dueAt}')
         OR i.planned_for IS DISTINCT FROM to_instant(i.snapshot -> 'plannedFor')`,
    );
    expect(behind).toEqual([]);
    const [[sample = ''] = []] = moving;
    const { stored } = await historyOf(engine.pool, sample);
    const handle = (await temporalClient()).workflow.getHandle(workflowId(sample));
    expect(await handle.query(seqQuery)).toBe(stored.at(-1)?.seq);
  });

  it('moves nothing twice: who is looked at again is left alone', async () => {
    const retiming = await retimingOf(engine.pool, KEY, 2);
    const count = async () => {
      const sql = `SELECT count(*)::int AS n FROM process_events WHERE type = 'retime'`;
      return (await engine.pool.query<{ n: number }>(sql)).rows[0]?.n;
    };
    const events = await count();
    for (let after: string | null | undefined = null; after !== undefined; ) {
      const page: { after: string | null; asked: number } = await engine.activities.retimePage(
        retiming?.id ?? '',
        after,
      );
      expect(page.asked).toBe(0);
      after = page.after ?? undefined;
    }
    expect(await count()).toBe(events);
  });

  it('keeps a flag that has fired in the history, and lets it fire again where its instant now lies ahead', async () => {
    const process = await retimings.processOn('processes/standard-sale.yaml', FLAGGED);
    const [id = ''] = await writeLives(engine.pool, {
      process,
      owners: [engine.cast.rep],
      count: 1,
      now: Date.now() - 5 * DAY_MS,
    });
    // It is overdue since yesterday or so; then it turns out that nobody worked in those days.
    const { events } = await historyOf(engine.pool, id);
    const at = Date.now();
    const last = await snapshotOf(engine.pool, id);
    expect(last.closedAt).toBeNull();
    await engine.ask(id, { type: 'amend', fields: { discount: 1 } });
    const flagged = await until(
      () => snapshotOf(engine.pool, id),
      ({ clock }) => clock?.light === 'escalated' || clock?.light === 'overdue',
    );
    const closed = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [dayFromNow(n - 40), 'closed']));
    await retimings.publish(calendarText(FLAGGED, closed));
    await retimings.run(await retimingOf(engine.pool, FLAGGED, 2));
    const now = await snapshotOf(engine.pool, id);
    expect(now.clock?.dueAt).toBeGreaterThan(at);
    expect(flagged.clock?.light).not.toBe('on time');
    expect(now.clock?.light).toBe('on time');
    const after = await historyOf(engine.pool, id);
    expect(after.events.filter(({ command }) => command.type === 'deadline').length).toBeGreaterThan(0);
    expect(after.events.slice(0, events.length)).toEqual(events);
  });

  it('sees a decision that was being recorded with the old calendar while the new one came', async () => {
    const id = await engine.start('standard-sale');
    await engine.ask(id, { type: 'wait', until: Date.now() + 3_600_000, reason: 'budget' });
    const version = await createVersions(engine.pool).current('standard-sale');
    if (!version) throw new Error('No version');
    const instance = { instanceId: id, kind: 'sale', versionId: version.id, definition: version.definition } as const;
    const { decision } = decide(
      version.definition,
      await snapshotOf(engine.pool, id),
      { id: newId(), actor: { ...SYSTEM, id: engine.cast.rep }, type: 'resume' },
      Date.now(),
    );
    if (!decision) throw new Error('refused');
    const writing = await engine.pool.connect();
    const reference = createReferenceSource(engine.pool);
    await reference.current();
    try {
      await writing.query('BEGIN');
      const half = Object.assign(Object.create(engine.pool), { query: writing.query.bind(writing) });
      expect(await createRecordDecision({ pool: half, reference })(instance, decision)).toHaveProperty('facts');
      const [office] = (await listCalendars(engine.pool)).filter(({ key }) => key === 'office');
      const [week] = String(office?.source).split('exceptions:');
      // Longer than any holidays that may be under way: work goes on later than it did with them.
      const text = `${week}exceptions: { ${dayFromNow(0)} to ${dayFromNow(20)}: closed }`;
      await retimings.publish(text);
      const retiming = await retimingOf(engine.pool, 'office', (office?.version ?? 0) + 1);
      const polls: unknown[] = [];
      const watched = Object.assign(Object.create(engine.pool), {
        query: (...args: [string, unknown[]]) => {
          if (String(args[0]).includes('pg_snapshot_xmin')) polls.push(args);
          return engine.pool.query(...args);
        },
      });
      const activities = createActivities({
        pool: watched,
        client: await temporalClient(),
        clock: systemClock,
        taskQueue: engine.taskQueue,
      });
      const page = activities.retimePage(retiming?.id ?? '', null);
      await until(
        async () => polls.length,
        (count) => count > 1,
      );
      await writing.query('COMMIT');
      await page;
    } finally {
      writing.release();
    }
    const { events } = await historyOf(engine.pool, id);
    expect(events.map(({ command }) => command.type)).toEqual(['start', 'wait', 'resume', 'retime']);
  });
});
