import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { createSyncCalendars } from '../../activities/calendar-sync/sync-calendars';
import { createSettableClock, type SettableClock } from '../../src/platform/clock';
import { serve, startTestApi, type TestApi } from '../support/api';
import { atEnd } from '../support/at-end';
import { type CalDavServer, startCalDav } from '../support/caldav-server';
import type { Engine } from '../support/engine';
import { describeWithPython, PYTHON_MS } from '../support/python';
import { httpReceiver } from '../support/receivers';

const HOUR = 60 * 60 * 1000;
const KEY = randomBytes(32);

describeWithPython('one’s own calendar on a real CalDAV server', () => {
  let api: TestApi & { engine: Engine };
  /** The same API, at the clock's time. */
  let at: TestApi;
  let server: CalDavServer;
  let clock: SettableClock;
  let sync: () => Promise<number>;

  beforeAll(async () => {
    [api, server] = await Promise.all([startTestApi(), startCalDav(['rita', 'carl', 'bombed'])]);
    clock = createSettableClock(Math.floor(Date.now() / 1000) * 1000);
    at = await serve(api.engine.apiPool, api.engine.cast.rep, {
      clock,
      sendCommand: api.engine.send,
      sealingKey: KEY,
      config: { api: { host: '127.0.0.1', port: 0 }, outbound: { webhooksTo: 'loopback' } } as never,
    });
    const { pool } = api.engine;
    sync = createSyncCalendars({ pool, clock, calendars: { key: KEY, reach: 'loopback' } });
  }, PYTHON_MS);

  const made = async (path: string, body: object, as?: string) => {
    const answer = await at.post(path, body, as === undefined ? {} : { as });
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return answer.body;
  };
  const iso = (ms: number) => new Date(ms).toISOString();
  const aMeeting = (given: object = {}, as?: string) =>
    made(
      '/interactions',
      {
        kind: 'meeting',
        status: 'planned',
        subject: 'Show the pumps',
        plannedFor: iso(clock.now() + 24 * HOUR),
        ...given,
      },
      as,
    );
  const interaction = async (id: string) => (await at.get(`/interactions/${id}`)).body;
  /** Lets minutes pass, and keeps everything in step that is due. */
  const later = async (minutes = 6) => {
    clock.advance(minutes * 60_000);
    await sync();
  };
  /** Somebody with a calendar that is connected; `href` gives the address of an entry in it. */
  const connected = async (user: string, as: string) => {
    const url = await server.makeCalendar(user, `c-${randomUUID()}`);
    const answer = await at.put('/me/calendar', { address: url, user, password: server.password }, { as });
    expect(answer).toMatchObject({ status: 200, body: { url, user, status: 'active' } });
    const path = new URL(url).pathname;
    return { url, path, href: (name: string) => `${path}${name}`, entries: () => server.entries(user, path) };
  };
  const stateOf = async (as: string) => (await at.get('/me/calendar', { as })).body.calendar;
  const utc = (ms: number) => iso(ms).replace(/[-:]|\.\d+/g, '');
  const entry = (uid: string, lines: readonly string[], from = clock.now() + 48 * HOUR) =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Somebody//Their program//EN',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${utc(clock.now())}`,
      `DTSTART:${utc(from)}`,
      `DTEND:${utc(from + HOUR)}`,
      ...lines,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n');
  const listed = async (contact: string) => (await at.get(`/interactions?contact=${contact}`)).body.items;
  const aContact = async (email = `${randomUUID()}@buyer.example`) => ({
    email,
    ...(await made('/contacts', { name: 'Vera Buyer', points: [{ kind: 'e-mail', value: email }] })),
  });

  it('DIR-09: what is planned here stands there; moved, it moves; called off, it is gone; looked at again, nothing happens', async () => {
    const calendar = await connected('rita', api.engine.cast.rep);
    const meeting = await aMeeting({ place: 'Their office; floor 2' });
    await later();
    const name = `dealwright-${meeting.id}.ics`;
    const [first] = Object.entries(await calendar.entries());
    expect(first?.[0]).toBe(name);
    expect(first?.[1]).toContain('SUMMARY:Show the pumps');
    expect(first?.[1]).toContain('LOCATION:Their office\\; floor 2');
    expect(first?.[1]).not.toContain('ATTENDEE');
    await later();
    await later();
    expect(await calendar.entries()).toEqual({ [name]: first?.[1] });
    const to = clock.now() + 72 * HOUR;
    await at.post(`/interactions/${meeting.id}/move`, { plannedFor: iso(to) });
    await later();
    expect((await calendar.entries())[name]).toContain(`DTSTART:${utc(to)}`);
    await at.post(`/interactions/${meeting.id}/cancel`, { reason: 'Not needed' });
    await later();
    expect(await calendar.entries()).toEqual({});
    await later();
    expect(await interaction(meeting.id)).toMatchObject({ status: 'cancelled', revision: 3 });
    expect(await stateOf(api.engine.cast.rep)).toMatchObject({ trouble: null, status: 'active' });
  });

  it('DIR-10: a meeting with a client that is made there is planned here; of others, and of private ones, nothing is kept', async () => {
    const calendar = await connected('rita', api.engine.cast.rep);
    const vera = await aContact();
    const guest = `ATTENDEE;CN=Vera:mailto:${vera.email}`;
    await server.put('rita', calendar.href('with.ics'), entry('with', ['SUMMARY:At Vera’s', guest, 'X-OWN:stays']));
    await server.put('rita', calendar.href('secret.ics'), entry('secret', ['SUMMARY:Doctor', guest, 'CLASS:PRIVATE']));
    await server.put('rita', calendar.href('dentist.ics'), entry('dentist', ['SUMMARY:Dentist']));
    await server.put('rita', calendar.href('over.ics'), entry('over', ['SUMMARY:Was', guest], clock.now() - 48 * HOUR));
    await later();
    const [meeting, ...others] = await listed(vera.id);
    expect([meeting, others]).toMatchObject([{ subject: 'At Vera’s', kind: 'meeting', status: 'planned' }, []]);
    const { rows } = await api.engine.pool.query(`SELECT * FROM calendar_items WHERE interaction_id IS NULL`);
    expect(JSON.stringify(rows)).not.toMatch(/Doctor|Dentist|Was/);
    expect(rows.map(({ note }) => note).sort()).toEqual(['nobody known', 'over', 'private']);

    // Moved there, it is moved here.
    const to = clock.now() + 100 * HOUR;
    await server.put('rita', calendar.href('with.ics'), entry('with', ['SUMMARY:At Vera’s', guest, 'X-OWN:stays'], to));
    await later();
    expect(await interaction(meeting.id)).toMatchObject({ plannedFor: iso(to), revision: 2 });
    // Moved here, it is moved there, and all else in it stays.
    await at.post(`/interactions/${meeting.id}/move`, { plannedFor: iso(to + HOUR) });
    await later();
    const text = (await calendar.entries())['with.ics'];
    expect(text).toContain(`DTSTART:${utc(to + HOUR)}`);
    expect(text).toContain('X-OWN:stays');
    // Deleted there, it is called off here.
    await server.remove('rita', calendar.href('with.ics'));
    await later();
    expect(await interaction(meeting.id)).toMatchObject({ status: 'cancelled', result: 'Deleted in the calendar' });
    expect(Object.keys(await calendar.entries()).sort()).toEqual(['dentist.ics', 'over.ics', 'secret.ics']);
  });

  it('DIR-10: changed on both sides, what was changed last holds, and the history has both', async () => {
    const calendar = await connected('rita', api.engine.cast.rep);
    const subjects = async (id: string) => {
      const { rows } = await api.engine.pool.query(
        `SELECT after ->> 'subject' AS subject FROM record_changes WHERE entity = 'interaction' AND entity_id = $1 ORDER BY revision`,
        [id],
      );
      return rows.map(({ subject }) => subject);
    };
    const both = async (theirsIsLater: boolean) => {
      const meeting = await aMeeting();
      await later();
      const name = `dealwright-${meeting.id}.ics`;
      const text = (await calendar.entries())[name] ?? '';
      const changed = (await interaction(meeting.id)).revision;
      await at.patch(`/interactions/${meeting.id}`, { revision: changed, subject: 'Ours' });
      const theirs = clock.now() + (theirsIsLater ? 1 : -1) * 60_000;
      const said = text.replace('Show the pumps', 'Theirs').replace(/LAST-MODIFIED:.*/, `LAST-MODIFIED:${utc(theirs)}`);
      expect(await server.put('rita', calendar.href(name), said)).toBeLessThan(300);
      await later();
      await later();
      return {
        there: (await calendar.entries())[name],
        here: await interaction(meeting.id),
        said: await subjects(meeting.id),
      };
    };
    const theirs = await both(true);
    expect(theirs.here.subject).toBe('Theirs');
    expect(theirs.there).toContain('SUMMARY:Theirs');
    expect(theirs.said).toEqual(['Ours', 'Theirs']);
    const ours = await both(false);
    expect(ours.here.subject).toBe('Ours');
    expect(ours.there).toContain('SUMMARY:Ours');
    expect(ours.said).toEqual(['Ours', 'Theirs', 'Ours']);
  });

  it('a meeting of two stands in both calendars; moved in one, it moves in the other', async () => {
    const { rep, colleague } = api.engine.cast;
    const [ritas, carls] = [await connected('rita', rep), await connected('carl', colleague)];
    const meeting = await aMeeting({ colleagueIds: [colleague] });
    await later();
    const name = `dealwright-${meeting.id}.ics`;
    const text = (await carls.entries())[name] ?? '';
    const to = clock.now() + 90 * HOUR;
    const moved = text.replace(/DTSTART:.*/, `DTSTART:${utc(to)}`).replace(/DTEND:.*/, `DTEND:${utc(to + HOUR)}`);
    await server.put('carl', carls.href(name), moved.replace(/LAST-MODIFIED:.*/, `LAST-MODIFIED:${utc(clock.now())}`));
    await later();
    await later();
    expect((await ritas.entries())[name]).toContain(`DTSTART:${utc(to)}`);
    expect(await interaction(meeting.id)).toMatchObject({ plannedFor: iso(to) });
  });

  it('bombs are left where they are, and hold up nothing: repeats without end, a huge text, dates and guests without end', async () => {
    const { rep } = api.engine.cast;
    const calendar = await connected('bombed', rep);
    const vera = await aContact();
    const guest = `ATTENDEE:mailto:${vera.email}`;
    const bombs = {
      'series.ics': entry('series', ['SUMMARY:Every second', guest, 'RRULE:FREQ=DAILY']),
      'huge.ics': entry('huge', ['SUMMARY:Huge', guest, `DESCRIPTION:${'x'.repeat(300_000)}`]),
      'dates.ics': entry('dates', [
        guest,
        ...Array.from({ length: 500 }, (_, n) => `RDATE:${utc(clock.now() + n * HOUR)}`),
      ]),
      'guests.ics': entry(
        'guests',
        Array.from({ length: 500 }, (_, n) => `ATTENDEE:mailto:g${n}@buyer.example`),
      ),
    };
    for (const [name, text] of Object.entries(bombs))
      expect([name, await server.put('bombed', calendar.href(name), text)]).toEqual([name, 201]);
    const good = entry('good', ['SUMMARY:Good', guest]);
    await server.put('bombed', calendar.href('zz-good.ics'), good);
    await later();
    expect((await listed(vera.id)).map(({ subject }: { subject: string }) => subject)).toEqual(['Good']);
    expect(await stateOf(rep)).toMatchObject({ trouble: null });
  });

  it('a server that means no good is told of, and takes neither memory nor time, nor us inside', async () => {
    const as = newId();
    await api.engine.pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Otto', $2, '{rep}')`, [
      as,
      `${as}@ours.example`,
    ]);
    const asked: string[] = [];
    const hostile = await httpReceiver((response, { path }, { method }) => {
      asked.push(`${method} ${path}`);
      const xml = (body: string) => response.writeHead(207, { 'content-type': 'application/xml' }).end(body);
      if (path.startsWith('/endless')) {
        response.writeHead(207, { 'content-type': 'application/xml' });
        const more = () => void (response.writable && response.write('<a>'.repeat(20_000), more));
        more();
      } else if (path.startsWith('/inside'))
        response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
      else if (path.startsWith('/laughs')) xml(LAUGHS);
      else if (path === '/bomb/1.ics')
        response.setHeader('etag', '"1"').end(entry('bomb', ['RRULE:FREQ=SECONDLY;COUNT=1000000']));
      else if (path === '/bomb/' && method === 'REPORT') xml(multistatus([['/bomb/1.ics', '<getetag>"1"</getetag>']]));
      else if (method === 'REPORT')
        xml(multistatus(Array.from({ length: 6000 }, (_, n) => [`/crowd/${n}.ics`, '<getetag>"1"</getetag>'])));
      else
        xml(
          multistatus([[path, '<resourcetype><C:calendar xmlns:C="urn:ietf:params:xml:ns:caldav"/></resourcetype>']]),
        );
    });
    atEnd(hostile.stop);
    const put = (path: string) =>
      at.put('/me/calendar', { address: `${hostile.url}${path}`, user: 'o', password: 'p' }, { as });
    for (const path of ['/endless/', '/inside/', '/laughs/'])
      expect([path, (await put(path)).status]).toEqual([path, 422]);
    expect((await put('/bomb/')).status).toBe(200);
    await later();
    expect(await stateOf(as)).toMatchObject({ trouble: null });
    const { rows } = await api.engine.pool.query('SELECT note FROM calendar_items WHERE person_id = $1', [as]);
    expect(rows).toEqual([{ note: 'It is a series, or one of a series: send one meeting.' }]);
    expect((await put('/crowd/')).status).toBe(200);
    await later();
    expect(await stateOf(as)).toMatchObject({ trouble: 'It holds more entries than are kept in step' });
    expect(asked.filter((one) => one.startsWith('GET /crowd'))).toEqual([]);
  });

  it('a server that is away is told with it, and what happened meanwhile is taken over when it is back', async () => {
    const { rep } = api.engine.cast;
    const calendar = await connected('rita', rep);
    await server.stop();
    const meeting = await aMeeting();
    await later();
    expect(await stateOf(rep)).toMatchObject({
      status: 'active',
      trouble: expect.stringContaining('cannot be reached'),
    });
    await server.start();
    await later(60);
    expect(Object.keys(await calendar.entries())).toContain(`dealwright-${meeting.id}.ics`);
    expect(await stateOf(rep)).toMatchObject({ trouble: null });
  });

  it('is found by the address of its server; a wrong password and an address inside are refused, and nothing is kept of them', async () => {
    const as = newId();
    await api.engine.pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Nora', $2, '{rep}')`, [
      as,
      `${as}@ours.example`,
    ]);
    const url = await server.makeCalendar('carl', `found-${randomUUID()}`);
    const login = { user: 'carl', password: server.password };
    const found = await at.post('/me/calendar/find', { address: server.url, ...login }, { as });
    expect(found.body.items.map((one: { url: string }) => one.url)).toContain(url);
    const put = (body: object) => at.put('/me/calendar', body, { as });
    expect(await put({ address: server.url, ...login, password: 'wrong' })).toMatchObject({
      status: 422,
      body: { code: 'CalendarAway', detail: 'The server refuses the user or the password.' },
    });
    expect((await put({ address: server.url, ...login, calendar: `${server.url}/carl/other/` })).status).toBe(400);
    for (const address of [
      'https://10.0.0.1/',
      'https://169.254.169.254/latest',
      'http://calendar.example.com/',
      'file:///etc/passwd',
    ])
      expect((await put({ address, ...login })).status).toBe(400);
    expect(await stateOf(as)).toBeNull();
  });

  it('its password is sealed: the tables do not say it, the API’s login cannot read even that, and no other key opens it', async () => {
    const { rep } = api.engine.cast;
    await connected('rita', rep);
    const { rows } = await api.engine.pool.query<{ password: string }>(
      'SELECT password FROM calendar_links WHERE person_id = $1',
      [rep],
    );
    expect(rows[0]?.password).toMatch(/^v1\./);
    expect(rows[0]?.password).not.toContain(server.password);
    await expect(api.engine.apiPool.query('SELECT password FROM calendar_links')).rejects.toThrow(/permission denied/);
    const other = createSyncCalendars({
      pool: api.engine.pool,
      clock,
      calendars: { key: randomBytes(32), reach: 'loopback' },
    });
    for (let n = 0; n < 3; n += 1) {
      clock.advance(HOUR);
      await other();
    }
    expect(await stateOf(rep)).toMatchObject({ status: 'off', trouble: expect.stringContaining('connect it anew') });
    const told = (await at.get('/notifications')).body.items.filter(
      (one: { code: string }) => one.code === 'calendar off',
    );
    expect(told).toHaveLength(1);
    expect((await at.delete('/me/calendar')).status).toBe(200);
    expect(await stateOf(rep)).toBeNull();
  });
});

const LAUGHS = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${'bcdefghij'
  .split('')
  .map((name, n) => `<!ENTITY ${name} "${`&${'abcdefghij'[n]};`.repeat(10)}">`)
  .join('')}]><d:multistatus xmlns:d="DAV:"><d:response><d:href>&j;</d:href></d:response></d:multistatus>`;

const multistatus = (found: [href: string, prop: string][]): string =>
  `<?xml version="1.0"?><multistatus xmlns="DAV:">${found
    .map(
      ([href, prop]) =>
        `<response><href>${href}</href><propstat><prop>${prop}</prop><status>HTTP/1.1 200 OK</status></propstat></response>`,
    )
    .join('')}</multistatus>`;
