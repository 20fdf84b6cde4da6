import { v7 as newId } from 'uuid';
import { publishText } from '../../src/publishing';
import { startTestApi } from '../support/api';

jest.setTimeout(300_000);

const DEALS = 20;
const TASKS_A_DEAL = 25;
const CONNECTIONS = 16;

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** One stage that asks a whole role for 25 things at once. */
const TEXT = `
process: busy-sale
kind: sale
name: { en: Busy sale, ru: Занятая продажа }
calendar: office
fields: {}
stages:
  work:
    name: { en: Work, ru: Работа }
    guidance: { en: Work, ru: Работайте }
    probability: 10
    tasks:
      finish: { name: { en: Finish, ru: Закончить }, outcomes: { sold: { name: { en: Sold, ru: Продано }, to: closed.won } } }
${numbers(TASKS_A_DEAL)
  .map(
    (n) =>
      `      t${n}: { name: { en: T${n}, ru: Т${n} }, assignee: role rep, outcomes: { done: { name: { en: Done, ru: Готово } } } }`,
  )
  .join('\n')}
closed:
  won: { name: { en: Won, ru: Продано } }
  lost: { name: { en: Lost, ru: Не продано }, who: [owner] }
`;

describe('TB-GEN-02: one task is never two people’s', () => {
  it('TB-GEN-02: two claim and complete the same 500 tasks at once from 16 connections: each is done exactly once', async () => {
    const api = await startTestApi();
    const { rep, colleague, manager } = api.engine.cast;
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    expect(await publishText(api.engine.pool, TEXT, words)).toMatchObject({ became: 'in force' });
    for (const n of numbers(DEALS)) {
      const made = await api.post(
        '/sales',
        { title: `Deal ${n}`, process: 'busy-sale', ownerId: manager },
        { as: manager },
      );
      expect(made.status).toBe(201);
    }
    const { items, total } = (await api.get('/inbox?whose=claimable&limit=500&count=true')).body;
    expect([items.length, total]).toEqual([500, 500]);
    expect((await api.get('/inbox/counters', { as: colleague })).body).toMatchObject({ total: 500, claimable: 500 });

    const answers: { as: string; claim: number; complete: number; code?: string; holder?: string }[] = [];
    const person = async (as: string, tasks: string[]): Promise<void> => {
      for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
        const claim = await api.post(`/tasks/${task}/claim`, {}, { as });
        const complete = await api.post(`/tasks/${task}/complete`, { outcome: 'done' }, { as });
        const { code, holder } = claim.body;
        answers.push({
          as,
          claim: claim.status,
          complete: complete.status,
          ...(claim.status !== 200 && { code, holder: holder?.name }),
        });
      }
    };
    const ids: string[] = items.map(({ id }: { id: string }) => id);
    // Each has all of them before them, in the same order, on half of the connections.
    const desks = [rep, colleague].map((as) => ({ as, tasks: [...ids] }));
    const hands = desks.flatMap(({ as, tasks }) => numbers(CONNECTIONS / 2).map(() => person(as, tasks)));
    expect(hands).toHaveLength(CONNECTIONS);
    await Promise.all(hands);

    const got = answers.filter(({ claim }) => claim === 200);
    const lost = answers.filter(({ claim }) => claim !== 200);
    expect([answers.length, got.length, lost.length]).toEqual([1000, 500, 500]);
    expect(got.every(({ complete }) => complete === 200)).toBe(true);
    expect(lost.every(({ complete, claim }) => complete === 409 && claim === 409)).toBe(true);
    const why = new Set(
      lost.map(
        ({ as, code, holder }) => `${code} ${holder ? holder === (as === rep ? 'Carl Colleague' : 'Rita Rep') : '-'}`,
      ),
    );
    expect(why.has('TaskHeld true')).toBe(true);
    expect([...why].filter((one) => !['TaskHeld true', 'TaskEnded -'].includes(one))).toEqual([]);

    const { rows } = await api.engine.pool.query<{ type: string; events: number; tasks: number }>(
      `SELECT type, count(*)::int AS events, count(DISTINCT command ->> 'task')::int AS tasks FROM process_events
       WHERE type IN ('claim', 'complete') GROUP BY type ORDER BY type`,
    );
    expect(rows).toEqual([
      { type: 'claim', events: 500, tasks: 500 },
      { type: 'complete', events: 500, tasks: 500 },
    ]);
    const done = await api.engine.pool.query(
      `SELECT 1 FROM tasks t JOIN process_events c ON c.instance_id = t.instance_id AND c.type = 'claim' AND c.command ->> 'task' = t.id::text
       JOIN process_events d ON d.instance_id = t.instance_id AND d.type = 'complete' AND d.command ->> 'task' = t.id::text
       WHERE t.status = 'done' AND c.actor_id = d.actor_id AND t.assignee_id::text = c.actor_id`,
    );
    expect(done.rows).toHaveLength(500);
    expect((await api.get('/inbox/counters')).body).toMatchObject({ total: 0 });
  });
});
