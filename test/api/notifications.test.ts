import { v7 as newId } from 'uuid';
import { createSendNotices } from '../../activities/notices/send-notices';
import { createSettableClock } from '../../src/platform/clock';
import { comingMonday, say } from '../notices/notices';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

const NOON = comingMonday(12);
const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

let api: TestApi & { engine: Engine };
let sale: string;
const clock = createSettableClock(NOON);
beforeAll(async () => {
  api = await startTestApi({ deps: { clock } });
  sale = await api.engine.start('standard-sale', {}, { title: 'Racks' });
});
beforeEach(() => clock.set(NOON));

/** Somebody of a test's own, who has no notices yet. */
async function reader(): Promise<string> {
  const id = newId();
  const sql = `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Nora', $2, '{service}')`;
  await testPool(api.engine.database.ownerUrl).query(sql, [id, `${id}@example.com`]);
  return id;
}
const tell = (personId: string, code: string, subject = 'stage', at = NOON - HOUR) =>
  say(api.engine.pool, { personId, code, subject, at, instanceId: sale });

describe('notifications', () => {
  it('say in both languages what they are about, and of which deal', async () => {
    const as = await reader();
    await tell(as, 'overdue', 'first-call#1');
    const { body } = await api.get('/notifications', { as });
    expect(body.items).toMatchObject([
      {
        kind: 'deadline',
        code: 'overdue',
        words: {
          en: expect.stringMatching(/^Overdue: “First call”, “Racks” \(no\. \d+\)$/),
          ru: expect.stringMatching(/^Просрочено: «Первый звонок», «Racks» \(№ \d+\)$/),
        },
        times: 1,
        readAt: null,
        snoozedUntil: null,
        instance: { id: sale, kind: 'sale', name: 'Racks' },
      },
    ]);
  });

  it('of a planned contact name whom it is with, and stop being mailed once it was held', async () => {
    const as = await reader();
    const contact = await api.post('/contacts', { name: 'Ivan Petrov' });
    const call = { kind: 'call', at: iso(NOON - HOUR), subject: 'Ask him', contactId: contact.body.id };
    const { body: made } = await api.post('/interactions', call);
    await say(api.engine.pool, {
      personId: as,
      code: 'contact due',
      subject: made.id,
      at: NOON,
      interactionId: made.id,
    });
    expect((await api.get('/notifications?kind=client', { as })).body.items).toMatchObject([
      { words: { en: 'Time to contact the client: Ivan Petrov' }, instance: null, interactionId: made.id },
    ]);
    clock.set(NOON + HOUR);
    const mails: unknown[] = [];
    const sendMail = async (letter: unknown) => {
      mails.push(letter);
      return { result: 'sent', said: 'taken' } as const;
    };
    await createSendNotices({ pool: api.engine.pool, clock, sendMail })();
    expect(mails).toEqual([]); // it stands as held
    const owner = testPool(api.engine.database.ownerUrl);
    await owner.query(`UPDATE interactions SET status = 'planned', planned_for = at WHERE id = $1`, [made.id]);
    await say(api.engine.pool, { personId: as, code: 'contact due', at: NOON, interactionId: made.id });
    await createSendNotices({ pool: api.engine.pool, clock, sendMail })();
    expect(mails).toMatchObject([{ mail: { subject: 'Time to contact the client: Ivan Petrov' } }]);
  });

  it('are filtered by kind, and counted; a code that nobody knows is other', async () => {
    const as = await reader();
    for (const code of ['task assigned', 'overdue', 'wait over', 'something new'])
      await tell(as, code, `about ${code}`);
    const codes = async (query: string) =>
      (await api.get(`/notifications?${query}`, { as })).body.items.map((one: { code: string }) => one.code).sort();
    expect(await codes('kind=deadline')).toEqual(['overdue', 'wait over']);
    expect(await codes('kind=other')).toEqual(['something new']);
    expect((await api.get('/notifications/counters', { as })).body).toEqual({
      unread: 4,
      byKind: { task: 1, deadline: 2, other: 1 },
      snoozed: 0,
    });
    const one = (await api.get('/notifications?kind=task', { as })).body.items[0].id;
    expect((await api.post('/notifications/read', { ids: [one] }, { as })).body).toEqual({ read: 1 });
    expect((await api.get('/notifications/counters', { as })).body).toMatchObject({ unread: 3 });
    expect(await codes('unread=true')).toHaveLength(3);
    expect(await codes('')).toHaveLength(4);
    expect((await api.get('/notifications?kind=nothing', { as })).status).toBe(400);
  });

  it('come page by page, each once', async () => {
    const as = await reader();
    for (let n = 0; n < 7; n += 1) await tell(as, 'overdue', `thing ${n}`, NOON - (n % 3) * HOUR);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await api.get(`/notifications?limit=3${cursor && `&cursor=${cursor}`}`, { as });
      seen.push(...body.items.map((one: { id: string }) => one.id));
      cursor = body.next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  });

  it('are put off: in no list and no counter until then, and then unread and on top', async () => {
    const as = await reader();
    const [first, second] = [await tell(as, 'overdue', 'one', NOON - 2 * HOUR), await tell(as, 'overdue', 'two')];
    const until = iso(NOON + 3 * HOUR);
    const key = newId();
    for (let n = 0; n < 2; n += 1)
      expect(await api.post(`/notifications/${first}/snooze`, { until }, { as, key })).toMatchObject({
        status: 200,
        body: { snoozedUntil: until },
      });
    const ids = async (query = '') =>
      (await api.get(`/notifications${query}`, { as })).body.items.map((one: { id: string }) => one.id);
    expect(await ids()).toEqual([second]);
    expect(await ids('?snoozed=true')).toEqual([first]);
    expect((await api.get('/notifications/counters', { as })).body).toMatchObject({ unread: 1, snoozed: 1 });
    await api.post('/notifications/read', {}, { as });
    clock.set(NOON + 3 * HOUR);
    expect(await ids()).toEqual([first, second]);
    expect((await api.get('/notifications/counters', { as })).body).toMatchObject({ unread: 1, snoozed: 0 });
  });

  it('are put off by whom they are for alone, to a time to come, for 90 days at most', async () => {
    const [as, other] = [await reader(), await reader()];
    const id = await tell(as, 'overdue');
    const snooze = (until: string, by = as) => api.post(`/notifications/${id}/snooze`, { until }, { as: by });
    expect((await snooze(iso(NOON + HOUR), other)).status).toBe(404);
    for (const until of [iso(NOON), iso(NOON + 91 * 24 * HOUR), 'tomorrow'])
      expect(await snooze(until)).toMatchObject({ status: 400, body: { errors: [{ path: 'body.until' }] } });
    expect((await api.get('/notifications', { as })).body.items).toMatchObject([{ snoozedUntil: null }]);
  });

  it('of a deal outside of one’s sight name no deal', async () => {
    const { colleague } = api.engine.cast;
    await repsSee(testPool(api.engine.database.ownerUrl), 'own');
    await tell(colleague, 'overdue', 'first-call#1');
    const { body } = await api.get('/notifications', { as: colleague });
    expect(body.items).toMatchObject([{ instance: null, words: { en: 'Overdue', ru: 'Просрочено' } }]);
    await repsSee(testPool(api.engine.database.ownerUrl), 'all');
    expect((await api.get('/notifications', { as: colleague })).body.items).toMatchObject([{ instance: { id: sale } }]);
  });
});

describe('one notice a thing', () => {
  const decided = (personId: string, code: string, seq: number, subject = 'stage', at = NOON) =>
    say(api.engine.pool, { personId, code, subject, at, instanceId: sale, seq, n: ++n });
  let n = 100;

  it('however many rules match: what one decision says of a limit is one, and says what weighs most', async () => {
    const as = await reader();
    for (const code of ['due soon', 'escalated', 'overdue']) await decided(as, code, 5);
    expect((await api.get('/notifications', { as })).body.items).toMatchObject([{ code: 'escalated', times: 3 }]);
  });

  it('however often: what is said again within ten minutes is one, and counted', async () => {
    const as = await reader();
    for (const minute of [0, 4, 9]) await decided(as, 'reassigned', 5 + minute, 'stage', NOON + minute * 60_000);
    clock.set(NOON + HOUR);
    const { items } = (await api.get('/notifications', { as })).body;
    expect(items).toMatchObject([{ code: 'reassigned', times: 3, at: iso(NOON + 9 * 60_000) }]);
  });

  it('yet of another subject, kind or person, further, or later, it is another', async () => {
    const [as, other] = [await reader(), await reader()];
    await decided(as, 'overdue', 5);
    await decided(as, 'overdue', 5, 'first-call#1');
    await decided(as, 'reassigned', 5);
    await decided(other, 'overdue', 5);
    await decided(as, 'escalated', 6, 'stage', NOON + 60_000);
    await decided(as, 'overdue', 7, 'stage', NOON + 11 * 60_000);
    clock.set(NOON + HOUR);
    expect((await api.get('/notifications', { as })).body.items).toHaveLength(5);
    expect((await api.get('/notifications', { as: other })).body.items).toHaveLength(1);
  });

  it('once it was read, is told anew', async () => {
    const as = await reader();
    await decided(as, 'overdue', 5);
    await api.post('/notifications/read', {}, { as });
    await decided(as, 'overdue', 6, 'stage', NOON + 60_000);
    clock.set(NOON + HOUR);
    expect((await api.get('/notifications?unread=true', { as })).body.items).toHaveLength(1);
  });

  it('is none for who no longer works here', async () => {
    const as = await reader();
    const owner = testPool(api.engine.database.ownerUrl);
    await owner.query('UPDATE people SET active = false WHERE id = $1', [as]);
    await tell(as, 'overdue');
    const { rows } = await owner.query('SELECT 1 FROM notifications WHERE person_id = $1', [as]);
    expect(rows).toEqual([]);
  });
});

describe('how one wants them', () => {
  const mail = {
    task: 'at once',
    deadline: 'digest',
    ownership: 'never',
    client: 'at once',
    trouble: 'never',
    other: 'digest',
  };
  const given = { mail, digest: { at: '07:15', days: [1, 3] }, quiet: { from: '19:00', to: '07:00' } };

  it('is what ships until somebody says otherwise', async () => {
    const as = await reader();
    const before = (await api.get('/me/notices', { as })).body;
    expect(before).toMatchObject({
      mail: { client: 'at once', deadline: 'digest' },
      digest: { at: '08:30', days: [1, 2, 3, 4, 5] },
      quiet: { from: '20:00', to: '08:00' },
      mutedUntil: null,
    });
    const put = await api.put('/me/notices', given, { as });
    expect(put).toMatchObject({ status: 200, body: { ...given, zone: before.zone } });
    expect((await api.get('/me/notices', { as })).body).toEqual(put.body);
    const none = { ...given, digest: null, quiet: null };
    expect((await api.put('/me/notices', none, { as })).body).toMatchObject({ digest: null, quiet: null });
  });

  it.each([
    ['a kind that there is not', { ...given, mail: { ...mail, gossip: 'never' } }],
    ['a kind left out', { ...given, mail: { task: 'never' } }],
    ['a time that there is not', { ...given, digest: { at: '25:00', days: [1] } }],
    ['a day that there is not', { ...given, digest: { at: '08:00', days: [8] } }],
    ['no day', { ...given, digest: { at: '08:00', days: [] } }],
    ['quiet hours without an end', { ...given, quiet: { from: '08:00', to: '08:00' } }],
  ])('is refused with %s, and stays as it was', async (_, body) => {
    const as = await reader();
    const before = (await api.get('/me/notices', { as })).body;
    expect((await api.put('/me/notices', body, { as })).status).toBe(400);
    expect((await api.get('/me/notices', { as })).body).toEqual(before);
  });

  it('PB-23: switches all of them off until a time, and on again', async () => {
    const as = await reader();
    const until = iso(NOON + 5 * HOUR);
    const mute = (to: string | null) => api.post('/me/notices/mute', { until: to }, { as });
    expect(await mute(until)).toMatchObject({ status: 200, body: { mutedUntil: until } });
    expect((await api.get('/me/notices', { as })).body.mutedUntil).toBe(until);
    clock.set(NOON + 6 * HOUR);
    expect((await api.get('/me/notices', { as })).body.mutedUntil).toBeNull();
    expect((await mute(until)).status).toBe(400);
    clock.set(NOON);
    expect((await mute(null)).body).toEqual({ mutedUntil: null });
    expect((await api.get('/me/notices', { as })).body.mutedUntil).toBeNull();
  });
});

describe('the words of mails of notices', () => {
  it('are an installation’s own where it says so, and what ships again where it takes them back', async () => {
    const as = newId();
    const owner = testPool(api.engine.database.ownerUrl);
    await owner.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada', 'ada@ours.example', '{administrator}')`,
      [as],
    );
    const reads = await reader();
    await owner.query(
      `INSERT INTO notice_settings (person_id, settings) VALUES ($1, '{"quiet": null, "mail": {"client": "at once"}}')`,
      [reads],
    );
    const mails: { subject: string; text: string }[] = [];
    const sendMail = async ({ mail }: { mail: { subject: string; text: string } }) => {
      mails.push(mail);
      return { result: 'sent', said: 'taken' } as const;
    };
    const mailed = async (subject: string) => {
      for (const code of ['client waits', 'contact due'])
        await say(api.engine.pool, { personId: reads, code, subject, at: clock.now(), instanceId: sale });
      await createSendNotices({ pool: api.engine.pool, clock, sendMail })();
      return mails.splice(0)[0];
    };
    const own = {
      subject: { en: 'For you: {count}', ru: 'Вам: {count}' },
      greeting: { en: 'Dear {person},', ru: '{person}!' },
      ending: { en: 'Your sales desk', ru: 'Ваш отдел продаж' },
      says: { 'client waits': { en: 'Answer them', ru: 'Ответьте' } },
    };
    expect((await api.put('/notice-words', own, { as })).body).toEqual(own);
    const mail = await mailed('one');
    expect(mail?.subject).toBe('For you: 2');
    expect(mail?.text).toContain('Dear Nora,\n\n- Answer them: “Racks”');
    expect(mail?.text).toContain('- Time to contact the client');
    expect(mail?.text.trimEnd()).toMatch(/Your sales desk$/);
    for (const wrong of [
      { greeting: { en: '{deal}', ru: 'x' } },
      { says: { 'no such': own.ending } },
      { subject: { en: 'a\nb', ru: 'x' } },
    ])
      expect((await api.put('/notice-words', wrong, { as })).status).toBe(400);
    expect((await api.put('/notice-words', own)).status).toBe(403);
    expect((await api.put('/notice-words', {}, { as })).status).toBe(200);
    expect((await mailed('two'))?.subject).toBe('News for you: 2');
  });
});
