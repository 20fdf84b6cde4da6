import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { storeShippedLetterTemplates } from '../../src/client-mails';
import { readConfig } from '../../src/platform/config';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

const OPEN_RULES = {
  sender: 'company',
  replyTo: 'company',
  replyAddress: null,
  perSenderHour: 1000,
  perAddressHour: 1000,
  mayOverride: false,
};

describe('writing to clients over HTTP', () => {
  let api: TestApi & { engine: Engine };
  const admin = newId();

  beforeAll(async () => {
    api = await startTestApi();
    const { pool } = api.engine;
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada', 'ada@ours.example', '{administrator}')`,
      [admin],
    );
    await storeShippedLetterTemplates(pool, readConfig().root);
  });
  beforeEach(() => rules({}));

  const rules = async (changed: object) =>
    expect((await api.put('/client-mail-rules', { ...OPEN_RULES, ...changed }, { as: admin })).status).toBe(200);
  const made = async (path: string, body: object, as?: string) => {
    const answer = await api.post(path, body, as === undefined ? {} : { as });
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return answer.body;
  };
  const aContact = (name = 'Vera', email: string | null = `${randomUUID()}@buyer.example`, as?: string) =>
    made('/contacts', { name, points: email === null ? [] : [{ kind: 'e-mail', value: email }] }, as);
  const refuses = (id: string) =>
    made(`/contacts/${id}/consents`, { channel: 'e-mail', purpose: 'deal', given: false, source: 'by telephone' });
  const words = { subject: 'Hello', text: 'Hello' };
  const kept = async () => (await api.get('/client-mails?limit=500', { as: admin })).body.items.length;

  it('nobody is written to who refused, has no address, or is to be forgotten: all are named, and nothing is sent to the others', async () => {
    const [vera, refused, silent] = [await aContact(), await aContact('Refused'), await aContact('Silent', null)];
    await refuses(refused.id);
    const before = await kept();
    const to = [vera, refused, silent].map(({ id }) => ({ contactId: id }));
    const answer = await api.post('/client-mails', { to, ...words });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'MailRefused',
        errors: [
          { path: 'body.to.1', message: 'Refused: They do not want to be written to by e-mail' },
          { path: 'body.to.2', message: expect.stringContaining('No usable e-mail address') },
        ],
      },
    });
    expect(await kept()).toBe(before);
    const preview = await api.post('/client-mails/preview', { to, ...words });
    expect(
      preview.body.letters.map((one: { may: boolean; why: { code: string } | null }) => one.why?.code ?? null),
    ).toEqual([null, 'refused', 'no address']);
  });

  it('a refusal is overridden where the rules allow it, by who has the right, with a reason that is kept', async () => {
    const refused = await aContact('Refused');
    await refuses(refused.id);
    const asked = { contactId: refused.id, ...words, override: 'They asked for the contract by telephone' };
    const { manager } = api.engine.cast;
    expect((await api.post('/client-mails', asked, { as: manager })).status).toBe(409); // the rules do not
    await rules({ mayOverride: true });
    expect((await api.post('/client-mails', asked)).status).toBe(403); // a rep has no such right
    expect((await api.post('/client-mails', { ...asked, override: undefined }, { as: manager })).status).toBe(409);
    expect(await made('/client-mails', asked, manager)).toMatchObject({
      state: 'waiting',
      overrideReason: 'They asked for the contract by telephone',
    });
  });

  it('whoever a lead names is written to at the address it has, unless they refused elsewhere', async () => {
    const email = `${randomUUID()}@new.example`;
    const lead = await made('/leads', { topic: 'A floor', personName: 'Nina New', email });
    expect(await made('/client-mails', { instanceId: lead.id, ...words })).toMatchObject({
      instanceId: lead.id,
      letters: [{ name: 'Nina New', address: email, contact: null }],
    });
    await refuses((await aContact('Nina at work', email)).id);
    expect((await api.post('/client-mails', { instanceId: lead.id, ...words })).status).toBe(409);
  });

  it('an organisation is written to at its own address', async () => {
    const house = await made('/accounts', {
      name: 'The House',
      points: [{ kind: 'e-mail', value: 'office@house.example' }],
    });
    expect(await made('/client-mails', { accountId: house.id, ...words })).toMatchObject({
      account: { id: house.id },
      letters: [{ name: 'The House', address: 'office@house.example' }],
    });
  });

  it('a template speaks the language of its reader; what it has nothing for is not sent', async () => {
    const ivan = await aContact('Иван');
    await api.put(`/contacts/${ivan.id}/preferences`, { language: 'ru' });
    const sale = await made('/sales', { title: 'Насосы', contactId: ivan.id });
    const asked = { instanceId: sale.id, template: 'offer-question' };
    const [letter] = (await api.post('/client-mails/preview', asked)).body.letters;
    expect(letter).toMatchObject({
      may: false,
      why: { code: 'missing', says: 'Nothing is known for {amount}: write it yourself' },
    });
    expect(letter.text).toContain('Здравствуйте, Иван');
    expect((await api.post('/client-mails', asked)).status).toBe(409);
    const dear = await made('/sales', {
      title: 'Насосы',
      contactId: ivan.id,
      secondReason: 'Another one',
      fields: { amount: { amount: '12500.00', currency: 'RUB' } },
    });
    expect((await made('/client-mails', { ...asked, instanceId: dear.id })).letters[0].text).toMatch(/12\s500,00\s₽/);
  });

  it('a template of one’s own is held against what there is; names in it add no line', async () => {
    const text = (subject: string) =>
      `letter: own\nname: { en: Own, ru: Своё }\nsubject: { en: '${subject}', ru: '${subject}' }\ntext: { en: Hi, ru: Hi }`;
    const faulty = await api.put('/client-mail-templates', { text: text('{owner}') }, { as: admin });
    expect(faulty).toMatchObject({ status: 422, body: { findings: [{ line: 3 }, { line: 3 }] } });
    expect((await api.put('/client-mail-templates', { text: text('To {contact}') }, { as: admin })).status).toBe(200);
    expect((await api.put('/client-mail-templates', { text: text('To {contact}') })).status).toBe(403);
    const evil = await aContact('Eve {sender}\u2028Bcc: all@example.com');
    const sent = await made('/client-mails', { contactId: evil.id, template: 'own' });
    expect(sent.letters[0].subject).toBe('To Eve {sender} Bcc: all@example.com');
    const { items } = (await api.get('/client-mail-templates')).body;
    expect(items.map(({ key, shipped }: { key: string; shipped: boolean }) => [key, shipped])).toEqual([
      ['follow-up', true],
      ['offer-question', true],
      ['own', false],
    ]);
    expect((await api.delete('/client-mail-templates/own', { as: admin })).status).toBe(200);
  });

  it('an hour holds so many letters of one of us, and so many to one address', async () => {
    const [vera, petra] = [await aContact(), await aContact('Petra')];
    await rules({ perAddressHour: 2 });
    for (let n = 0; n < 2; n += 1) await made('/client-mails', { contactId: vera.id, ...words });
    const often = await api.post('/client-mails', { contactId: vera.id, ...words });
    expect([often.status, Number(often.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    await made('/client-mails', { contactId: petra.id, ...words });
    await rules({ perSenderHour: 1 });
    expect((await api.post('/client-mails', { contactId: petra.id, ...words })).status).toBe(429);
    expect((await api.post('/client-mails', { contactId: petra.id, ...words }, { as: admin })).status).toBe(201);
  });

  it('what is out of sight is neither written to nor read; what one wrote oneself is', async () => {
    const owner = testPool(api.engine.database.ownerUrl);
    const { colleague } = api.engine.cast;
    const theirs = await aContact('Theirs', `${randomUUID()}@buyer.example`, colleague);
    await owner.query('UPDATE contacts SET owner_id = $2 WHERE id = $1', [theirs.id, colleague]);
    const sale = await made('/sales', { title: 'Theirs', contactId: theirs.id }, colleague);
    const written = await made('/client-mails', { instanceId: sale.id, ...words }, colleague);
    await repsSee(owner, 'own');
    try {
      expect((await api.post('/client-mails', { instanceId: sale.id, ...words })).status).toBe(404);
      expect((await api.post('/client-mails/preview', { instanceId: sale.id, ...words })).status).toBe(404);
      expect((await api.post('/client-mails', { to: [{ contactId: theirs.id }], ...words })).status).toBe(400);
      expect((await api.get(`/client-mails/${written.id}`)).status).toBe(404);
      expect((await api.get(`/client-mails?instance=${sale.id}`)).body.items).toEqual([]);
      expect((await api.get(`/client-mails/${written.id}`, { as: colleague })).status).toBe(200);
    } finally {
      await repsSee(owner, 'all');
    }
  });

  it('an address that somebody’s roles hide is written to and not shown, and no template says an amount for them', async () => {
    const owner = testPool(api.engine.database.ownerUrl);
    const vera = await aContact();
    const fields = { amount: { amount: '100', currency: 'RUB' } };
    const sale = await made('/sales', { title: 'Pumps', contactId: vera.id, fields });
    await repsSee(owner, 'all', { fields: { contact: { email: 'hidden' }, sale: { amount: 'hidden' } } });
    try {
      const { letters } = (await api.post('/client-mails/preview', { instanceId: sale.id, template: 'offer-question' }))
        .body;
      expect(letters).toMatchObject([{ address: null, may: false, why: { code: 'missing' } }]);
      const written = await made('/client-mails', { instanceId: sale.id, ...words });
      expect(written.letters).toMatchObject([{ address: null, state: 'waiting' }]);
      const { items } = (await api.get(`/client-mails?instance=${sale.id}`)).body;
      expect(items[0].letters[0].address).toBeNull();
    } finally {
      await repsSee(owner, 'all');
    }
  });

  it('bad input changes nothing: an address that is not theirs, a subject of two lines, nothing to say, nobody, no key', async () => {
    const vera = await aContact();
    const before = await kept();
    const answers = await Promise.all([
      api.post('/client-mails', { to: [{ contactId: vera.id, address: 'other@buyer.example' }], ...words }),
      api.post('/client-mails', { contactId: vera.id, subject: 'One\r\nBcc: all@example.com', text: 'Hi' }),
      api.post('/client-mails', { contactId: vera.id }),
      api.post('/client-mails', { contactId: vera.id, template: 'no-such' }),
      api.post('/client-mails', words),
      api.post('/client-mails', { contactId: vera.id, ...words }, { key: null }),
      api.post('/client-mails', { contactId: newId(), ...words }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([409, 400, 400, 400, 400, 400, 400]);
    expect(await kept()).toBe(before);
  });
});
