import { v7 as newId } from 'uuid';
import { setCalendar, setOffice } from '../../src/access';
import type { Clock, Definition } from '../../src/process';
import { clockInstants } from '../../src/process/time/resolve';
import { type Engine, historyOf, snapshotOf, startEngine } from '../support/engine';
import { calendarKey, calendarText, type Retimings, retimingsOf } from '../support/retiming';

jest.setTimeout(150_000);

const KEY = calendarKey('plant');
const LATE = calendarKey('late');

describe("the calendar of an instance's owner", () => {
  const ids: Record<'rep' | 'colleague', string> = { rep: '', colleague: '' };
  let definition: Definition;
  let engine: Engine;
  let retimings: Retimings;
  beforeAll(async () => {
    engine = await startEngine();
    retimings = retimingsOf(engine);
    // Their hours meet neither each other's nor the office's: a due time lies in one calendar only, whatever time it is now.
    await retimings.publish(calendarText(KEY, {}, '17:30-19:30'));
    await retimings.publish(calendarText(LATE, {}, '20:00-22:00'));
    const process = await retimings.processOn('processes/standard-sale.yaml', "owner's");
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
      const calendar = await retimings.calendarNamed(key);
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
    const moved = await retimings.run(await retimings.newest());
    expect(moved.people).toEqual([cast.rep]);
    expect(await inCalendar(ids.rep)).toEqual([LATE]);
    expect(Object.keys(await retimings.listOf(moved))).toEqual([ids.rep]);

    expect(await setCalendar(apiPool, 'team', team, KEY)).toBe('done');
    await retimings.run(await retimings.newest());
    expect(await inCalendar(ids.rep)).toEqual([KEY]);

    expect(await setCalendar(apiPool, 'person', cast.rep, 'office')).toBe('done');
    await retimings.run(await retimings.newest());
    expect(await inCalendar(ids.rep)).toEqual(['office']);

    expect(await setCalendar(apiPool, 'person', cast.rep, null)).toBe('done');
    await pool.query('DELETE FROM team_members WHERE team_id = $1', [team]);
    await retimings.run(await retimings.newest());
    expect(await inCalendar(ids.rep)).toEqual([LATE]);

    expect(await setCalendar(apiPool, 'office', office, KEY)).toBe('done');
    await retimings.run(await retimings.newest());
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
