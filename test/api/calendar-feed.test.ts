import fc from 'fast-check';
import ICAL from 'ical.js';
import { v7 as newId } from 'uuid';
import { escaped, folded, iCalendar } from '../../src/outbound';
import type { Pool } from '../../src/platform/database';
import { type Answer, startTestApi } from '../support/api';
import { testPool } from '../support/database';
import { repsSee } from '../support/sight';

/** What an event of a calendar says, as a calendar program reads it. */
interface Shown {
  uid: string;
  summary: string;
  description: string;
  location: string;
  start: string;
  end: string;
}

function read(text: string): Shown[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const { uid, summary, description, location } = event;
    const utc = (time: ICAL.Time) => time.toJSDate().toISOString();
    return { uid, summary, description, location, start: utc(event.startDate), end: utc(event.endDate) };
  });
}

const HOUR_MS = 3_600_000;
/** The second in which these tests began: a calendar program reads whole seconds. */
const BEGAN_MS = Math.floor(Date.now() / 1000) * 1000;
const inHours = (hours: number) => new Date(BEGAN_MS + hours * HOUR_MS).toISOString();

describe('the calendar feed', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: Pool;
  const colleague = () => ({ as: api.engine.cast.colleague });
  const fetched = (address: string, headers = {}) => api.get(new URL(address).pathname, { as: null, headers });
  const made = async (as?: string): Promise<string> =>
    (await api.post('/me/calendar-feed', undefined, as === undefined ? {} : { as })).body.address;
  const shown = async (answer: Promise<Answer>) => read((await answer).body);

  async function aSaleWithTask(title: string, task: string, dueAt: string, personId = api.engine.cast.rep) {
    const sale = (await api.post('/sales', { title, fields: {} })).body;
    const added = await api.post('/tasks', { instanceId: sale.id, title: task, personId, dueAt });
    expect(added.status).toBe(201);
    return sale;
  }

  async function planned(subject: string, from: string, given: Record<string, unknown> = {}): Promise<string> {
    const row = { id: newId(), author: api.engine.cast.rep, until: null, place: null, instance: null, ...given };
    await owner.query(
      `INSERT INTO interactions (id, kind, at, subject, author_id, status, planned_for, planned_until, place, instance_id)
       VALUES ($1, 'meeting', $2, $3, $4, 'planned', $2, $5, $6, $7)`,
      [row.id, from, subject, row.author, row.until, row.place, row.instance],
    );
    return row.id;
  }

  beforeAll(async () => {
    api = await startTestApi();
    owner = testPool(api.engine.database.ownerUrl);
  });

  it('TB-SFA-13: shows a seller their tasks with a date and the contacts that they planned, and nobody else’s', async () => {
    const dueAt = inHours(30);
    await aSaleWithTask('Lathe; for, Ada', 'Send the draft\\final', dueAt);
    await aSaleWithTask('Of a colleague', 'Not mine', inHours(31), api.engine.cast.colleague);
    await planned('Visit the works', inHours(50), { until: inHours(52), place: 'Hall 3, gate B' });
    await planned('A colleague’s', inHours(51), { author: api.engine.cast.colleague });
    const answer = await fetched(await made());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const events = read(answer.body);
    expect(events).toContainEqual(
      expect.objectContaining({ summary: 'Send the draft\\final: Lathe; for, Ada', end: dueAt }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        summary: 'Meeting: Visit the works',
        start: inHours(50),
        location: 'Hall 3, gate B',
      }),
    );
    expect(answer.body).not.toMatch(/Not mine|A colleague/);
  });

  it('shows one a meeting in which they take part, and one that somebody else is to hold to them alone', async () => {
    const joined = await planned('Together', inHours(60), { author: api.engine.cast.colleague });
    await owner.query('INSERT INTO interaction_participants (id, interaction_id, person_id) VALUES ($1, $2, $3)', [
      newId(),
      joined,
      api.engine.cast.rep,
    ]);
    const handed = await planned('Handed over', inHours(61));
    await owner.query('UPDATE interactions SET responsible_id = $2 WHERE id = $1', [handed, api.engine.cast.colleague]);
    const summaries = (await shown(fetched(await made()))).map(({ summary }) => summary);
    expect(summaries).toContain('Meeting: Together');
    expect(summaries).not.toContain('Meeting: Handed over');
    const theirs = await shown(fetched(await made(api.engine.cast.colleague)));
    expect(theirs.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining(['Meeting: Handed over', 'Meeting: Together']),
    );
  });

  it('names a task as the process does, in the language of its reader', async () => {
    const language = (to: string) =>
      owner.query('UPDATE people SET language = $2 WHERE id = $1', [api.engine.cast.rep, to]);
    const { body: task } = await api.get('/tasks?limit=500');
    const ofProcess = task.items.find((one: { task: string | null; dueAt: string | null }) => one.task && one.dueAt);
    const address = await made();
    const summaryOf = async () =>
      (await shown(fetched(address))).find(({ uid }) => uid === `task-${ofProcess.id}@dealwright`);
    expect((await summaryOf())?.summary).toContain(ofProcess.name.en);
    await language('ru');
    expect((await summaryOf())?.summary).toContain(ofProcess.name.ru);
    expect((await summaryOf())?.description).toContain('Сделка №');
    expect((await shown(fetched(address))).map(({ summary }) => summary)).toContain('Встреча: Together');
    await language('en');
  });

  it('is the same text until something changes, which its ETag tells; events keep their ids', async () => {
    const address = await made();
    const [first, second] = [await fetched(address), await fetched(address)];
    expect(second.body).toBe(first.body);
    const etag = first.headers.get('etag') ?? '';
    expect((await fetched(address, { 'if-none-match': etag })).status).toBe(304);
    const id = await planned('To be moved', inHours(70));
    const before = await shown(fetched(address, { 'if-none-match': etag }));
    await owner.query(`UPDATE interactions SET planned_for = $2, at = $2, revision = 2 WHERE id = $1`, [
      id,
      inHours(80),
    ]);
    const after = await shown(fetched(address));
    const [was, is] = [before, after].map((events) => events.find(({ uid }) => uid === `contact-${id}@dealwright`));
    expect([was?.start, is?.start]).toEqual([inHours(70), inHours(80)]);
  });

  it('no longer holds a task that is done, nor a contact that was cancelled', async () => {
    const sale = await aSaleWithTask('Short-lived', 'Do it now', inHours(90));
    const id = await planned('Called off', inHours(91));
    const address = await made();
    const there = async () =>
      (await shown(fetched(address))).filter(({ summary }) => /Do it now|Called off/.test(summary)).length;
    expect(await there()).toBe(2);
    const { rows } = await owner.query<{ id: string }>(
      `SELECT id FROM tasks WHERE instance_id = $1 AND title = 'Do it now'`,
      [sale.id],
    );
    await api.post(`/tasks/${rows[0]?.id}/cancel`, {});
    await owner.query(`UPDATE interactions SET status = 'cancelled' WHERE id = $1`, [id]);
    expect(await there()).toBe(0);
  });

  it('does not name a sale outside of its reader’s sight, although they hold a task of it', async () => {
    const sale = (await api.post('/sales', { title: 'Confidential', fields: {} })).body;
    await api.post('/tasks', {
      instanceId: sale.id,
      title: 'Help out',
      personId: api.engine.cast.colleague,
      dueAt: inHours(20),
    });
    await repsSee(owner, 'own');
    const events = await shown(fetched(await made(api.engine.cast.colleague)));
    expect(events).toContainEqual(
      expect.objectContaining({ summary: 'Help out', description: `Sale no. ${sale.number}` }),
    );
    expect(JSON.stringify(events)).not.toContain('Confidential');
    await repsSee(owner, 'all');
  });

  it('has an address that opens nothing once it was made anew, ended, or its holder has left', async () => {
    const first = await made(api.engine.cast.colleague);
    const second = await made(api.engine.cast.colleague);
    expect([(await fetched(first)).status, (await fetched(second)).status]).toEqual([404, 200]);
    expect((await api.get('/me/calendar-feed', colleague())).body.feed).toMatchObject({ readAt: expect.any(String) });
    expect((await api.delete('/me/calendar-feed', colleague())).status).toBe(200);
    expect((await fetched(second)).status).toBe(404);
    expect((await api.get('/me/calendar-feed', colleague())).body).toEqual({ feed: null });
    expect((await api.delete('/me/calendar-feed', colleague())).status).toBe(404);
    const third = await made(api.engine.cast.colleague);
    expect((await fetched(third)).status).toBe(200);
    await owner.query('UPDATE people SET active = false WHERE id = $1', [api.engine.cast.colleague]);
    expect((await fetched(third)).status).toBe(404);
  });

  it('tells a made-up address nothing, and keeps no secret that the table could give away', async () => {
    const made_up = [`dwcal_${'A'.repeat(43)}`, 'x', '%00', `dwcal_${'A'.repeat(5000)}`];
    for (const secret of made_up)
      expect([secret, (await api.get(`/calendar-feed/${secret}.ics`, { as: null })).status]).toEqual([secret, 404]);
    const address = await made();
    const { rows } = await owner.query<{ hash: Buffer }>('SELECT hash FROM calendar_feeds');
    for (const { hash } of rows) expect(hash).toHaveLength(32);
    const secret = address.split('/').pop()?.replace('.ics', '') ?? '';
    const { rows: kept } = await owner.query<{ n: number }>(
      `SELECT (SELECT count(*) FROM kept_answers WHERE answer::text LIKE '%' || $1 || '%')
         + (SELECT count(*) FROM audit_entries WHERE content LIKE '%' || $1 || '%') AS n`,
      [secret],
    );
    expect(Number(rows.length && kept[0]?.n)).toBe(0);
  });

  it('lets no program read it without end', async () => {
    const address = await made();
    const answers = [];
    for (let n = 0; n < 40; n++) answers.push(await fetched(address));
    const last = answers.at(-1);
    expect([answers[0]?.status, last?.status, Number(last?.headers.get('retry-after')) > 0]).toEqual([200, 429, true]);
  });
});

describe('iCalendar text', () => {
  const entry = (subject: string, place: string | null = null) => ({
    what: 'contact' as const,
    id: '0199c7a4-0000-7000-8000-000000000000',
    kind: 'call',
    subject,
    from: Date.UTC(2026, 10, 22, 8),
    until: null,
    place,
    revision: 1,
    changedAt: 0,
    deal: null,
    contact: null,
  });

  it('gives back whatever was written, in lines of 75 octets at most', () => {
    const texts = fc
      .string({ unit: 'grapheme', maxLength: 300 })
      .filter((text) => !/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(text));
    fc.assert(
      fc.property(texts, texts, (subject, place) => {
        const text = iCalendar('Ада', [entry(subject, place || null)], 'en');
        expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
        const [event] = read(text);
        expect(event?.summary).toBe(`Call: ${subject}`);
        if (place) expect(event?.location).toBe(place);
      }),
    );
  });

  it('lets no text end its line and begin one of its own', () => {
    const [event, ...more] = read(iCalendar('x', [entry('a\r\nEND:VEVENT\r\nBEGIN:VEVENT\rX:1\u2028Y')], 'en'));
    expect(more).toEqual([]);
    expect(event?.summary).toBe('Call: a\nEND:VEVENT\nBEGIN:VEVENT\nX:1 Y');
    expect(escaped('a;b,c\\d')).toBe('a\\;b\\,c\\\\d');
    expect(
      folded('я'.repeat(60))
        .split('\r\n ')
        .map((one) => Buffer.byteLength(one)),
    ).toEqual([74, 46]);
  });
});
