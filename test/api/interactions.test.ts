import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

const HOUR_MS = 60 * 60 * 1000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

describe('interactions, planned and held', () => {
  let api: TestApi & { engine: Engine };
  const admin = newId();
  const theirs = () => ({ as: api.engine.cast.colleague });

  beforeAll(async () => {
    api = await startTestApi();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada Admin', 'ada@ours.example', '{administrator}')`,
      [admin],
    );
  });

  const made = async (path: string, body: object, as?: string) => {
    const answer = await api.post(path, body, as === undefined ? {} : { as });
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return answer.body;
  };
  const aSale = (given: object = {}) => made('/sales', { title: 'Forty pumps', ...given });
  const aCall = (given: object = {}) => made('/interactions', { kind: 'call', subject: 'About pumps', ...given });
  const aMeeting = (given: object = {}) =>
    made('/interactions', {
      kind: 'meeting',
      status: 'planned',
      subject: 'Show the pumps',
      plannedFor: inHours(24),
      plannedUntil: inHours(25),
      place: 'Their office',
      ...given,
    });
  const saleOf = async (id: string) => (await api.get(`/sales/${id}`)).body;
  const listed = async (query: string, as?: string) =>
    (await api.get(`/interactions?${query}`, as ? { as } : {})).body.items.map((one: { id: string }) => one.id);

  it('DIR-09: calls, e-mails, meetings, visits and messages of a sale are entered, with who took part and how long', async () => {
    const contact = await made('/contacts', { name: 'Vera' });
    const other = await made('/contacts', { name: 'Petra' });
    const sale = await aSale({ contactId: contact.id });
    for (const kind of ['call', 'e-mail', 'meeting', 'visit', 'message'])
      expect(
        await aCall({ kind, instanceId: sale.id, direction: 'out', result: 'reached', durationS: 90 }),
      ).toMatchObject({
        kind,
        status: 'held',
        durationS: 90,
        contact: { id: contact.id },
        author: { name: 'Rita Rep' },
        responsible: { name: 'Rita Rep' },
      });
    const { colleague } = api.engine.cast;
    const visit = await aCall({
      kind: 'visit',
      instanceId: sale.id,
      contactIds: [other.id],
      colleagueIds: [colleague],
      body: 'Saw all',
    });
    expect(visit).toMatchObject({
      contacts: [{ id: other.id, name: 'Petra' }],
      colleagues: [{ id: colleague, name: 'Carl Colleague' }],
      body: 'Saw all',
    });
    expect(await listed(`contact=${other.id}`)).toEqual([visit.id]);
    expect(await listed(`instance=${sale.id}&person=${colleague}`)).toEqual([visit.id]);
    expect(await listed(`instance=${sale.id}&kind=message`)).toHaveLength(1);
  });

  it('DIR-10: everything stays, page by page, whoever left it; the history keeps its authors when others correct it', async () => {
    const sale = await aSale();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await aCall({ instanceId: sale.id, at: inHours(n - 48) })).id);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await api.get(`/interactions?instance=${sale.id}&limit=2${next && `&cursor=${next}`}`);
      seen.push(...body.items.map((one: { id: string }) => one.id));
      next = body.next;
    }
    expect(seen).toEqual(ids);
    expect(await listed(`instance=${sale.id}&order=soonest`)).toEqual([...ids].reverse());
    expect(await listed(`instance=${sale.id}&from=${inHours(-46.5)}&to=${inHours(-44.5)}`)).toEqual([ids[1], ids[2]]);
    const changed = await api.patch(
      `/interactions/${ids[0]}`,
      { revision: 1, subject: 'About pipes' },
      { as: api.engine.cast.manager },
    );
    expect(changed.body).toMatchObject({ subject: 'About pipes', author: { name: 'Rita Rep' }, revision: 2 });
    const { rows } = await api.engine.pool.query(
      `SELECT by, before ->> 'subject' AS was FROM record_changes WHERE entity = 'interaction' AND entity_id = $1`,
      [ids[0]],
    );
    expect(rows).toEqual([{ by: api.engine.cast.manager, was: 'About pumps' }]);
  });

  it('DIR-13: the result of a held contact moves the sale to its next stage, and one that is only planned does not', async () => {
    const sale = await aSale({ process: 'calls-meeting-contract' });
    expect(sale.stage.key).toBe('first-calls');
    const call = await aMeeting({ kind: 'call', instanceId: sale.id });
    expect((await saleOf(sale.id)).stage.key).toBe('first-calls');
    const fields = { callResult: 'interested', meetingDate: '2030-03-12' };
    const held = await api.post(`/interactions/${call.id}/hold`, { result: 'Interested', fields });
    expect(held).toMatchObject({ status: 200, body: { status: 'held', result: 'Interested' } });
    expect((await saleOf(sale.id)).stage.key).toBe('meeting');
    const again = await aSale({ process: 'calls-meeting-contract' });
    await aCall({ instanceId: again.id, result: 'Not now', fields: { callResult: 'not-now' } });
    expect((await saleOf(again.id)).stage.key).toBe('first-calls');
  });

  it('DIR-17: a result is answered with a time for the next contact, which may be taken, changed or left', async () => {
    const sale = await aSale();
    const [again, late] = [inHours(50), inHours(90)];
    const asked = await aCall({ instanceId: sale.id, result: 'call later', again });
    expect(asked.next).toEqual({ kind: 'call', at: again, why: 'asked for' });
    const left = await aCall({ instanceId: sale.id });
    expect(left.next).toMatchObject({ why: 'task due' });
    expect(Date.parse(left.next.at)).toBeGreaterThan(Date.now());
    expect(await listed(`instance=${sale.id}&status=planned`)).toEqual([]);
    const taken = await made('/next-contacts', { after: asked.id, kind: asked.next.kind, at: late });
    expect(taken).toMatchObject({
      status: 'planned',
      plannedFor: late,
      remindAt: late,
      instanceId: sale.id,
      followsId: asked.id,
      subject: 'About pumps',
      responsible: { name: 'Rita Rep' },
    });
    expect((await aCall({ instanceId: sale.id })).next).toBeNull();
    expect((await api.post('/next-contacts', { kind: 'call', at: inHours(-1), subject: 'x' })).status).toBe(400);
  });

  it('DIR-17: with nobody’s deal it is so many working days later, as sales ops set it', async () => {
    const contact = await made('/contacts', { name: 'Nobody’s' });
    const far = async () => Date.parse((await aCall({ contactId: contact.id })).next.at);
    const usual = await far();
    const rules = { nextAfterDays: 30, unnoticedAfterHours: 4 };
    expect((await api.put('/contact-rules', rules)).status).toBe(403);
    expect(await api.put('/contact-rules', rules, { as: admin })).toMatchObject({ status: 200, body: rules });
    expect((await far()) - usual).toBeGreaterThan(30 * 24 * HOUR_MS);
    await api.put('/contact-rules', { ...rules, nextAfterDays: 3 }, { as: admin });
  });

  it('of a meeting that was planned and held, both times stay (what DIR-30 counts); planned, held, called off and missed can be told apart', async () => {
    const sale = await aSale();
    const [held, off, missed, ahead] = [
      await aMeeting({ instanceId: sale.id }),
      await aMeeting({ instanceId: sale.id }),
      await aMeeting({ instanceId: sale.id }),
      await aMeeting({ instanceId: sale.id }),
    ];
    const at = inHours(-1);
    await api.post(`/interactions/${held.id}/hold`, { at, result: 'Liked it' });
    await api.post(`/interactions/${off.id}/cancel`, { reason: 'They are ill' });
    await api.post(`/interactions/${missed.id}/miss`);
    for (const [status, id] of [
      ['held', held.id],
      ['cancelled', off.id],
      ['missed', missed.id],
      ['planned', ahead.id],
    ])
      expect([status, await listed(`instance=${sale.id}&kind=meeting&status=${status}`)]).toEqual([status, [id]]);
    expect((await api.get(`/interactions/${held.id}`)).body).toMatchObject({ at, plannedFor: held.plannedFor });
    expect((await api.get(`/interactions/${off.id}`)).body).toMatchObject({ result: 'They are ill' });
  });

  it('a planned one is moved, whole, and ends once; who has seen an older revision is told so', async () => {
    const meeting = await aMeeting({ remindAt: inHours(23) });
    const later = inHours(48);
    const { body } = await api.post(`/interactions/${meeting.id}/move`, { plannedFor: later, revision: 1 });
    const shift = Date.parse(later) - Date.parse(meeting.plannedFor);
    const moved = (time: string) => new Date(Date.parse(time) + shift).toISOString();
    expect(body).toMatchObject({
      plannedFor: later,
      plannedUntil: moved(meeting.plannedUntil),
      remindAt: moved(meeting.remindAt),
      revision: 2,
    });
    const stale = await api.post(`/interactions/${meeting.id}/cancel`, { revision: 1 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'MovedOn' } });
    const key = newId();
    const first = await api.post(`/interactions/${meeting.id}/hold`, {}, { key });
    expect(await api.post(`/interactions/${meeting.id}/hold`, {}, { key })).toMatchObject({
      status: 200,
      body: first.body,
    });
    const other = await api.post(`/interactions/${meeting.id}/hold`, { result: 'Something else' });
    expect(other).toMatchObject({ status: 409, body: { code: 'InteractionEnded' } });
    for (const act of ['cancel', 'miss'])
      expect(await api.post(`/interactions/${meeting.id}/${act}`)).toMatchObject({
        status: 409,
        body: { code: 'InteractionEnded' },
      });
    expect((await api.post(`/interactions/${meeting.id}/move`, { plannedFor: later })).status).toBe(409);
  });

  it('what is planned is no first response and no last contact of a lead, until it is held', async () => {
    const lead = await made('/leads', { topic: 'Pumps' });
    const responded = async () => {
      const { rows } = await api.engine.pool.query('SELECT first_response_id AS id FROM leads WHERE id = $1', [
        lead.id,
      ]);
      return rows[0]?.id;
    };
    const call = await aMeeting({ kind: 'call', instanceId: lead.id });
    expect(await responded()).toBeNull();
    await api.post(`/interactions/${call.id}/hold`);
    expect(await responded()).toBe(call.id);
  });

  it('bad input changes nothing, and all that is wrong is named', async () => {
    const meeting = { kind: 'meeting', status: 'planned', subject: 'x' };
    const bad: [object, string][] = [
      [meeting, 'body.plannedFor'],
      [{ ...meeting, plannedFor: inHours(-1) }, 'body.plannedFor'],
      [{ ...meeting, plannedFor: inHours(2), plannedUntil: inHours(1) }, 'body.plannedUntil'],
      [{ ...meeting, plannedFor: inHours(2), result: 'Done' }, 'body.result'],
      [{ ...meeting, plannedFor: inHours(2), contactIds: [newId()] }, 'body.contactIds.0'],
      [{ ...meeting, plannedFor: inHours(2), responsibleId: newId() }, 'body.responsibleId'],
      [{ kind: 'dance', subject: 'x' }, 'body.kind'],
      [{ kind: 'call', subject: 'x', durationS: -1 }, 'body.durationS'],
    ];
    const count = async () => (await api.engine.pool.query('SELECT count(*)::int AS n FROM interactions')).rows;
    const before = await count();
    for (const [body, path] of bad) {
      const answer = await api.post('/interactions', body);
      expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, path]);
    }
    expect(await count()).toEqual(before);
  });

  describe('an invitation', () => {
    const ics = (uid: string, sequence: number, lines: string[] = []) =>
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'BEGIN:VEVENT',
        `UID:${uid}`,
        `SEQUENCE:${sequence}`,
        'SUMMARY:Talk',
        ...lines,
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n');
    const at = (hour: string) => [`DTSTART:20490310T${hour}0000Z`, `DTEND:20490310T${hour}3000Z`];
    const send = (calendar: string, more: object = {}, as?: string) =>
      api.post('/interactions/ical', { calendar, ...more }, as ? { as } : {});

    it('is planned once, by UID; a later SEQUENCE moves it, an older changes nothing, a cancellation calls it off', async () => {
      const uid = newId();
      const guest = await made('/contacts', { name: 'Gast', email: `${uid}@client.example` });
      const people = [
        `ATTENDEE:mailto:${uid}@client.example`,
        'ATTENDEE:mailto:carl@example.com',
        'ATTENDEE:mailto:rita@example.com',
      ];
      const first = await send(ics(uid, 1, [...at('09'), ...people, 'LOCATION:Room 5']));
      expect(first).toMatchObject({
        status: 200,
        body: {
          became: 'planned',
          interaction: {
            kind: 'meeting',
            status: 'planned',
            plannedFor: '2049-03-10T09:00:00.000Z',
            plannedUntil: '2049-03-10T09:30:00.000Z',
            place: 'Room 5',
            contact: { id: guest.id },
            colleagues: [{ name: 'Carl Colleague' }],
          },
        },
      });
      const { id } = first.body.interaction;
      const follows = async (text: string) => {
        const { body } = await send(text);
        return [body.became, body.interaction.id, body.interaction.plannedFor, body.interaction.status];
      };
      expect(await follows(ics(uid, 1, at('11')))).toEqual(['known', id, '2049-03-10T09:00:00.000Z', 'planned']);
      expect(await follows(ics(uid, 2, at('12')))).toEqual(['changed', id, '2049-03-10T12:00:00.000Z', 'planned']);
      expect(await follows(ics(uid, 1, at('13')))).toEqual(['known', id, '2049-03-10T12:00:00.000Z', 'planned']);
      expect(await follows(ics(uid, 3, [...at('12'), 'STATUS:CANCELLED']))).toEqual([
        'cancelled',
        id,
        '2049-03-10T12:00:00.000Z',
        'cancelled',
      ]);
      expect(await follows(ics(uid, 4, at('14')))).toEqual(['known', id, '2049-03-10T12:00:00.000Z', 'cancelled']);
    });

    it('that comes eight times at once is one meeting; of a colleague it is theirs, and mine stays as it is', async () => {
      const uid = newId();
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(ics(uid, 0, at('09')))));
      expect(new Set(answers.map(({ body }) => body.interaction?.id)).size).toBe(1);
      expect(answers.filter(({ body }) => body.became === 'planned')).toHaveLength(1);
      const other = await send(ics(uid, 5, at('15')), {}, api.engine.cast.colleague);
      expect(other.body).toMatchObject({ became: 'planned' });
      expect((await api.get(`/interactions/${answers[0]?.body.interaction.id}`)).body).toMatchObject({
        plannedFor: '2049-03-10T09:00:00.000Z',
      });
    });

    it('that is a bomb is refused with what is wrong; one that only calls off leaves nothing', async () => {
      expect(await send(ics(newId(), 0, [...at('09'), 'RRULE:FREQ=SECONDLY']))).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'body.calendar', message: expect.stringContaining('series') }] },
      });
      expect((await send(ics(newId(), 0, [...at('09'), 'STATUS:CANCELLED']))).body).toEqual({
        became: 'nothing',
        interaction: null,
      });
    });
  });

  describe('for who sees their own records only', () => {
    it('those of others are not there, nor changed; one that they took part in is; who else came is named as far as they see them', async () => {
      const hidden = await made(
        '/contacts',
        { name: 'zzhidden', ownerId: api.engine.cast.colleague },
        api.engine.cast.colleague,
      );
      const sale = await made(
        '/sales',
        { title: 'zz', ownerId: api.engine.cast.colleague, contactId: hidden.id },
        api.engine.cast.colleague,
      );
      const plan = { kind: 'meeting', status: 'planned', subject: 'zz', plannedFor: inHours(9), instanceId: sale.id };
      const alone = await made('/interactions', plan, api.engine.cast.colleague);
      const together = await made(
        '/interactions',
        { ...plan, colleagueIds: [api.engine.cast.rep] },
        api.engine.cast.colleague,
      );
      const open = await made(
        '/interactions',
        { kind: 'call', subject: 'Open', contactIds: [hidden.id] },
        api.engine.cast.colleague,
      );
      await repsSee(testPool(api.engine.database.ownerUrl), 'own');
      try {
        expect(await listed(`contact=${hidden.id}&status=planned`)).toEqual([together.id]);
        expect((await api.get(`/interactions/${alone.id}`)).status).toBe(404);
        expect((await api.get(`/interactions/${open.id}`)).body).toMatchObject({ subject: 'Open', contacts: [] });
        expect((await api.get(`/interactions/${open.id}`, theirs())).body).toMatchObject({
          contacts: [{ id: hidden.id }],
        });
        for (const act of ['hold', 'cancel', 'miss', 'read'])
          expect([act, (await api.post(`/interactions/${alone.id}/${act}`)).status]).toEqual([act, 404]);
        expect((await api.post(`/interactions/${alone.id}/move`, { plannedFor: inHours(99) })).status).toBe(404);
        expect((await api.patch(`/interactions/${alone.id}`, { revision: 1, subject: 'x' })).status).toBe(404);
        expect((await api.post('/next-contacts', { after: alone.id, kind: 'call', at: inHours(9) })).status).toBe(404);
        expect((await api.post(`/interactions/${together.id}/hold`)).status).toBe(200);
      } finally {
        await repsSee(testPool(api.engine.database.ownerUrl), 'all');
      }
    });

    it('one that is seen, of colleagues alone, is not theirs to change without the right to', async () => {
      const { colleague, manager } = api.engine.cast;
      const meeting = await made('/interactions', { kind: 'call', subject: 'Theirs' }, colleague);
      const change = { revision: 1, subject: 'Mine' };
      expect((await api.patch(`/interactions/${meeting.id}`, change)).status).toBe(403);
      expect((await api.patch(`/interactions/${meeting.id}`, change, { as: manager })).status).toBe(200);
    });
  });
});
