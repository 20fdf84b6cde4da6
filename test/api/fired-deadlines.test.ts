import { v7 as newId } from 'uuid';
import { createVersions } from '../../src/crm';
import { addWorking, subtractWorking } from '../../src/process/time/working-time';
import { startTestApi } from '../support/api';
import { writePast } from '../support/lived';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Fired {
  subject: string;
  kind: string;
  at: string;
  firedAt: string;
  seq: number;
  explanation: null | Record<string, unknown>;
  lines: { en: string; ru: string }[];
}

describe('deadlines that have fired', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let id: string;
  const told: Record<'start' | 'wait' | 'until', number> = { start: 0, wait: 0, until: 0 };
  const fired = async (query = ''): Promise<Fired[]> =>
    (await api.get(`/sales/${id}/deadlines/fired${query}`)).body.items;

  beforeAll(async () => {
    api = await startTestApi();
    const { pool, cast } = api.engine;
    const version = await createVersions(pool).current('standard-sale');
    if (!version) throw new Error('No version');
    const actor = { id: cast.manager, roles: ['manager'], teams: [], manages: true };
    id = await writePast(pool, { versionId: version.id, definition: version.definition }, (past, calendar) => {
      told.start = subtractWorking(calendar, Date.now() - 20 * DAY_MS, 5 * HOUR_MS);
      told.wait = addWorking(calendar, told.start, 2 * HOUR_MS);
      told.until = addWorking(calendar, told.start, 3 * HOUR_MS);
      past.ask(told.start, actor, { type: 'start', owner: cast.rep, fields: {} });
      past.ask(told.wait, actor, { type: 'wait', until: told.until, reason: 'budget' });
      past.passUntil(Date.now());
    });
  });

  it('explain their arithmetic as the open ones did: limit, waits, spans, calendar', async () => {
    const items = await fired();
    const limit = items.find(({ subject, kind }) => `${subject} ${kind}` === 'stage overdue');
    expect(limit?.explanation).toMatchObject({
      due: limit?.at,
      start: new Date(told.until).toISOString(),
      spentMs: 2 * HOUR_MS,
      limitMs: 24 * HOUR_MS,
      sumMs: 24 * HOUR_MS,
      pauses: [{ from: new Date(told.wait).toISOString(), to: new Date(told.until).toISOString(), reason: 'budget' }],
    });
    expect(limit?.lines.map(({ ru }) => ru)).toContain('Израсходовано до этого: 2 ч.');
    for (const { explanation, at } of items) expect(explanation?.due).toBe(at);
  });

  it('are those of the history, the latest first, each with its event; never before they were due', async () => {
    const items = await fired();
    const { rows } = await api.engine.pool.query<{ seq: number }>(
      `SELECT seq FROM process_events WHERE instance_id = $1 AND type = 'deadline' ORDER BY seq DESC`,
      [id],
    );
    expect(rows.length).toBeGreaterThan(3);
    expect(items.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq));
    for (const { at, firedAt } of items) expect(Date.parse(firedAt)).toBeGreaterThanOrEqual(Date.parse(at));
    expect(await fired('?limit=2')).toEqual(items.slice(0, 2));
    expect(await fired(`?seq=${items[1]?.seq}`)).toEqual([items[1]]);
    expect(await fired('?seq=0')).toEqual([]);
  });

  it('say the same whatever the calendar became since', async () => {
    const before = await fired();
    const office = (await api.get('/calendars/office')).body;
    const ops = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'olga@example.com', '{sales-ops}')`,
      [ops],
    );
    const text = office.text.replaceAll('day: 09:00-13:00', 'day: 09:30-13:00');
    expect(text).not.toBe(office.text);
    expect((await api.put('/calendars/office', { text }, { as: ops })).status).toBe(200);
    expect(await fired()).toEqual(before);
  });

  it('of a deal that is not there are not there', async () => {
    expect((await api.get(`/sales/${newId()}/deadlines/fired`)).status).toBe(404);
  });

  it('the currency of sums is told with who one is', async () => {
    expect((await api.get('/me')).body.baseCurrency).toBe('RUB');
  });
});
