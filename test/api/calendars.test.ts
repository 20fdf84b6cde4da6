import { v7 as newId } from 'uuid';
import { createVersions } from '../../src/crm';
import { addWorking, subtractWorking } from '../../src/process/time/working-time';
import { startTestApi } from '../support/api';
import { writePast } from '../support/lived';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEY = `works-${newId().slice(-8)}`;
const today = () => new Date().toISOString().slice(0, 10);
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Open every day, so that whatever day a test runs on, its days are alike. */
const textOf = (key: string, more = '') => `
calendar: ${key}
name: { en: Works, ru: Цех }
zone: Europe/Moscow
full day: 8 hours
week: { ${WEEK.map((day) => `${day}: "09:00-17:00"`).join(', ')} }
${more}
`;

describe('calendars over HTTP', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let ops: string;
  let started = 0;
  const as = () => ({ as: ops });

  beforeAll(async () => {
    api = await startTestApi({ deps: { startRetimings: async () => (started += 1) } });
    ops = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'olga@example.com', '{sales-ops}')`,
      [ops],
    );
  });

  const put = (text: string, more: object = {}) => api.put(`/calendars/${KEY}`, { text, ...more }, as());

  it('puts one in force, once for the same words, and shows it with its text and its versions', async () => {
    const first = textOf(KEY);
    expect(await put(first, { note: 'The works open' })).toMatchObject({
      status: 200,
      body: { key: KEY, version: 1, made: true },
    });
    expect((await put(`${first}# no other sense`)).body).toEqual({ key: KEY, version: 1, made: false });
    const second = textOf(KEY, `exceptions: { ${today()}: closed }`);
    expect((await put(second)).body).toEqual({ key: KEY, version: 2, made: true });
    const shown = (await api.get(`/calendars/${KEY}`)).body;
    expect(shown).toMatchObject({ key: KEY, version: 2, text: second, author: ops });
    expect(shown.versions.map(({ version, note }: { version: number; note: string }) => [version, note])).toEqual([
      [2, null],
      [1, 'The works open'],
    ]);
    expect((await api.get(`/calendars/${KEY}/versions/1`)).body).toMatchObject({ version: 1, text: first });
    expect((await api.get('/calendars')).body.items.map(({ key }: { key: string }) => key)).toEqual(
      expect.arrayContaining(['office', KEY]),
    );
    expect(started).toBe(3);
  });

  it('takes the same as JSON, and looks public holidays up', async () => {
    const calendar = {
      calendar: `${KEY}-by`,
      name: { en: 'Munich', ru: 'Мюнхен' },
      zone: 'Europe/Berlin',
      'full day': '8 hours',
      week: Object.fromEntries(WEEK.map((day) => [day, day.startsWith('s') ? 'closed' : '09:00-17:00'])),
      holidays: { country: 'DE', region: 'BY', from: 2027, to: 2027 },
      exceptions: { '2027-01-06': '09:00-12:00' },
    };
    expect((await api.put(`/calendars/${KEY}-by`, { calendar }, as())).body).toMatchObject({ version: 1 });
    const { definition } = (await api.get(`/calendars/${KEY}-by`)).body;
    expect(definition.exceptions).toMatchObject({ '2027-05-06': [], '2027-01-06': [[540, 720]] });
    expect(definition.exceptions).not.toHaveProperty('2027-05-01'); // a Saturday
    expect(definition.names['2027-05-06']).toEqual({ en: 'Ascension Day', ru: 'Ascension Day' });
  });

  it('refuses what is wrong, all of it at once, each with its line', async () => {
    const wrong = textOf(KEY, 'exceptions: { 2027-02-30: closed }').replace('Europe/Moscow', 'Europe/Moskow');
    const refused = await put(wrong);
    expect(refused).toMatchObject({ status: 422, body: { code: 'TextFaulty' } });
    expect(refused.body.findings).toMatchObject([{ line: 7 }]);
    const zone = await put(textOf(KEY).replace('Europe/Moscow', 'Europe/Moskow'));
    expect(zone.body.findings).toMatchObject([{ line: 4, message: expect.stringContaining('Europe/Moskow') }]);
    expect(await put(textOf('another'))).toMatchObject({ status: 400 });
    expect(await api.put(`/calendars/${KEY}`, {}, as())).toMatchObject({ status: 400 });
    expect(await put(textOf(KEY, 'exceptions: {}'), { after: 1 })).toMatchObject({
      status: 409,
      body: { code: 'MovedOn', detail: 'Version 2 is in force.' },
    });
    expect((await api.get(`/calendars/${KEY}`)).body.version).toBe(2);
    expect((await api.get('/calendars/nowhere')).status).toBe(404);
    expect((await api.get(`/calendars/${KEY}/versions/9`)).status).toBe(404);
  });

  it('is for sales ops to publish, and for everybody to read', async () => {
    expect((await api.put(`/calendars/${KEY}`, { text: textOf(KEY) })).status).toBe(403);
    expect((await api.post(`/calendars/${KEY}/preview`, { text: textOf(KEY) })).status).toBe(403);
    expect((await api.get(`/calendars/${KEY}`)).status).toBe(200);
  });

  it('previews what would move, does nothing, and then moves just that', async () => {
    const ids = [await api.engine.start('standard-sale'), await api.engine.start('standard-sale')];
    const office = (await api.get('/calendars/office')).body;
    // Longer than any holidays: those alone would be closed before and after, and nothing would move.
    const text = `${office.text.split('exceptions:')[0]}exceptions: { ${today()} to ${inDays(40)}: closed }`;
    const seen = await api.post('/calendars/office/preview', { text }, as());
    expect(seen).toMatchObject({ status: 200, body: { looked: 2, instances: 2, complete: true } });
    expect((await api.get('/calendars/office')).body.version).toBe(office.version);
    const deadlines = (await api.get(`/sales/${ids[0]}/deadlines`)).body.items;

    const { version } = (await api.put('/calendars/office', { text, after: office.version }, as())).body;
    const moved = () => api.get(`/calendars/office/versions/${version}/moved?limit=1`);
    expect((await moved()).body).toMatchObject({ items: [], state: 'waiting' });
    const [{ id: retiming }] = (await api.get('/retimings?limit=1')).body.items;
    await api.engine.activities.retimePage(retiming, null);
    const pages = [(await moved()).body];
    pages.push((await api.get(`/retimings/${retiming}/moved?limit=1&cursor=${pages[0].next}`)).body);
    expect(pages.map(({ state, items }) => [state, items.length])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
    const items = pages.flatMap((page) => page.items);
    expect(items.map(({ seq: _s, at: _a, ...one }) => one)).toEqual(
      seen.body.items.toSorted((a: { instance: { id: string } }, b: { instance: { id: string } }) =>
        a.instance.id < b.instance.id ? -1 : 1,
      ),
    );
    expect(items[0]).toMatchObject({ seq: 2, owner: { name: 'Rita Rep' }, instance: { kind: 'sale' } });
    expect((await api.get(`/sales/${ids[0]}/deadlines`)).body.items).not.toEqual(deadlines);
    expect((await api.get('/calendars/office/versions/1/moved')).body).toMatchObject({ items: [], state: 'done' });
    expect((await api.get('/calendars/office/versions/99/moved')).status).toBe(404);
    expect((await api.get(`/retimings/${newId()}/moved`)).status).toBe(404);
  });

  it('says whose calendar is whose, and leaves the work that a change makes', async () => {
    const { rep } = api.engine.cast;
    const office = newId();
    await api.engine.pool.query(
      `INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{"en": "North", "ru": "Север"}', 'Europe/Moscow', 'office')`,
      [office],
    );
    expect(await api.put(`/people/${rep}/calendar`, { calendar: KEY }, as())).toMatchObject({
      status: 200,
      body: { id: rep, calendar: KEY },
    });
    const people = (await api.get('/people')).body.items;
    expect(people.find(({ id }: { id: string }) => id === rep)).toMatchObject({ calendar: KEY, officeId: null });
    expect((await api.put(`/people/${rep}/office`, { office }, as())).body).toEqual({ id: rep, office });
    expect((await api.put(`/offices/${office}/calendar`, { calendar: KEY }, as())).status).toBe(200);
    expect((await api.get('/offices')).body.items).toEqual([
      { id: office, name: { en: 'North', ru: 'Север' }, zone: 'Europe/Moscow', calendar: KEY },
    ]);
    expect((await api.get('/retimings?limit=3')).body.items).toMatchObject(
      [1, 2, 3].map(() => ({ calendar: null, people: [rep], state: 'waiting' })),
    );
    for (const [path, body, status] of [
      [`/people/${newId()}/calendar`, { calendar: null }, 404],
      [`/people/${rep}/calendar`, { calendar: 'nowhere' }, 400],
      [`/teams/${newId()}/calendar`, { calendar: KEY }, 404],
      [`/offices/${office}/calendar`, { calendar: null }, 400],
      [`/people/${rep}/office`, { office: newId() }, 400],
      [`/people/${newId()}/office`, { office }, 404],
    ] as const)
      expect([path, (await api.put(path, body, as())).status]).toEqual([path, status]);
    expect((await api.put(`/people/${rep}/calendar`, { calendar: null })).status).toBe(403);
  });

  it('explains each deadline with the version of the calendar that it was resolved with', async () => {
    const id = await api.engine.start('standard-sale');
    const { items } = (await api.get(`/sales/${id}/deadlines?explain=true`)).body;
    expect(items.length).toBeGreaterThan(3);
    for (const { at, explanation, lines } of items) {
      expect(explanation.due).toBe(at);
      expect(explanation.zone).toBe('Europe/Moscow');
      const sum = explanation.spans.reduce((ms: number, one: { countsMs: number }) => ms + one.countsMs, 0);
      expect(explanation.spentMs + sum).toBe(explanation.sumMs);
      expect(lines[0]).toEqual({ en: 'It runs in working time.', ru: 'Идёт рабочее время.' });
    }
    const [{ explanation }] = items;
    // A version that nothing has been resolved with yet changes no explanation.
    const office = (await api.get('/calendars/office')).body;
    const text = office.text.replace('exceptions: {', 'exceptions: { 2028-01-11: closed,');
    expect((await api.put('/calendars/office', { text }, as())).body).toMatchObject({ made: true });
    const again = (await api.get(`/sales/${id}/deadlines?explain=true`)).body.items[0].explanation;
    expect(again).toEqual(explanation);
    expect(again.calendar).toEqual({ key: 'office', version: office.version });
    expect((await api.get(`/sales/${id}/deadlines`)).body.items[0]).not.toHaveProperty('explanation');
    expect((await api.get(`/sales/${newId()}/deadlines?explain=true`)).status).toBe(404);
  });

  it('explains what a wait has stopped: when, and what was used up before it', async () => {
    const { pool, cast } = api.engine;
    const version = await createVersions(pool).current('standard-sale');
    if (!version) throw new Error('No version');
    const actor = { id: cast.manager, roles: ['manager'], teams: [], manages: true };
    const told: Record<'start' | 'wait' | 'until', number> = { start: 0, wait: 0, until: 0 };
    const process = { versionId: version.id, definition: version.definition };
    const id = await writePast(pool, process, (past, calendar) => {
      told.start = subtractWorking(calendar, Date.now(), 5 * HOUR_MS);
      told.wait = addWorking(calendar, told.start, 2 * HOUR_MS);
      told.until = addWorking(calendar, told.start, 3 * HOUR_MS);
      past.ask(told.start, actor, { type: 'start', owner: cast.rep, fields: {} });
      past.ask(told.wait, actor, { type: 'wait', until: told.until, reason: 'budget' });
      past.passUntil(Date.now());
    });
    const { items } = (await api.get(`/sales/${id}/deadlines?explain=true`)).body;
    const due = items.find(
      ({ subject, kind }: { subject: string; kind: string }) => `${subject} ${kind}` === 'stage overdue',
    );
    expect(due.explanation).toMatchObject({
      due: due.at,
      start: new Date(told.until).toISOString(),
      spentMs: 2 * HOUR_MS,
      limitMs: 24 * HOUR_MS,
      sumMs: 24 * HOUR_MS,
      pauses: [{ from: new Date(told.wait).toISOString(), to: new Date(told.until).toISOString(), reason: 'budget' }],
    });
    expect(due.lines.map(({ en }: { en: string }) => en)).toContain('Used up before that: 2 h.');
  });

  it('explains a wait that is on', async () => {
    const id = await api.engine.start('standard-sale');
    const until = new Date(Date.now() + 90 * DAY_MS).toISOString();
    await api.post(`/sales/${id}/commands`, { type: 'wait', until, reason: 'Budget' });
    const waiting = (await api.get(`/sales/${id}/deadlines?explain=true`)).body.items;
    expect(waiting).toMatchObject([{ kind: 'wait over', explanation: { way: 'wait', due: until, spans: [] } }]);
  });
});
