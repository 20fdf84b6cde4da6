import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { createPast, type PastInstance } from '../../activities/bulk/past-instance';
import { writeHistories } from '../../activities/bulk/write-histories';
import { createReferenceSource } from '../../activities/reference';
import { inTransaction } from '../../src/platform/in-transaction';
import { type Actor, type Definition, SYSTEM } from '../../src/process';
import { publishSecondSale, SECOND_SALE_PLAN } from './second-version';

/** What is done to a sale, and when. */
type Told = (past: PastInstance, ask: (at: string, act: Parameters<PastInstance['ask']>[2]) => void) => void;

const LOST = { type: 'close', outcome: 'lost', fields: { reason: 'price' } } as const;
const taskOf = (past: PastInstance): string => past.snapshot().tasks.find(({ status }) => status === 'open')?.id ?? '';

/** Sales that went as reports must not stumble over; each twice, once closed in the end. By what is hard about them. */
const HARD: Readonly<Record<string, readonly Told[]>> = {
  // In Berlin the hour after two comes twice that night; in Los Angeles a week later.
  'a day across summer time': [
    (past, ask) => {
      ask('2026-10-25T00:30:00Z', { type: 'complete', task: taskOf(past), outcome: 'need confirmed' });
      ask('2026-10-25T01:30:00Z', LOST);
    },
    (past, ask) => ask('2026-11-01T09:30:00Z', { type: 'complete', task: taskOf(past), outcome: 'need confirmed' }),
  ],
  'a holiday inside a stage': [
    (past, ask) => ask('2026-11-05T08:00:00Z', { type: 'complete', task: taskOf(past), outcome: 'need confirmed' }),
    (_past, ask) => ask('2026-11-05T09:00:00Z', LOST),
  ],
  'a deal reopened': [
    (_past, ask) => {
      ask('2026-10-24T08:00:00Z', LOST);
      ask('2026-10-30T08:00:00Z', { type: 'reopen' });
    },
    (past, ask) => {
      ask('2026-10-24T08:00:00Z', LOST);
      ask('2026-10-30T08:00:00Z', { type: 'reopen' });
      ask('2026-11-02T08:00:00Z', { type: 'complete', task: taskOf(past), outcome: 'need confirmed' });
      ask('2026-11-06T08:00:00Z', LOST);
    },
  ],
};

/** When each begins: the first of them right before summer time ends. */
const BEGINS: Readonly<Record<string, string>> = {
  'a day across summer time': '2026-10-24T23:30:00Z',
  'a holiday inside a stage': '2026-11-03T07:00:00Z',
  'a deal reopened': '2026-10-20T08:00:00Z',
};

/**
 * Writes into a sample company what breaks numbers elsewhere: a day across summer time, a holiday inside a stage, deals that were
 * reopened, that changed version, and that are of a person who is gone. All of them before the middle of November 2026.
 * @param upTo until when deadlines fire
 */
export async function writeHardPasts(pool: Pool, owner: Pool, upTo: number): Promise<string[]> {
  const { first, second } = await publishSecondSale(pool);
  const { rows } = await pool.query<{ id: string; definition: Definition }>(
    'SELECT id, definition FROM process_versions WHERE id = ANY($1)',
    [[first, second]],
  );
  const definitions = new Map(rows.map(({ id, definition }) => [id, definition]));
  const [rep] = (
    await pool.query<{ id: string }>(`SELECT id FROM people WHERE 'rep' = ANY(roles) ORDER BY email LIMIT 1`)
  ).rows;
  const gone = newId();
  await owner.query(`INSERT INTO people (id, name, email) VALUES ($1, 'Gone Soon', 'gone@example.com')`, [gone]);
  const reference = await createReferenceSource(pool).current();
  const made: PastInstance[] = [];
  const write = (whose: string, begins: string, tell: Told) => {
    const instance = {
      instanceId: newId(),
      kind: 'sale' as const,
      versionId: first,
      definition: definitions.get(first) as Definition,
    };
    const past = createPast(instance, { reference, newId: () => newId() });
    const actor: Actor = { id: whose, roles: ['rep', 'manager', 'sales-ops'], teams: [], manages: true };
    const ask = (at: string, act: Parameters<PastInstance['ask']>[2]) => {
      if (act.type !== 'start') past.passUntil(Date.parse(at));
      past.ask(Date.parse(at), act.type === 'migrate' ? SYSTEM : actor, act);
    };
    ask(begins, { type: 'start', owner: whose, fields: { amount: { minor: 700_00, currency: 'RUB' } } });
    tell(past, (at, act) => {
      // From its migration on it is decided by the other text.
      if (act.type === 'migrate') Object.assign(instance, { versionId: second, definition: definitions.get(second) });
      ask(at, act);
    });
    past.passUntil(upTo);
    made.push(past);
  };
  const mine = rep?.id ?? '';
  for (const [name, all] of Object.entries(HARD)) for (const tell of all) write(mine, BEGINS[name] ?? '', tell);
  const migrate = { type: 'migrate' as const, plan: SECOND_SALE_PLAN, fromVersionId: first, versionId: second };
  for (const closed of [false, true])
    write(mine, '2026-10-12T08:00:00Z', (past, ask) => {
      ask('2026-10-19T08:00:00Z', migrate);
      ask('2026-10-20T08:00:00Z', { type: 'complete', task: taskOf(past), outcome: 'need confirmed' });
      if (closed) ask('2026-10-27T08:00:00Z', LOST);
    });
  for (const closed of [false, true])
    write(gone, '2026-10-14T08:00:00Z', (_past, ask) => {
      if (closed) ask('2026-10-22T08:00:00Z', LOST);
    });
  await inTransaction(pool, (client) =>
    writeHistories(
      client,
      made.map((past, n) => ({ past, words: { title: `Hard ${n}` }, createdBy: null })),
      { reference, notices: 'none' },
    ),
  );
  await owner.query('DELETE FROM people WHERE id = $1', [gone]);
  return made.map(({ instance }) => instance.instanceId);
}
