import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { withTurns } from '../../activities/pools';
import { publishShipped } from '../../activities/publish-shipped';
import { createRecordDecision } from '../../activities/record-decision';
import { createReferenceSource } from '../../activities/reference';
import { readConfig } from '../../src/platform/config';
import { type AssigneeRule, type Decision, type Definition, decide } from '../../src/process';
import { freshDatabase, type TestDatabase, testPool } from '../support/database';

const REPS = 5;
const DECISIONS = 50;

describe('a task for one of a pool', () => {
  let database: TestDatabase;
  let owner: Pool;
  let version: { versionId: string; definition: Definition };
  let boss: string;
  let reps: string[];
  beforeAll(async () => {
    database = await freshDatabase();
    owner = testPool(database.ownerUrl);
    await publishShipped(owner, readConfig().root);
    const { rows } = await owner.query(
      `SELECT id AS "versionId", definition FROM process_versions WHERE key = 'demo-sale'`,
    );
    version = rows[0];
  });
  beforeEach(async () => {
    await owner.query('TRUNCATE tasks, deadlines, notifications, pool_turns');
    await owner.query('DELETE FROM people');
    boss = newId();
    reps = Array.from({ length: REPS }, () => newId()).toSorted();
    await owner.query(
      `INSERT INTO people (id, name, email, roles, skills, lines) VALUES ($1, 'Boss', 'boss@example.com', '{manager}', '{crm}', '{pumps}')`,
      [boss],
    );
    await owner.query(
      `INSERT INTO people (id, name, email, roles) SELECT id, 'Rep', id::text, '{rep}' FROM unnest($1::uuid[]) AS r (id)`,
      [reps],
    );
  });

  /** A worker's recording, with connections and reference data of its own. */
  const aWorker = () => {
    const pool = testPool(database.workerUrl);
    return createRecordDecision({ pool, reference: createReferenceSource(pool) });
  };

  /** The start of a sale whose first task goes by the rule. */
  async function aStart(rule: AssigneeRule) {
    const [key = ''] = Object.keys(version.definition.stages);
    const stage = version.definition.stages[key] as Definition['stages'][string];
    const tasks = Object.fromEntries(
      Object.entries(stage.tasks).map(([name, task]) => [name, { ...task, assignee: rule }]),
    );
    const definition = { ...version.definition, stages: { ...version.definition.stages, [key]: { ...stage, tasks } } };
    const instance = { instanceId: newId(), kind: 'sale', versionId: version.versionId, definition } as const;
    const actor = { id: boss, roles: ['manager'], teams: [], manages: false };
    const command = { id: newId(), actor, type: 'start', owner: boss, fields: {} } as const;
    const { decision } = decide(definition, null, command, Date.now()) as { decision: Decision };
    await owner.query(
      `INSERT INTO commands (id, caller_id, route, body_hash, kind, instance_id, type, command, record, status, received_at)
       VALUES ($1, $2, 'test', '', 'sale', $3, 'start', '{}', '{"title": "One sale"}', 'received', now())`,
      [command.id, boss, instance.instanceId],
    );
    return { instance, decision };
  }

  async function given(record: ReturnType<typeof aWorker>, rule: AssigneeRule): Promise<string | null | undefined> {
    const { instance, decision } = await aStart(rule);
    const { facts } = await record(instance, decision);
    return Object.values(facts?.tasks ?? {})[0]?.assignee;
  }

  const inTurn: AssigneeRule = { rule: 'in turn', of: { role: 'rep' } };
  const leastLoaded: AssigneeRule = { rule: 'least loaded', of: { role: 'rep' } };
  const shares = (people: readonly unknown[]) => reps.map((rep) => people.filter((one) => one === rep).length);

  it.each([
    ['in turn', inTurn],
    ['least loaded', leastLoaded],
  ])('%s is shared out evenly by decisions of two workers at once', async (_, rule) => {
    const workers = [aWorker(), aWorker()];
    const people = await Promise.all(
      Array.from({ length: DECISIONS }, (_, n) => given(workers[n % 2] as ReturnType<typeof aWorker>, rule)),
    );
    expect(shares(people)).toEqual(reps.map(() => DECISIONS / REPS));
    const { rows } = await owner.query<{ personId: string }>(
      'SELECT person_id AS "personId" FROM pool_turns ORDER BY turn',
    );
    const rounds = Array.from({ length: DECISIONS / REPS }, (_, n) => rows.slice(n * REPS, (n + 1) * REPS));
    for (const round of rounds) expect(new Set(round.map((one) => one.personId)).size).toBe(REPS);
  });

  it('in turn goes to whoever has had none, then to whoever had one longest ago, between equals by id', async () => {
    const record = aWorker();
    const first = [await given(record, inTurn), await given(record, inTurn)];
    expect(first).toEqual(reps.slice(0, 2));
    const newcomer = newId();
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'New', 'new@example.com', '{rep}')`, [
      newcomer,
    ]);
    const rest = [];
    for (let n = 0; n < REPS; n++) rest.push(await given(record, inTurn));
    expect(rest).toEqual([...reps.slice(2), newcomer, reps[0]]);
  });

  it('least loaded goes to whoever has the fewest open tasks', async () => {
    const record = aWorker();
    for (let n = 0; n < REPS; n++) await given(record, leastLoaded);
    await owner.query(`UPDATE tasks SET status = 'done' WHERE assignee_id = $1`, [reps[3]]);
    expect(await given(record, leastLoaded)).toBe(reps[3]);
    expect(await given(record, leastLoaded)).toBe(reps[0]);
  });

  it('a decision that is tried again takes no other turn', async () => {
    const [one, other] = [aWorker(), aWorker()];
    const { instance, decision } = await aStart(inTurn);
    const { facts } = await one(instance, decision);
    expect(await other(instance, decision)).toMatchObject({ ahead: [{ facts }] });
    expect(await given(one, inTurn)).toBe(reps[1]);
    expect((await owner.query('SELECT count(*)::int AS turns FROM pool_turns')).rows).toEqual([{ turns: 2 }]);
  });

  it('a turn whose decision was never recorded goes to the same task later, unless its holder has left', async () => {
    const pool = testPool(database.workerUrl);
    const source = createReferenceSource(pool);
    const { instance, decision } = await aStart(inTurn);
    const question = decision.questions.find((one) => one.ask === 'assignee');
    const picked = async () => {
      const { people } = await withTurns(pool, instance, decision, await source.refresh());
      return people.pick(inTurn as never, question?.ask === 'assignee' ? question.task : '');
    };
    expect([await picked(), await picked()]).toEqual([reps[0], reps[0]]);
    await owner.query('UPDATE people SET active = false WHERE id = $1', [reps[0]]);
    expect(await picked()).toBe(reps[1]);
  });

  it('nobody who has left gets one', async () => {
    await owner.query('UPDATE people SET active = false WHERE id = $1', [reps[0]]);
    const record = aWorker();
    const people = [];
    for (let n = 0; n < REPS; n++) people.push(await given(record, n % 2 === 0 ? inTurn : leastLoaded));
    expect(people).not.toContain(reps[0]);
  });

  it('all that a pool asks for must be met; an empty one leaves the task to the owner', async () => {
    await owner.query(`UPDATE people SET skills = '{crm}', lines = '{pumps}' WHERE id = $1`, [reps[2]]);
    await owner.query(`UPDATE people SET skills = '{crm}', lines = '{meters}' WHERE id = $1`, [reps[1]]);
    const record = aWorker();
    expect(await given(record, { rule: 'in turn', of: { role: 'rep', skill: 'crm', line: 'pumps' } })).toBe(reps[2]);
    expect(await given(record, { rule: 'in turn', of: { skill: 'flying' } })).toBe(boss);
  });

  it('no other decision asks for turns', async () => {
    const { instance, decision } = await aStart({ rule: 'owner' });
    const reference = await createReferenceSource(owner).current();
    const query = () => Promise.reject(new Error('No query was expected.'));
    expect(await withTurns({ query } as unknown as Pool, instance, decision, reference)).toBe(reference);
  });

  it('histories that are made at once share a pool evenly', async () => {
    const { people } = await createReferenceSource(owner).current();
    const picks = Array.from({ length: 10 }, () => people.pick(inTurn as never, 'call#1'));
    expect(shares(picks)).toEqual([2, 2, 2, 2, 2]);
  });
});
