import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { createActivities } from '../../activities';
import { createRecordDecision } from '../../activities/record-decision';
import { createReferenceSource } from '../../activities/reference';
import { setCalendar, setOffice } from '../../src/access';
import { createStartRetimings } from '../../src/commands';
import {
  createVersions,
  listCalendars,
  movedBy,
  publishCalendarText,
  type Retiming,
  readRetiming,
  retimingOf,
} from '../../src/crm';
import { readCalendar } from '../../src/platform/calendars';
import { systemClock } from '../../src/platform/clock';
import { type Clock, type Definition, decide, type Snapshot, SYSTEM } from '../../src/process';
import { readDefinition } from '../../src/process/language/read-definition';
import type { Calendar } from '../../src/process/time/calendar';
import { localDateAt } from '../../src/process/time/local-date';
import { clockInstants } from '../../src/process/time/resolve';
import { seqQuery } from '../../workflows/messages';
import { type Engine, historyOf, replayOf, snapshotOf, startEngine, until, workflowId } from '../support/engine';
import { writeLives } from '../support/lived';
import { temporalClient } from '../support/temporal';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..');
const DAY_MS = 86_400_000;
/** The workflow of a retiming is named after its calendar, and all tests share one Temporal server. */
const KEY = `plant-${newId().slice(-8)}`;
const LATE = `late-${KEY}`;
const FLAGGED = `flagged-${KEY}`;

/** Works every day around noon, so that whatever day a test runs on, its days are alike. */
const textOf = (key: string, exceptions: Record<string, string>, hours = '09:00-13:00, 14:00-18:00') => `
calendar: ${key}
name: { en: Plant, ru: Завод }
zone: Europe/Berlin
full day: 8 hours
week: { ${['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => `${day}: "${hours}"`).join(', ')} }
exceptions: ${JSON.stringify(exceptions)}
`;
const dayFromNow = (days: number) => localDateAt(Math.floor(Date.now() / DAY_MS) + days);

describe('a calendar that is edited', () => {
  let engine: Engine;
  let start: () => Promise<number>;
  beforeAll(async () => {
    engine = await startEngine();
    start = createStartRetimings({ pool: engine.apiPool, client: await temporalClient(), taskQueue: engine.taskQueue });
    await publishCalendarText(engine.apiPool, textOf(KEY, {}), { author: engine.cast.manager });
    await publishCalendarText(engine.apiPool, textOf(FLAGGED, {}), { author: engine.cast.manager });
    await publishCalendarText(engine.apiPool, textOf(LATE, {}, '12:00-20:00'), { author: engine.cast.manager });
  });

  const processes = new Map<string, { versionId: string; definition: Definition }>();

  /** A version of a text that counts in another calendar; put there as it is, whatever roles and teams there are. */
  async function processOn(file: string, calendar: string): Promise<{ versionId: string; definition: Definition }> {
    const text = readFileSync(join(ROOT, file), 'utf8').replace(
      /^calendar: .*$/m,
      `calendar: ${JSON.stringify(calendar)}`,
    );
    const known = processes.get(text);
    if (known) return known;
    const { definition } = readDefinition(text);
    if (!definition) throw new Error(`${file} is refused`);
    const versionId = newId();
    await engine.pool.query(
      `INSERT INTO process_versions (id, key, version, kind, hash, definition, source)
       SELECT $1::uuid, $2::text, coalesce(max(version), 0) + 1, 'sale', $1::uuid::text, $3, $4 FROM process_versions WHERE key = $2`,
      [versionId, definition.key, JSON.stringify(definition), text],
    );
    processes.set(text, { versionId, definition });
    return { versionId, definition };
  }

  /** Starts what waits, and lets it run to its end. */
  async function run(retiming: Retiming | null): Promise<Retiming> {
    if (!retiming) throw new Error('There is no retiming.');
    await start();
    const { id, calendar, version } = retiming;
    const name = calendar === null ? `retime-people-${id}` : `retime-${calendar}-${version}`;
    await (await temporalClient()).workflow.getHandle(name).result();
    expect((await readRetiming(engine.pool, id))?.finishedAt).not.toBeNull();
    return retiming;
  }

  /** The people's retiming that was left last. */
  async function newest(): Promise<Retiming | null> {
    const { rows } = await engine.pool.query<{ id: string }>(
      'SELECT id FROM retimings WHERE calendar_key IS NULL ORDER BY created_at DESC LIMIT 1',
    );
    return rows[0] ? readRetiming(engine.pool, rows[0].id) : null;
  }

  /** The whole list of what moved, page by page: by instance, each move as one line. */
  async function listOf({ id }: Retiming): Promise<Record<string, string[]>> {
    const lines: Record<string, string[]> = {};
    let cursor: string | undefined;
    do {
      const page = await movedBy(engine.apiPool, id, { limit: 37, cursor }, Date.now());
      for (const { instance, moves, owner } of page.items) {
        expect(owner).not.toBeNull();
        lines[instance.id] = moves.map(({ subject, kind, from, to }) => `${subject} ${kind} ${from} ${to}`).sort();
      }
      cursor = page.next ?? undefined;
    } while (cursor);
    return lines;
  }

  const calendarNamed = async (key: string): Promise<Calendar> => {
    const found = (await listCalendars(engine.pool)).find((one) => one.key === key);
    if (!found) throw new Error(`No calendar ${key}`);
    return readCalendar(found);
  };

  it('moves exactly what a calculation from each row says, of more than 200 leads and sales', async () => {
    const now = Date.now();
    const owners = [engine.cast.rep, engine.cast.manager, engine.cast.colleague];
    const sale = await processOn('processes/standard-sale.yaml', KEY);
    const every = await processOn('test/support/every-construct.yaml', KEY);
    const elsewhere = await processOn('processes/standard-sale.yaml', 'office');
    const demo = await processOn('processes/demo-sale.yaml', KEY);
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
    const published = await publishCalendarText(engine.apiPool, textOf(KEY, days), { author: engine.cast.manager });
    expect(published).toMatchObject({ became: 'published', version: 2, made: true });
    const retiming = await run(await retimingOf(engine.pool, KEY, 2));

    const calendar = await calendarNamed(KEY);
    const expected = new Map<string, string[]>();
    for (const [id, definition] of of) expected.set(id, recomputed(before.get(id) as Snapshot, definition, calendar));
    const moving = [...expected].filter(([, lines]) => lines.length > 0);
    expect(await listOf(retiming)).toEqual(Object.fromEntries(moving));
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
    const process = await processOn('processes/standard-sale.yaml', FLAGGED);
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
    await publishCalendarText(engine.apiPool, textOf(FLAGGED, closed), { author: engine.cast.manager });
    await run(await retimingOf(engine.pool, FLAGGED, 2));
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
      const text = `${week}exceptions: { ${dayFromNow(0)} to ${dayFromNow(6)}: closed }`;
      const published = await publishCalendarText(engine.apiPool, text, { author: engine.cast.manager });
      expect(published).toMatchObject({ became: 'published', made: true });
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

  describe("and the calendar of an instance's owner", () => {
    const ids: Record<'rep' | 'colleague', string> = { rep: '', colleague: '' };
    let definition: Definition;
    beforeAll(async () => {
      const process = await processOn('processes/standard-sale.yaml', "owner's");
      ({ definition } = process);
      for (const who of ['rep', 'colleague'] as const) {
        const id = newId();
        const act = { type: 'start', owner: engine.cast[who], fields: {} } as const;
        await engine.ask(id, act, { versionId: process.versionId, record: { title: 'Mine' } });
        ids[who] = id;
      }
    });

    const inCalendar = async (id: string): Promise<string[]> => {
      const snapshot = await snapshotOf(engine.pool, id);
      const names: string[] = [];
      for (const key of ['office', KEY, LATE]) {
        const calendar = await calendarNamed(key);
        const { limit } = definition.stages[snapshot.state] ?? {};
        const clock = snapshot.clock as Clock;
        if (limit && clockInstants(clock, {}, calendar).dueAt === clock.dueAt) names.push(key);
      }
      return names;
    };

    it('moves with the person, who comes before the team, which comes before the office', async () => {
      const { pool, apiPool, cast } = engine;
      const [office, team] = [newId(), newId()];
      await pool.query(`INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{}', 'Europe/Berlin', $2)`, [
        office,
        LATE,
      ]);
      await pool.query(`INSERT INTO teams (id, key, name) VALUES ($1, 'north', '{}')`, [team]);
      await pool.query('INSERT INTO team_members (team_id, person_id) VALUES ($1, $2)', [team, cast.rep]);
      const others = await snapshotOf(pool, ids.colleague);

      expect(await setOffice(apiPool, cast.rep, office)).toBe('done');
      const moved = await run(await newest());
      expect(moved.people).toEqual([cast.rep]);
      expect(await inCalendar(ids.rep)).toEqual([LATE]);
      expect(Object.keys(await listOf(moved))).toEqual([ids.rep]);

      expect(await setCalendar(apiPool, 'team', team, KEY)).toBe('done');
      await run(await newest());
      expect(await inCalendar(ids.rep)).toEqual([KEY]);

      expect(await setCalendar(apiPool, 'person', cast.rep, 'office')).toBe('done');
      await run(await newest());
      expect(await inCalendar(ids.rep)).toEqual(['office']);

      expect(await setCalendar(apiPool, 'person', cast.rep, null)).toBe('done');
      await pool.query('DELETE FROM team_members WHERE team_id = $1', [team]);
      await run(await newest());
      expect(await inCalendar(ids.rep)).toEqual([LATE]);

      expect(await setCalendar(apiPool, 'office', office, KEY)).toBe('done');
      await run(await newest());
      expect(await inCalendar(ids.rep)).toEqual([KEY]);
      expect(await snapshotOf(pool, ids.colleague)).toEqual(others);
    });

    it('is another one at once when the instance gets another owner', async () => {
      expect(await engine.ask(ids.rep, { type: 'reassign', owner: engine.cast.colleague })).toMatchObject({
        became: 'applied',
      });
      expect(await inCalendar(ids.rep)).toEqual(['office']);
      const { events } = await historyOf(engine.pool, ids.rep);
      expect(events.at(-1)?.facts.calendars).toEqual({ office: expect.any(Number) });
    });

    it('stays as it was for a calendar, a person or an office that there is not', async () => {
      const { apiPool, cast } = engine;
      expect(await setCalendar(apiPool, 'person', cast.rep, 'nowhere')).toBe('no such calendar');
      expect(await setCalendar(apiPool, 'person', newId(), KEY)).toBe('no such holder');
      expect(await setOffice(apiPool, cast.rep, newId())).toBe('no such office');
      expect(await setOffice(apiPool, newId(), null)).toBe('no such person');
    });
  });
});

/**
 * What has to move, from the row alone: every clock that runs, and the plan, resolved anew one by one. Each as the line that
 * the list has for it.
 */
function recomputed(snapshot: Snapshot, definition: Definition, calendar: Calendar): string[] {
  const lines: string[] = [];
  const put = (subject: string, kind: string, from: number | null, to: number | null) => {
    if (from !== to) lines.push(`${subject} ${kind} ${from} ${to}`);
  };
  const clock = (subject: string, one: Clock | null | undefined) => {
    if (!one || one.paused) return;
    const is = clockInstants(one, snapshot.fields, calendar);
    put(subject, 'due soon', one.dueSoonAt, is.dueSoonAt);
    put(subject, 'overdue', one.dueAt, is.dueAt);
    put(subject, 'escalate', one.escalateAt, is.escalateAt);
    for (const [n, at] of (is.rungs ?? []).entries()) put(subject, `rung ${n + 1}`, one.rungs?.[n] ?? null, at);
  };
  clock('stage', snapshot.clock);
  clock('process', snapshot.processClock);
  for (const [key, branch] of Object.entries(snapshot.branches ?? {})) clock(`branch ${key}`, branch.clock);
  for (const task of snapshot.tasks) if (task.status === 'open') clock(task.key, task.clock);
  for (const [key, one] of Object.entries(snapshot.repeats ?? {}))
    put(`repeat ${key}`, 'repeat', one.dueAt, clockInstants(one, snapshot.fields, calendar).dueAt);
  const blank = {
    spentMs: 0,
    paused: false,
    dueSoonAt: null,
    dueAt: null,
    escalateAt: null,
    light: 'on time',
  } as const;
  const planned = (limit: NonNullable<Definition['limit']>) =>
    clockInstants({ ...blank, limit, from: snapshot.startedAt }, snapshot.fields, calendar).dueAt;
  if (definition.limit) put('process', 'planned', snapshot.plannedFor, planned(definition.limit));
  for (const [stage, at] of Object.entries(snapshot.plan ?? {})) {
    const span = definition.stages[stage]?.planned;
    if (span)
      put(`plan ${stage}`, 'planned', at, planned({ due: { by: 'span', span }, dueSoonPct: 100, escalateAfter: null }));
  }
  return lines.sort();
}
