import fc from 'fast-check';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { publishShipped } from '../../activities/publish-shipped';
import { createVersions, readInstance, type Versions } from '../../src/crm';
import { readConfig } from '../../src/platform/config';
import { type Definition, isClosedState, type ProcessEvent, replay, type Snapshot } from '../../src/process';
import { freshDatabase, testPool } from '../support/database';
import { at, OWNER, pass, SHIPPED, steps, take, type Walk, walkThrough } from '../support/walk';

const LONG = 2_000;

/** A walk as the tables hold one: its people have ids. */
interface Stored {
  id: string;
  definition: Definition;
  events: ProcessEvent[];
  snapshots: Snapshot[];
}

describe('an instance at a moment', () => {
  let owner: Pool;
  let pool: Pool;
  let versions: Versions;
  const people: Record<string, string> = { owner: newId(), manager: newId(), colleague: newId() };
  beforeAll(async () => {
    const database = await freshDatabase();
    owner = testPool(database.ownerUrl);
    pool = testPool(database.apiUrl);
    versions = createVersions(pool);
    await publishShipped(owner, readConfig().root);
    for (const [name, id] of Object.entries(people))
      await owner.query('INSERT INTO people (id, name, email, roles) VALUES ($1, $2, $2, $3)', [id, name, ['rep']]);
  });

  const newest = async (key: string): Promise<Definition> => {
    const sql = 'SELECT definition FROM process_versions WHERE key = $1 ORDER BY version DESC LIMIT 1';
    return (await owner.query(sql, [key])).rows[0].definition;
  };

  const withIds = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replace(/:"(owner|manager|colleague)"/g, (_, name) => `:"${people[name]}"`)) as T;

  async function store({ definition, events, snapshots }: Walk): Promise<Stored> {
    const id = newId();
    const stored = { id, definition, events: withIds(events), snapshots: withIds(snapshots) };
    const last = stored.snapshots.at(-1) as Snapshot;
    const { kind, key } = definition;
    const { rows } = await owner.query('SELECT id FROM process_versions WHERE key = $1', [key]);
    await owner.query(
      kind === 'sale'
        ? `INSERT INTO sales (id, title, created_at) VALUES ($1, 'A sale', now())`
        : `INSERT INTO leads (id, topic, created_at) VALUES ($1, 'A lead', now())`,
      [id],
    );
    await owner.query(
      `INSERT INTO process_instances (id, kind, version_id, state, open, owner_id, seq, snapshot, started_at, entered_at, open_tasks, engine, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now(), 0, 'none', now())`,
      [id, kind, rows[0].id, last.state, !isClosedState(last.state), last.owner, last.seq, JSON.stringify(last)],
    );
    await owner.query(
      `INSERT INTO process_events (instance_id, seq, command_id, type, at, actor_id, from_state, to_state, command, facts, snapshot)
       SELECT $1, (e ->> 'seq')::int, e ->> 'seq', e #>> '{command,type}', to_instant(e -> 'at'), e #>> '{command,actor,id}', NULL, s ->> 'state',
         e -> 'command', e -> 'facts', s
       FROM jsonb_array_elements($2) WITH ORDINALITY AS a (e, n) JOIN jsonb_array_elements($3) WITH ORDINALITY AS b (s, n) USING (n)`,
      [id, JSON.stringify(stored.events), JSON.stringify(stored.snapshots)],
    );
    return stored;
  }

  const standingAt = ({ id, definition }: Stored, moment: number) =>
    readInstance({ pool, versions }, definition.kind, id, { at: moment });

  /** Held against a replay of the events at these moments. */
  async function mustEqualReplay(stored: Stored, moments: readonly number[]): Promise<void> {
    const { definition, events } = stored;
    const replayed = replay(definition, events);
    const expected = (moment: number) => replayed[events.findLastIndex((event) => event.at <= moment)] ?? null;
    for (const moment of new Set(moments))
      expect([moment, (await standingAt(stored, moment))?.snapshot ?? null]).toEqual([moment, expected(moment)]);
  }

  it.each(SHIPPED)('is what a replay of its events gives, at every one of them: %s (invariant 5)', async (name) => {
    const definition = await newest(name);
    await fc.assert(
      fc.asyncProperty(steps, async (picks) => {
        const stored = await store(walkThrough(definition, picks));
        // At each event, just before it and just after it.
        const moments = stored.events.flatMap((event) => [event.at - 1, event.at, event.at + 1]);
        await mustEqualReplay(stored, moments);
      }),
      { numRuns: 15 },
    );
  });

  it(`is so in a history of ${LONG} events`, async () => {
    const definition = await newest('standard-sale');
    const walk = walkThrough(definition, []);
    for (let n = 0; walk.events.length < LONG; n++) {
      pass(walk, 60_000);
      if (!take(walk, { type: 'amend', fields: { discount: n % 14 } }, OWNER)) throw new Error(at(walk).state);
    }
    const stored = await store(walk);
    await mustEqualReplay(
      stored,
      stored.events.map((event) => event.at),
    );
  });

  it('is on the version that it was on then, through its migrations', async () => {
    const stored = await store(walkThrough(await newest('standard-sale'), []));
    const { rows } = await owner.query<{ id: string; key: string }>('SELECT id, key FROM process_versions');
    const ofKey = (key: string) => rows.find((row) => row.key === key)?.id as string;
    const [first, second, third] = ['standard-sale', 'demo-sale', 'imported-pipeline'].map(ofKey);
    const started = stored.events[0]?.at as number;
    for (const [n, [from, to]] of [
      [first, second],
      [second, third],
    ].entries())
      await owner.query(
        `INSERT INTO process_events (instance_id, seq, command_id, type, at, actor_id, to_state, command, facts, snapshot)
         SELECT $1, $2::int, $2::text, 'migrate', to_timestamp($3 / 1000.0), 'system', '', $4, '{}', snapshot FROM process_instances WHERE id = $1`,
        [
          stored.id,
          n + 2,
          started + (n + 1) * 1000,
          JSON.stringify({ type: 'migrate', fromVersionId: from, versionId: to }),
        ],
      );
    await owner.query('UPDATE process_instances SET version_id = $2, seq = 3 WHERE id = $1', [stored.id, third]);
    const versionAt = async (ms: number) => (await standingAt(stored, started + ms))?.version.key;
    expect([await versionAt(0), await versionAt(999), await versionAt(1000), await versionAt(1999)]).toEqual([
      'standard-sale',
      'standard-sale',
      'demo-sale',
      'demo-sale',
    ]);
    expect([await versionAt(2000), await versionAt(-1)]).toEqual(['imported-pipeline', undefined]);
  });
});
