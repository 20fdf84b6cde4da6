import { Agent, request } from 'node:http';
import { v7 as newId } from 'uuid';
import { signatureHeaders } from '../../src/outbound';
import { snapshotOf, until } from '../support/engine';
import { type Inbound, mailOf, startInbound } from '../support/inbound';

describe('what comes in by itself', () => {
  let on: Inbound;
  beforeAll(async () => {
    on = await startInbound();
  });

  const messageOf = async (id: string) => (await on.api.get(`/inbound-messages/${id}`, { as: on.admin })).body;
  /** Works until a message has its end. */
  const settled = async (id: string) => {
    await until(
      async () => {
        await on.work();
        return messageOf(id);
      },
      ({ status }) => status !== 'received',
    );
    return messageOf(id);
  };
  const leadsOf = (email: string) => on.rows<{ id: string }>('SELECT id FROM leads WHERE email = $1', [email]);
  const aContact = async (email: string, phone?: string) =>
    (await on.api.post('/contacts', { name: 'Kim Known', email, ...(phone && { phone }) })).body.id as string;

  describe('before anything is set up', () => {
    it('DYN-16: nothing is taken in by itself, and a lead is noted by hand at once', async () => {
      expect(await on.api.get('/inbound-sources', { as: on.admin })).toMatchObject({
        status: 200,
        body: { items: [] },
      });
      expect(await on.api.post('/inbound/site', { name: 'N' }, { as: null })).toMatchObject({ status: 404 });
      expect(await on.api.post('/leads', { topic: 'By hand' })).toMatchObject({ status: 201 });
      expect(await on.api.engine.activities.pollMailboxes()).toBe(0);
    });
  });

  describe('a source', () => {
    it('is for administrators; its secret is shown once, and again only as another one', async () => {
      const body = { name: 'site', kind: 'form', settings: { ownerId: on.api.engine.cast.rep } };
      expect(await on.api.post('/inbound-sources', body)).toMatchObject({ status: 403 });
      const made = await on.api.post('/inbound-sources', body, { as: on.admin });
      expect(made).toMatchObject({
        status: 201,
        body: { address: '/api/v1/inbound/site', secret: expect.stringMatching(/^whsec_/) },
      });
      const all = JSON.stringify((await on.api.get('/inbound-sources', { as: on.admin })).body);
      expect(all).not.toContain(made.body.secret);
      expect(await on.api.post('/inbound-sources', body, { as: on.admin })).toMatchObject({ status: 409 });
      const renewed = await on.api.post('/inbound-sources/site/secret', undefined, { as: on.admin });
      expect(renewed.body.secret).not.toBe(made.body.secret);
      expect(await on.api.delete('/inbound-sources/site', { as: on.admin })).toMatchObject({ status: 200 });
      expect(await on.api.post('/inbound-sources', body, { as: on.admin })).toMatchObject({ status: 201 });
    });

    it('says everything that is wrong with its settings at once', async () => {
      const settings = { ownerId: 'nobody', country: 'Russia', origins: ['https://a.example/path'], unknown: 1 };
      const { status, body } = await on.api.post(
        '/inbound-sources',
        { name: 'bad', kind: 'form', settings },
        { as: on.admin },
      );
      expect(status).toBe(400);
      expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
        'body.settings.country',
        'body.settings.origins.0',
        'body.settings.ownerId',
        'body.settings.unknown',
      ]);
      const nobody = { name: 'bad', kind: 'form', settings: { ownerId: newId() } };
      expect(await on.api.post('/inbound-sources', nobody, { as: on.admin })).toMatchObject({ status: 400 });
    });
  });

  describe('a form', () => {
    it('DYN-15: becomes a lead with its words, source, campaign and first touch, and an interaction on it', async () => {
      const site = await on.source('form', {
        fields: { wish: 'need', room: 'region' },
        source: 'Web site',
        line: 'floors',
      });
      const answer = await site.send({
        name: 'Nina New',
        email: 'Nina@Form.example',
        wish: 'A floor',
        room: 'North',
        budget: '100',
        utm_campaign: 'Spring',
      });
      expect(answer).toMatchObject({ status: 202, body: { status: 'received', repeated: false } });
      const message = await settled(answer.body.id);
      expect(message).toMatchObject({ status: 'done', madeLead: true, instance: { kind: 'lead' } });
      const lead = (await on.api.get(`/leads/${message.instance.id}`)).body;
      expect(lead).toMatchObject({ personName: 'Nina New', source: 'Web site', owner: { id: on.api.engine.cast.rep } });
      const [row] = await on.rows('SELECT email, need, region, line, campaign, created_by FROM leads WHERE id = $1', [
        lead.id,
      ]);
      expect(row).toEqual({
        email: 'Nina@Form.example',
        need: 'A floor',
        region: 'North',
        line: 'floors',
        campaign: 'Spring',
        created_by: null,
      });
      const [note] = await on.rows('SELECT kind, direction, body, author_id FROM interactions WHERE instance_id = $1', [
        lead.id,
      ]);
      expect(note).toEqual({ kind: 'form', direction: 'in', body: 'A floor\nbudget: 100', author_id: null });
      const touches = await on.rows(
        `SELECT s.name ->> 'en' AS source FROM touches t JOIN sources s ON s.id = t.source_id WHERE lead_id = $1`,
        [lead.id],
      );
      expect(touches).toEqual([{ source: 'Spring' }]);
      expect(lead.state ?? lead.stage?.key).toBe('new'); // what a client sends is no first response of ours
    });

    it('is refused without the right signature, with an old one, and with one over another body', async () => {
      const site = await on.source('form');
      const body = JSON.stringify({ name: 'N' });
      const json = { 'content-type': 'application/json' };
      const old = signatureHeaders(site.secret, 'a', Date.now() - 6 * 60_000, body);
      const other = signatureHeaders(site.secret, 'a', Date.now(), `${body} `);
      for (const headers of [
        json,
        { ...json, ...old },
        { ...json, ...other },
        { ...json, authorization: `Bearer ${site.secret}` },
      ])
        expect(await site.send(body, { headers })).toMatchObject({ status: 401, body: { code: 'NotOfSource' } });
    });

    it('of a simple page shows a token in a hidden field, and is led on to a page of thanks', async () => {
      const site = await on.source('form', { auth: 'token', thanks: 'https://www.example.com/thanks' });
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const fields = (token: string) =>
        new URLSearchParams({ name: 'Paul Plain', phone: '+7 495 111-22-33', _token: token }).toString();
      expect(await site.send(fields('guess'), { headers: type })).toMatchObject({ status: 401 });
      const answer = await site.send(fields(site.secret), { headers: type });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://www.example.com/thanks']);
      await on.work();
      expect(JSON.stringify(await on.rows('SELECT content FROM inbound_messages'))).not.toContain(site.secret);
    });

    it('is taken by script from the pages of named sites alone', async () => {
      const site = await on.source('form', { origins: ['https://www.example.com'] });
      const ask = (origin: string) =>
        fetch(`${on.api.url}/api/v1/inbound/${site.name}`, { method: 'OPTIONS', headers: { origin } });
      expect((await ask('https://www.example.com')).headers.get('access-control-allow-origin')).toBe(
        'https://www.example.com',
      );
      expect((await ask('https://evil.example')).status).toBe(403);
      const closed = await on.source('form');
      const answer = await fetch(`${on.api.url}/api/v1/inbound/${closed.name}`, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    });

    it('whose hidden field was filled is kept as refused, and taken in when a person says so', async () => {
      const site = await on.source('form');
      const answer = await site.send({ name: 'Bot', email: 'bot@form.example', website_url: 'http://spam.example' });
      expect(answer.status).toBe(202);
      expect(await messageOf(answer.body.id)).toMatchObject({ status: 'refused', instance: null });
      expect(await leadsOf('bot@form.example')).toEqual([]);
      await on.api.post(`/inbound-messages/${answer.body.id}/retry`, undefined, { as: on.admin });
      expect(await settled(answer.body.id)).toMatchObject({ status: 'done', madeLead: true });
    });

    it('that names nobody, is no form, or is nested without end is refused, and nothing is kept', async () => {
      const site = await on.source('form');
      const nested = `{"name":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`;
      for (const body of [
        { colour: 'red' },
        '[1]',
        '{',
        '{"name":"\\u0000"}',
        nested,
        JSON.stringify({ name: 'x'.repeat(70_000) }),
      ])
        expect([400, 413]).toContain((await site.send(body)).status);
      expect(
        await on.rows(
          'SELECT 1 FROM inbound_messages m JOIN inbound_sources s ON s.id = m.source_id WHERE s.name = $1',
          [site.name],
        ),
      ).toEqual([]);
    });

    it('of somebody known is noted with them and makes a lead linked to them, in which nothing is written twice', async () => {
      const contactId = await aContact('kim@known.example');
      const site = await on.source('form');
      const answer = await site.send({ name: 'Kim K.', email: 'KIM@known.example', need: 'More' });
      const message = await settled(answer.body.id);
      expect(message).toMatchObject({ status: 'done', madeLead: true, contactId });
      const [lead] = await on.rows('SELECT contact_id, person_name, email FROM leads WHERE id = $1', [
        message.instance.id,
      ]);
      expect(lead).toEqual({ contact_id: contactId, person_name: null, email: null });
      const again = await settled((await site.send({ email: 'kim@known.example', need: 'And more' })).body.id);
      expect(again).toMatchObject({ status: 'done', madeLead: false, instance: message.instance });
    });

    it('of a double that was merged is noted with whom it lives on in; of somebody who was erased, with nobody', async () => {
      const [survivor, double, gone] = [
        await aContact('one@merged.example'),
        await aContact('two@merged.example'),
        await aContact('gone@erased.example'),
      ];
      await on.rows('UPDATE contacts SET merged_into = $1 WHERE id = $2', [survivor, double]);
      await on.rows('UPDATE contacts SET erased_at = now() WHERE id = $1', [gone]);
      const site = await on.source('form');
      const merged = await settled((await site.send({ email: 'two@merged.example' })).body.id);
      expect(merged).toMatchObject({ status: 'done', contactId: survivor });
      const erased = await settled((await site.send({ email: 'gone@erased.example' })).body.id);
      expect(erased).toMatchObject({ status: 'done', madeLead: true, contactId: null });
    });

    it('of somebody with an open sale is noted on that, as a touch of its campaign', async () => {
      const contactId = await aContact('sale@known.example', '8 (495) 777-00-11');
      const sale = (await on.api.post('/sales', { title: 'Floors', contactId })).body;
      const site = await on.source('form');
      const answer = await site.send({ name: 'K', phone: '+7 495 777 00 11', campaign: 'Autumn' });
      expect(await settled(answer.body.id)).toMatchObject({
        status: 'done',
        madeLead: false,
        instance: { id: sale.id, kind: 'sale' },
        contactId,
      });
      const touches = await on.rows('SELECT kind FROM touches WHERE contact_id = $1 AND external_key LIKE $2', [
        contactId,
        'inbound %',
      ]);
      expect(touches).toEqual([{ kind: 'came' }]);
    });
  });

  describe('whose a lead becomes', () => {
    it('DYN-13: nobody of ours noted it, and the rules of distribution say who is responsible, else its source', async () => {
      const { colleague, rep } = on.api.engine.cast;
      const text = `- { when: campaign == "Fair", to: { person: carl@example.com } }`;
      const published = await on.api.put('/distribution', { text, note: 'A test' }, { as: on.admin });
      expect(published).toMatchObject({ status: 200 });
      try {
        const site = await on.source('form');
        const fair = await settled((await site.send({ email: 'fair@form.example', campaign: 'Fair' })).body.id);
        const other = await settled((await site.send({ email: 'other@form.example' })).body.id);
        const ownerOf = `SELECT i.owner_id AS owner, l.created_by AS by FROM process_instances i JOIN leads l ON l.id = i.id WHERE i.id = $1`;
        expect(await on.rows(ownerOf, [fair.instance.id])).toEqual([{ owner: colleague, by: null }]);
        expect(await on.rows(ownerOf, [other.instance.id])).toEqual([{ owner: rep, by: null }]);
      } finally {
        await on.api.put('/distribution', { text: '[]', note: 'A test' }, { as: on.admin });
      }
    });
  });

  describe('a burst', () => {
    it('the same form posted 10,000 times is kept once; the others are answered as repeated or too many', async () => {
      const site = await on.source('form');
      const body = JSON.stringify({ name: 'Rob Robot', email: 'rob@burst.example' });
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      const statuses = new Map<number, number>();
      const post = () =>
        new Promise<void>((resolve, reject) => {
          const signed = signatureHeaders(site.secret, 'one', Date.now(), body);
          const headers = { ...signed, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' };
          const asked = request(
            `${on.api.url}/api/v1/inbound/${site.name}`,
            { method: 'POST', agent, headers },
            (answer) => {
              const status = answer.statusCode ?? 0;
              statuses.set(status, (statuses.get(status) ?? 0) + 1);
              answer.resume().once('end', resolve);
            },
          );
          asked.once('error', reject).end(body);
        });
      for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 500 }, post));
      agent.destroy();
      expect(statuses.get(202)).toBe(1);
      expect((statuses.get(200) ?? 0) + (statuses.get(429) ?? 0)).toBe(9_999);
      const kept = await on.rows<{ repeats: number }>(
        'SELECT repeats FROM inbound_messages m JOIN inbound_sources s ON s.id = m.source_id WHERE s.name = $1',
        [site.name],
      );
      expect(kept).toEqual([{ repeats: statuses.get(200) }]);
    }, 300_000);

    it('of different forms of one person at once makes one lead with all of them on it', async () => {
      const site = await on.source('form', { perAddressPerMinute: 100 });
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          site.send({ name: 'Bea Burst', email: 'bea@burst.example', phone: '+74951234567', need: `Wish ${n}` }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(202));
      await Promise.all([on.work(), on.work(), on.work()]);
      for (const { body } of answers) expect(await settled(body.id)).toMatchObject({ status: 'done' });
      const leads = await leadsOf('bea@burst.example');
      expect(leads).toHaveLength(1);
      expect(await on.rows('SELECT 1 FROM interactions WHERE instance_id = $1', [leads[0]?.id])).toHaveLength(12);
    });

    it('of one address is limited in the minute by the tables, with the seconds to wait', async () => {
      const site = await on.source('form', { perAddressPerMinute: 3 });
      const statuses: number[] = [];
      for (let n = 0; n < 5; n += 1) statuses.push((await site.send({ name: `N ${n}` })).status);
      expect(statuses).toEqual([202, 202, 202, 429, 429]);
      expect((await site.send({ name: 'N 9' })).headers.get('retry-after')).toBe('60');
    });
  });

  describe('a posted mail', () => {
    it('DYN-15: makes a lead of whoever answers a campaign; repeated under its Message-ID it is one', async () => {
      const gate = await on.source('mail', { campaign: 'Letter of May' });
      const raw = mailOf({ From: '"Ann Answer" <ann@mail.example>', Subject: 'Re: Floors in May' });
      const answer = await gate.send(raw);
      expect(answer.status).toBe(202);
      expect(await gate.send(raw)).toMatchObject({ status: 200, body: { id: answer.body.id, repeated: true } });
      const message = await settled(answer.body.id);
      expect(message).toMatchObject({ status: 'done', madeLead: true });
      const [lead] = await on.rows('SELECT topic, person_name, email, campaign FROM leads WHERE id = $1', [
        message.instance.id,
      ]);
      expect(lead).toEqual({
        topic: 'Floors in May',
        person_name: 'Ann Answer',
        email: 'ann@mail.example',
        campaign: 'Letter of May',
      });
    });

    it.each([
      ['an automatic answer', { 'Auto-Submitted': 'auto-replied' }],
      ['a bulk mail', { Precedence: 'bulk' }],
      ['one that came back', { 'Return-Path': '<>', From: 'Mail System <mailer-daemon@mx.example>' }],
      ['a newsletter', { 'List-Unsubscribe': '<https://list.example>' }],
      ['one of our own people', { From: 'Rita <rita@example.com>' }],
    ])('%s makes no lead', async (_what, headers: Record<string, string>) => {
      const gate = await on.source('mail');
      const before = await on.rows('SELECT id FROM leads');
      const { body } = await gate.send(mailOf({ From: 'Auto <auto@mail.example>', ...headers }));
      expect(await settled(body.id)).toMatchObject({ status: 'refused', instance: null });
      expect(await on.rows('SELECT id FROM leads')).toHaveLength(before.length);
    });

    it('whose attachments have hostile names says their harmless names, types and sizes, and keeps nothing of them', async () => {
      const gate = await on.source('mail');
      const raw = mailOf(
        { From: 'h@mail.example', 'Content-Type': 'multipart/mixed; boundary=b' },
        [
          '--b\r\nContent-Type: text/html\r\n\r\n<p>Hello<script>alert(1)</script> &lt;b&gt;you</p>',
          '--b\r\nContent-Type: application/x-msdownload\r\nContent-Disposition: attachment; filename="../../etc/cron.d/evil\u202Egpj.exe"\r\n\r\nMZ',
          '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="C:\\\\Windows\\\\a<b>.txt"\r\n\r\nabc\r\n--b--',
        ].join('\r\n'),
      );
      const message = await settled((await gate.send(raw)).body.id);
      expect(message.content.attached.map(({ name }: { name: string }) => name)).toEqual(['evil gpj.exe', 'a_b_.txt']);
      const [note] = await on.rows<{ body: string }>('SELECT body FROM interactions WHERE id = $1', [
        message.interactionId,
      ]);
      expect(note?.body).toContain('Hello <b>you');
      expect(note?.body).not.toContain('alert');
    });

    it('in answer to one of ours is noted on its sale and told to it as an answered mail', async () => {
      const gate = await on.source('mail', { noteOurs: true });
      const contactId = await aContact('ted@thread.example');
      const sale = (await on.api.post('/sales', { title: 'Floors', contactId })).body;
      const ours = '<offer-1@ours.example>';
      const out = await gate.send(
        mailOf({ From: 'Rita <rita@example.com>', To: 'ted@thread.example', 'Message-ID': ours }),
      );
      expect(await settled(out.body.id)).toMatchObject({ status: 'done', instance: { id: sale.id } });
      await on.api.engine.ask(sale.id, { type: 'wait', until: null, event: 'e-mail answered', reason: 'x' } as never);
      expect((await snapshotOf(on.api.engine.pool, sale.id)).wait).toMatchObject({ event: 'e-mail answered' });
      const answer = await gate.send(
        mailOf({ From: 'Ted at home <ted@home.example>', 'In-Reply-To': ours, Subject: 'Re: Offer' }),
      );
      expect(await settled(answer.body.id)).toMatchObject({
        status: 'done',
        madeLead: false,
        instance: { id: sale.id },
        contactId,
      });
      expect((await snapshotOf(on.api.engine.pool, sale.id)).wait).toBeNull();
    });
  });

  describe('a call', () => {
    const event = (call: string, what: string, more: Record<string, unknown> = {}) => ({
      call,
      event: what,
      from: '+7 812 555-66-77',
      to: '+7 812 000-00-01',
      at: new Date().toISOString(),
      ...more,
    });

    it('DYN-15: of the telephone system makes a lead of an unknown caller, and one interaction of all its events', async () => {
      const pbx = await on.source('call', { language: 'ru' });
      const ids: string[] = [];
      const agent = { agent: 'rita@example.com', durationS: 75, recording: 'https://pbx.example/r/1' };
      for (const [what, more] of [
        ['ringing', {}],
        ['ended', agent],
        ['answered', agent],
      ] as const)
        ids.push((await pbx.send(event('c1', what, more))).body.id);
      for (const id of ids) expect(await settled(id)).toMatchObject({ status: 'done' });
      const [first] = await Promise.all(ids.map(messageOf));
      const notes = await on.rows(
        'SELECT instance_id, result, duration_s, body, author_id FROM interactions WHERE kind = $1 AND external_key LIKE $2',
        ['call', `call ${pbx.name} %`],
      );
      expect(notes).toEqual([
        {
          instance_id: first.instance.id,
          result: 'answered',
          duration_s: 75,
          body: 'https://pbx.example/r/1',
          author_id: on.api.engine.cast.rep,
        },
      ]);
      const lead = (await on.api.get(`/leads/${first.instance.id}`)).body;
      expect(lead).toMatchObject({ topic: 'Звонок с +7 812 555-66-77', source: pbx.name });
      const [row] = await on.rows('SELECT first_response_at IS NOT NULL AS responded FROM leads WHERE id = $1', [
        lead.id,
      ]);
      expect(row).toEqual({ responded: true });
    });

    it('without a number makes one lead, however many events it has', async () => {
      const pbx = await on.source('call');
      const answers = await Promise.all(
        ['ringing', 'missed', 'ended'].map((what) => pbx.send(event('c2', what, { from: 'anonymous' }))),
      );
      await Promise.all([on.work(), on.work()]);
      const ended = await Promise.all(answers.map(({ body }) => settled(body.id)));
      expect(new Set(ended.map(({ instance }) => instance.id)).size).toBe(1);
      const notes = await on.rows('SELECT result FROM interactions WHERE external_key = $1', [`call ${pbx.name} c2`]);
      expect(notes).toEqual([{ result: 'missed' }]);
    });

    it('of ours to nobody known is refused, and one to somebody known is noted with them', async () => {
      const pbx = await on.source('call');
      const stranger = await pbx.send(event('c3', 'ended', { direction: 'out', to: '+74990001122' }));
      expect(await settled(stranger.body.id)).toMatchObject({ status: 'refused' });
      const contactId = await aContact('call@known.example', '+7 499 000-33-44');
      const known = await pbx.send(event('c4', 'ended', { direction: 'out', to: '84990003344' }));
      expect(await settled(known.body.id)).toMatchObject({ status: 'done', contactId, instance: null });
    });
  });

  describe('messages', () => {
    it('that cannot begin a lead fail with a reason, hold up no other, and are retried once that is mended', async () => {
      const bad = await on.source('form', { process: 'no-such-process' });
      const good = await on.source('form');
      const [poison, other] = [
        await bad.send({ name: 'P', email: 'p@retry.example' }),
        await good.send({ name: 'O', email: 'o@retry.example' }),
      ];
      expect(await settled(other.body.id)).toMatchObject({ status: 'done' });
      expect(await settled(poison.body.id)).toMatchObject({
        status: 'failed',
        reason: 'There is no process "no-such-process" for leads',
      });
      await on.api.put(
        `/inbound-sources/${bad.name}`,
        { settings: { ownerId: on.api.engine.cast.rep } },
        { as: on.admin },
      );
      await on.api.post(`/inbound-messages/${poison.body.id}/retry`, undefined, { as: on.admin });
      expect(await settled(poison.body.id)).toMatchObject({ status: 'done', madeLead: true });
    });

    it('show their words to who has the right alone', async () => {
      const site = await on.source('form');
      const { body } = await site.send({ name: 'Private Person' });
      const { manager } = on.api.engine.cast;
      expect((await on.api.get(`/inbound-messages/${body.id}`, { as: manager })).body.content).toBeNull();
      expect((await messageOf(body.id)).content.words.name).toBe('Private Person');
      expect(await on.api.get('/inbound-messages')).toMatchObject({ status: 403 });
      const page = await on.api.get(`/inbound-messages?source=${site.name}&limit=1`, { as: manager });
      expect(page.body.items).toMatchObject([{ id: body.id, source: { name: site.name, kind: 'form' } }]);
    });
  });
});
