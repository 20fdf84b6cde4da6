import { v7 as newId } from 'uuid';
import { publishText } from '../../src/publishing';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee, roleSees } from '../support/sight';

/** A sale that hears of what the client does, is prepared by two at once, and goes on to the delivery. */
const TEXT = `
process: whole-sale
kind: sale
name: { en: Whole sale, ru: Вся продажа }
calendar: office
events: [rate asked, complaint made]
fields:
  amount: { type: money, name: { en: Amount, ru: Сумма } }
  rateAsked: { type: boolean, default: false, name: { en: Asked for the rate, ru: Спросил ставку } }
  complained: { type: boolean, default: false, name: { en: Complained, ru: Жаловался } }
  wish: { type: text, name: { en: What they wish, ru: Пожелание } }
stages:
  talk:
    name: { en: Talk, ru: Беседа }
    guidance: { en: "Ask what they need, and by when.", ru: "Спросите, что нужно и к какому сроку." }
    on:
      rate asked: { set: { rateAsked: true } }
      complaint made: { take: [wish], set: { complained: true } }
    tasks:
      call: { name: { en: Call, ru: Позвонить }, outcomes: { agreed: { name: { en: Agreed, ru: Договорились }, to: prepare, ask: [amount] } } }
      offer: { name: { en: Make an offer to stay, ru: Предложить остаться }, when: rateAsked, required: false, outcomes: { made: { name: { en: Made, ru: Сделано } } } }
      answer-complaint:
        name: { en: Answer the complaint, ru: Ответить на жалобу }
        when: complained
        required: false
        assignee: role service
        outcomes: { answered: { name: { en: Answered, ru: Ответили } } }
  prepare:
    name: { en: Prepare, ru: Подготовка }
    guidance: { en: Both at once., ru: Одновременно. }
    next: deliver
    branches:
      legal:
        name: { en: Contract, ru: Договор }
        stages:
          draft:
            name: { en: Draft, ru: Проект }
            tasks: { write: { name: { en: Write it, ru: Написать }, outcomes: { done: { name: { en: Done, ru: Готово }, to: end } } } }
      technical:
        name: { en: Solution, ru: Решение }
        stages:
          design:
            name: { en: Design, ru: Проект }
            tasks: { design: { name: { en: Design it, ru: Спроектировать }, assignee: owner's manager, outcomes: { done: { name: { en: Done, ru: Готово }, to: end } } } }
  deliver:
    name: { en: Deliver, ru: Поставка }
    guidance: { en: Until they have signed for it., ru: Пока не подписали приёмку. }
    tasks: { hand-over: { name: { en: Hand it over, ru: Передать }, outcomes: { signed: { name: { en: Signed, ru: Подписали }, to: closed.won } } } }
closed:
  won: { name: { en: Won, ru: Продано }, require: [amount] }
  lost: { name: { en: Lost, ru: Не продано }, who: [owner] }
`;

type Task = { id: string; task: string; assignee: { id: string } | null };

/** What the systems that this product was conceived from do for whoever sells: row by row, over HTTP. */
describe('the work of a rep', () => {
  let api: TestApi & { engine: Engine };
  let owner: ReturnType<typeof testPool>;
  const service = newId();
  const rub = (amount: string) => ({ amount: { amount, currency: 'RUB' } });

  beforeAll(async () => {
    api = await startTestApi({ engineDeadlineMs: 60_000 });
    owner = testPool(api.engine.database.ownerUrl);
    const values = [service, 'Sasha Service', `${service}@example.com`];
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, $2, $3, '{service}')`, values);
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    expect(await publishText(api.engine.pool, TEXT, words)).toMatchObject({ became: 'in force' });
  });

  const made = async (path: string, body: object, as?: string) => {
    const answer = await api.post(path, body, as === undefined ? {} : { as });
    expect([path, answer.status, answer.body.detail]).toEqual([path, 201, undefined]);
    return answer.body;
  };
  const aSale = (process: string, more: object = {}, as?: string) =>
    made('/sales', { title: 'Forty pumps', process, ...more }, as);
  const card = async (id: string) => (await api.get(`/sales/${id}`)).body;
  const taskOf = async (id: string, task: string): Promise<Task> =>
    (await card(id)).tasks.find((one: Task) => one.task === task);
  const done = async (id: string, task: string, outcome: string, fields?: object, as?: string) => {
    const { id: taskId } = await taskOf(id, task);
    const answer = await api.post(`/tasks/${taskId}/complete`, { outcome, fields }, as === undefined ? {} : { as });
    expect([outcome, answer.status, answer.body.detail]).toEqual([outcome, 200, undefined]);
    return answer.body;
  };

  it('DIR-12, DIR-15, TB-GEN-05: a sale goes through the stages of its process one after the other, the same for everybody; each organisation has its own', async () => {
    const [first, colleagues] = [
      await aSale('calls-meeting-contract'),
      await aSale('calls-meeting-contract', {}, api.engine.cast.colleague),
    ];
    expect([first.stage.key, colleagues.stage.key]).toEqual(['first-calls', 'first-calls']);
    const tasks = (sale: { tasks: Task[] }) => sale.tasks.map(({ task }) => task);
    expect(tasks(first)).toEqual(tasks(colleagues));
    const jump = await api.post(`/sales/${first.id}/commands`, { type: 'move', to: 'contract' });
    expect([jump.status, (await card(first.id)).stage.key]).toEqual([409, 'first-calls']);
    // Another sequence is another text, published beside it.
    expect((await aSale('whole-sale')).stage).toEqual({ key: 'talk', name: { en: 'Talk', ru: 'Беседа' } });
  });

  it('DIR-14: it is moved on by hand as well', async () => {
    const { id } = await aSale('calls-meeting-contract', { fields: { meetingDate: '2030-01-01' } });
    const { status, body } = await api.post(`/sales/${id}/commands`, { type: 'move', to: 'meeting' });
    expect([status, body.stage.key]).toEqual([200, 'meeting']);
  });

  it('DIR-16: each stage says what is to be done at it, to whoever is new', async () => {
    const { guidance } = await aSale('calls-meeting-contract');
    expect(guidance).toEqual({
      en: 'Find whoever decides and arrange a meeting. Log each call with its result.',
      ru: expect.stringContaining('Записывайте каждый звонок'),
    });
  });

  it('PB-19: signals like a traffic light stand on the deal, its tasks, and what could be tried', async () => {
    const sale = await aSale('calls-meeting-contract', {
      fields: { meetingDate: '2030-01-01', ...rub('2000000.00') },
    });
    for (const to of ['meeting', 'contract']) await api.post(`/sales/${sale.id}/commands`, { type: 'move', to });
    const { signals } = await card(sale.id);
    expect(signals.deal.light).toBe('green');
    expect(signals.tactics).toEqual([
      { light: 'green', say: { en: 'Invite the head to the signing', ru: 'Позовите руководителя на подписание' } },
    ]);
  });

  it('TB-GEN-01, TB-SFA-05: parts of a sale run side by side, each with who is to do it, and it goes on to the delivery when all are done', async () => {
    const { id } = await aSale('whole-sale');
    await done(id, 'call', 'agreed', rub('900.00'));
    const [write, design] = [await taskOf(id, 'write'), await taskOf(id, 'design')];
    const { rep, manager } = api.engine.cast;
    expect([write.assignee?.id, design.assignee?.id]).toEqual([rep, manager]);
    await done(id, 'design', 'done', undefined, manager);
    expect((await card(id)).stage.key).toBe('prepare');
    expect((await done(id, 'write', 'done')).stage.key).toBe('deliver');
    expect(await done(id, 'hand-over', 'signed')).toMatchObject({ open: false, result: 'won' });
  });

  it('TB-GEN-06, TB-GEN-07: what a client asks opens an offer for whoever owns the deal, and a complaint goes to the department for it', async () => {
    const { id } = await aSale('whole-sale');
    const tell = (event: string, fields?: object) => api.post(`/sales/${id}/events`, { event, fields });
    expect((await tell('rate asked')).status).toBe(200);
    expect((await taskOf(id, 'offer')).assignee?.id).toBe(api.engine.cast.rep);
    expect((await tell('complaint made', { wish: 'A quieter pump' })).status).toBe(200);
    const theirs = (await api.get('/inbox', { as: service })).body.items;
    expect(theirs.map((one: { name: { en: string } }) => one.name.en)).toEqual(['Answer the complaint']);
    expect((await card(id)).fields.wish).toBe('A quieter pump');
  });

  it('PB-22, TB-SFA-12: one place tells all of a client: who they are, first contact, what was said, orders won and under way, questions, documents', async () => {
    const account = await made('/accounts', { name: 'Buyer works', region: 'North' });
    const contact = await made('/contacts', { name: 'Vera', accounts: [{ id: account.id }] });
    const of = { accountId: account.id, contactId: contact.id };
    const at = (day: number) => ({ at: `2026-01-0${day}T10:00:00Z` });
    const lead = await made('/leads', { topic: 'A first word', ...of });
    const won = await aSale('whole-sale', of);
    await done(won.id, 'call', 'agreed', rub('900.00'));
    await done(won.id, 'write', 'done');
    await done(won.id, 'design', 'done', undefined, api.engine.cast.manager);
    await done(won.id, 'hand-over', 'signed');
    const open = await aSale('whole-sale', { ...of, secondReason: 'Another need' });
    const mail = await made('/interactions', { kind: 'e-mail', subject: 'Our offer', instanceId: won.id, ...at(2) });
    const asked = await made('/interactions', { kind: 'support', subject: 'It is loud', ...of, ...at(3) });
    const documents = (await api.get(`/accounts/${account.id}/documents`)).body.items;
    expect(documents.map(({ id }: { id: string }) => id).sort()).toEqual(
      [lead.id, won.id, open.id, mail.id, asked.id].sort(),
    );
    const story = (await api.get(`/accounts/${account.id}/story`)).body;
    const told = JSON.stringify(story);
    for (const { id } of [won, open, mail, asked]) expect(told).toContain(id);
    expect((await api.get(`/accounts/${account.id}`)).body).toMatchObject({
      region: 'North',
      contacts: [{ id: contact.id }],
    });
  });

  it('TB-SFA-17: sellers work with what is theirs, managers with their team’s, and whoever is above with all', async () => {
    const theirs = await aSale('whole-sale', {}, api.engine.cast.colleague);
    const stranger = newId();
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Far Away', $2, '{rep}')`, [
      stranger,
      `${stranger}@example.com`,
    ]);
    const far = await aSale('whole-sale', {}, stranger);
    await repsSee(owner, 'own');
    await roleSees(owner, 'manager', { reach: 'team' });
    const { rep, manager } = api.engine.cast;
    const seen = async (as: string) =>
      Promise.all([theirs, far].map(async ({ id }) => (await api.get(`/sales/${id}`, { as })).status));
    expect([await seen(rep), await seen(manager), await seen(service)]).toEqual([
      [404, 404],
      [200, 404],
      [200, 200],
    ]);
    await owner.query(`DELETE FROM roles WHERE key IN ('rep', 'manager')`);
  });
});
