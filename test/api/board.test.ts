import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

const DAY_MS = 86_400_000;

interface Column {
  stage: string;
  count: number;
  amount: { amount: string; currency: string };
  lights: Record<string, { count: number }>;
  currencies: object[];
  unrated: number;
}

describe('the board of a process', () => {
  let api: TestApi & { engine: Engine };
  let now = Date.now();
  const ids: Record<string, string> = {};
  let rep: string;
  let colleague: string;
  let owner: ReturnType<typeof testPool>;

  const sale = async (title: string, as: string, amount: string, currency = 'RUB', more = {}) => {
    const fields = { amount: { amount, currency } };
    const made = await api.post('/sales', { title, process: 'standard-sale', fields, ...more }, { as });
    expect(made.status).toBe(201);
    ids[title] = made.body.id;
  };
  const command = async (title: string, body: object, as = rep) => {
    const answer = await api.post(`/sales/${ids[title]}/commands`, body, { as });
    expect([answer.status, answer.body.code]).toEqual([200, undefined]);
    return answer.body;
  };
  const answer = async (title: string, key: string, outcome: string, fields = {}) => {
    const { tasks } = (await api.get(`/sales/${ids[title]}`)).body;
    const task = tasks.find((one: { task: string }) => one.task === key).id;
    return command(title, { type: 'complete', task, outcome, fields });
  };
  const board = async (query = '', as = rep) => (await api.get(`/board/sales${query}`, { as })).body;
  const cards = async (query = '', as = rep) => {
    const { status, body } = await api.get(`/board/sales/cards?process=standard-sale${query}`, { as });
    expect(status).toBe(200);
    return body;
  };
  const titles = async (query = '', as = rep) =>
    (await cards(query, as)).items.map(({ title }: { title: string }) => title);

  beforeAll(async () => {
    api = await startTestApi({ deps: { clock: { now: () => now } } });
    ({ rep, colleague } = api.engine.cast);
    owner = testPool(api.engine.database.ownerUrl);
    await sale('long late', rep, '100.00');
    await sale('waits', rep, '50.00');
    await sale('fresh', rep, '900.00', 'RUB', { source: 'fair' });
    await sale('theirs', colleague, '500.00', 'RUB', { line: 'cranes' });
    await sale('foreign', rep, '7.00', 'XAU');
    await sale('sent', rep, '300.00');
    await answer('sent', 'first-call', 'need confirmed');
    await sale('over', rep, '20.00');
    const until = new Date(now + 60 * DAY_MS).toISOString();
    await command('waits', { type: 'wait', until, reason: 'Their budget is made in spring' });
    // Long ago: its call was to be made, its stage to be over, its manager to be told.
    await owner.query(`UPDATE process_instances SET due_soon_at = $2, due_at = $2, escalate_at = $2 WHERE id = $1`, [
      ids['long late'],
      new Date(now - 3 * DAY_MS),
    ]);
    await command('over', { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
  });

  it('gives the stages in the order of the process and its endings last, with how many stand there and their money', async () => {
    const { process, processes, columns } = await board();
    expect(process.key).toBe('standard-sale');
    expect(processes[0]).toMatchObject({ key: 'standard-sale', count: 6 });
    expect(columns.map(({ stage, count, amount }: Column) => [stage, count, amount.amount])).toEqual([
      ['qualify', 5, '1550.00'],
      ['proposal', 1, '300.00'],
      ['waiting-decision', 0, '0.00'],
      ['closed.won', 0, '0.00'],
      ['closed.lost', 1, '20.00'],
    ]);
  });

  it('tells a sum honestly: what each currency brings, and how many have no rate', async () => {
    const [qualify] = (await board()).columns;
    expect(qualify.currencies).toEqual([
      { count: 4, amount: { amount: '1550.00', currency: 'RUB' } },
      { count: 1, amount: { amount: '7.00', currency: 'XAU' } },
    ]);
    expect(qualify.unrated).toBe(1);
    expect(qualify.lights).toMatchObject({
      escalated: { count: 1, amount: { amount: '100.00' } },
      waiting: { count: 1, amount: { amount: '50.00' } },
      'on time': { count: 3 },
    });
  });

  it('gives the cards of a stage by urgency, what waits last; page by page the same as at once', async () => {
    const all = await titles('&stage=qualify');
    expect([all[0], all.at(-1), all.length]).toEqual(['long late', 'waits', 5]);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { title: string }[]; next: string | null } = await cards(
        `&stage=qualify&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...page.items.map(({ title }) => title));
      cursor = page.next;
    }
    expect(paged).toEqual(all);
  });

  it('shows on a card its money, whose it is, whose turn, what comes next and until when', async () => {
    const [first] = (await cards('&stage=qualify')).items;
    expect(first).toMatchObject({
      title: 'long late',
      light: 'escalated',
      turn: 'ours',
      amount: { amount: '100.00', currency: 'RUB' },
      owner: { id: rep },
      nextStep: { name: { en: 'First call' }, assignee: { id: rep } },
      stage: { key: 'qualify' },
      open: true,
    });
    expect(Date.parse(first.dueAt)).toBeLessThan(now);
  });

  it('gives what has closed of late, and of all stages those asked for by id, wherever they stand', async () => {
    expect(await titles('&stage=closed.lost')).toEqual(['over']);
    const moved = [ids.sent, ids.over, ids.fresh].map((id) => `&id=${id}`).join('');
    expect(await titles(moved)).toEqual(['fresh', 'sent', 'over']);
    now += 31 * DAY_MS;
    expect(await titles('&stage=closed.lost')).toEqual([]);
    expect((await board()).columns.at(-1).count).toBe(0);
    now -= 31 * DAY_MS;
  });

  it('is narrowed by owner, line, source and light, cards and numbers alike', async () => {
    const both = async (query: string) => [
      (await titles(`&stage=qualify&${query}`)).length,
      (await board(`?${query}`)).columns[0].count,
    ];
    expect(await both(`owner=${colleague}`)).toEqual([1, 1]);
    expect(await both('line=cranes')).toEqual([1, 1]);
    expect(await both('source=fair')).toEqual([1, 1]);
    expect(await both('owner=me')).toEqual([4, 4]);
    expect(await titles('&stage=qualify&light=escalated&light=waiting')).toEqual(['long late', 'waits']);
    expect(await titles('&light=escalated')).toEqual(['long late']);
  });

  it('counts and shows nothing that is outside of a sight', async () => {
    await repsSee(owner, 'own');
    const { columns, processes } = await board('', colleague);
    expect(columns.map(({ count }: Column) => count)).toEqual([1, 0, 0, 0, 0]);
    expect(processes[0].count).toBe(1);
    expect(await titles('', colleague)).toEqual(['theirs']);
    expect(await titles(`&id=${ids.fresh}`, colleague)).toEqual([]);
    await repsSee(owner, 'all');
  });

  it('is 404 for a process that there is not, and for one of the other kind', async () => {
    expect((await api.get('/board/sales?process=nothing')).status).toBe(404);
    expect((await api.get('/board/sales?process=standard-lead')).status).toBe(404);
    const leads = await api.get('/board/leads?process=standard-lead');
    expect([leads.status, leads.body.columns[0].lights.overdue]).toEqual([200, { count: 0 }]);
  });
});
