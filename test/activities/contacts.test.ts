import { v7 as newId } from 'uuid';
import { remindOfContacts, tellUnnoticed, watchActivities } from '../../src/crm';
import type { Pool } from '../../src/platform/database';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { temporalClient } from '../support/temporal';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A pool whose process dies with the statement: before it is committed, or after that and before anybody hears of it. */
const dying = (pool: Pool, when: 'before' | 'after'): Pool =>
  ({
    query: async (text: string, values: unknown[]) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query(text, values);
        await client.query(when === 'before' ? 'ROLLBACK' : 'COMMIT');
      } finally {
        client.release();
      }
      throw new Error('The process died.');
    },
  }) as unknown as Pool;

describe('contacts with clients, by themselves', () => {
  let api: TestApi & { engine: Engine };
  let pool: Pool;
  let rep: string;
  let colleague: string;

  beforeAll(async () => {
    api = await startTestApi();
    pool = api.engine.pool;
    ({ rep, colleague } = api.engine.cast);
  });

  const made = async (path: string, body: object, as = rep) => {
    const answer = await api.post(path, body, { as });
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return answer.body;
  };
  const later = (ms: number) => new Date(Date.now() + ms).toISOString();
  const toldOf = async (interactionId: string) => {
    const { rows } = await pool.query<{ person: string; code: string }>(
      'SELECT person_id AS person, code FROM notifications WHERE subject = $1 ORDER BY at',
      [interactionId],
    );
    return rows;
  };
  const aContact = (given: object = {}) =>
    made('/next-contacts', { kind: 'call', subject: 'Call back', at: later(HOUR_MS), ...given });
  const remind = (ms: number, by = pool) => remindOfContacts(by, Date.now() + ms);

  describe('a planned contact', () => {
    it('DIR-18: is told of to whoever is responsible at the set time, not before it, and once', async () => {
      const { id } = await aContact();
      await remind(HOUR_MS - 60_000);
      expect(await toldOf(id)).toEqual([]);
      await remind(HOUR_MS + 1000);
      await remind(HOUR_MS + 1000);
      await remind(9 * DAY_MS);
      expect(await toldOf(id)).toEqual([{ person: rep, code: 'contact due' }]);
    });

    it('DIR-18: is told of by a worker, and shown to them', async () => {
      const sale = await made('/sales', { title: 'Forty pumps' });
      const { id } = await aContact({ instanceId: sale.id });
      await pool.query(`UPDATE interactions SET remind_at = now() - interval '1 second' WHERE id = $1`, [id]);
      const client = await temporalClient();
      const { taskQueue } = api.engine;
      await client.workflow.execute('remindOfContacts', { taskQueue, workflowId: newId(), args: [] });
      const { body } = await api.get('/notifications', { as: rep });
      const shown = body.items.filter((one: { subject: string }) => one.subject === id);
      expect(shown).toMatchObject([{ code: 'contact due', instance: { id: sale.id } }]);
    });

    it('that is called off, held or moved is not told of; moved, it is at its new time; one without a reminder never is', async () => {
      const [off, held, moved, quiet] = [
        await aContact(),
        await aContact(),
        await aContact(),
        await aContact({ remindAt: null }),
      ];
      await api.post(`/interactions/${off.id}/cancel`, {}, { as: rep });
      await api.post(`/interactions/${held.id}/hold`, {}, { as: rep });
      await api.post(`/interactions/${moved.id}/move`, { plannedFor: later(5 * HOUR_MS) }, { as: rep });
      await remind(2 * HOUR_MS);
      for (const { id } of [off, held, moved, quiet]) expect(await toldOf(id)).toEqual([]);
      await remind(6 * HOUR_MS);
      expect(await toldOf(moved.id)).toHaveLength(1);
      await api.post(`/interactions/${moved.id}/move`, { plannedFor: later(8 * HOUR_MS) }, { as: rep });
      await remind(9 * HOUR_MS);
      expect(await toldOf(moved.id)).toHaveLength(2);
      for (const { id } of [off, held, quiet]) expect(await toldOf(id)).toEqual([]);
    });

    it('while they are away is told of to their deputy, and to that one’s while that one is away too', async () => {
      const [away, deputy, second] = [newId(), newId(), newId()];
      await pool.query(
        `INSERT INTO people (id, name, email, roles) SELECT id, 'P', id || '@ours.example', '{rep}' FROM unnest($1::uuid[]) id`,
        [[away, deputy, second]],
      );
      const leave = (person: string, instead: string, days: number) =>
        pool.query(
          `INSERT INTO absences (id, person_id, "from", "to", deputy_id, entered_by)
           VALUES (gen_random_uuid(), $1, now(), now() + make_interval(days => $3), $2, $1)`,
          [person, instead, days],
        );
      await leave(away, deputy, 9);
      await leave(deputy, second, 2);
      const [soon, then, after] = [
        await aContact({ responsibleId: away, at: later(DAY_MS) }),
        await aContact({ responsibleId: away, at: later(5 * DAY_MS) }),
        await aContact({ responsibleId: away, at: later(12 * DAY_MS) }),
      ];
      for (const days of [1, 5, 12]) await remind(days * DAY_MS + HOUR_MS);
      const whom = async ({ id }: { id: string }) => (await toldOf(id)).map(({ person }) => person);
      expect([await whom(soon), await whom(then), await whom(after)]).toEqual([[second], [deputy], [away]]);
    });

    it('DIR-18: 700 of them are each told of once by eight workers at once', async () => {
      await pool.query(
        `INSERT INTO interactions (id, kind, at, subject, author_id, responsible_id, status, planned_for, remind_at)
         SELECT gen_random_uuid(), 'call', now(), 'Many', $1, $1, 'planned', now(), now() FROM generate_series(1, 700)`,
        [colleague],
      );
      await Promise.all(Array.from({ length: 8 }, () => remind(1000)));
      await remind(1000);
      const { rows } = await pool.query(
        `SELECT count(*)::int AS told, count(DISTINCT interaction_id)::int AS contacts FROM notifications n
         JOIN interactions x ON x.id = n.interaction_id AND x.subject = 'Many'`,
      );
      expect(rows).toEqual([{ told: 700, contacts: 700 }]);
    });

    it('DIR-18: is told of once, whether a worker dies before its statement is committed or after', async () => {
      for (const when of ['before', 'after'] as const) {
        const { id } = await aContact();
        await expect(remind(HOUR_MS + 1000, dying(pool, when))).rejects.toThrow('The process died.');
        expect(await toldOf(id)).toHaveLength(when === 'before' ? 0 : 1);
        await remind(HOUR_MS + 1000);
        expect(await toldOf(id)).toHaveLength(1);
      }
    });
  });

  describe('what a client does', () => {
    /** Far enough ahead for four working hours, whatever day it is. */
    const AHEAD_MS = 14 * DAY_MS;
    const sweep = async (ms = 0) => {
      await watchActivities(pool, Date.now());
      await tellUnnoticed(pool, Date.now() + ms);
    };
    const aSale = async (given: object = {}) => made('/sales', { title: 'Forty pumps', ...given });
    /** The client rang, and a colleague took it down. */
    const aRing = (given: object) =>
      made(
        '/interactions',
        { kind: 'call', direction: 'in', subject: 'The client rang', result: 'missed', ...given },
        colleague,
      );

    it('PB-20: on a rep’s open sale, and that nobody noticed in four working hours, they are told, once', async () => {
      const sale = await aSale();
      const ring = await aRing({ instanceId: sale.id });
      await sweep();
      expect(await toldOf(ring.id)).toEqual([]);
      const { rows } = await pool.query(
        `SELECT extract(epoch FROM due_at - came_at)::int AS s FROM client_activities WHERE id = $1`,
        [ring.id],
      );
      expect(rows[0].s).toBeGreaterThanOrEqual(4 * 60 * 60);
      await Promise.all([sweep(AHEAD_MS), sweep(AHEAD_MS), sweep(AHEAD_MS)]);
      await sweep(2 * AHEAD_MS);
      expect(await toldOf(ring.id)).toEqual([{ person: rep, code: 'client waits' }]);
    });

    it('PB-20: nobody is told where it was answered, read, acted on, or the owner’s own; nor once the sale is closed', async () => {
      const contact = await made('/contacts', { name: 'Vera' });
      const [answered, byPerson, readIt, acted, own, closed, picked] = [
        await aSale(),
        await aSale({ contactId: contact.id }),
        await aSale(),
        await aSale(),
        await aSale(),
        await aSale(),
        await aSale(),
      ];
      const rings = new Map<string, string>();
      for (const [name, sale] of Object.entries({ answered, byPerson, readIt, acted, closed }))
        rings.set(name, (await aRing({ instanceId: sale.id })).id);
      rings.set(
        'own',
        (await made('/interactions', { kind: 'call', direction: 'in', subject: 'Mine', instanceId: own.id })).id,
      );
      rings.set('picked', (await aRing({ instanceId: picked.id, result: 'answered' })).id);
      await sweep();
      await made('/interactions', { kind: 'e-mail', direction: 'out', subject: 'Re', instanceId: answered.id });
      await made('/interactions', { kind: 'call', direction: 'out', subject: 'Rang back', contactId: contact.id });
      await api.post(`/interactions/${rings.get('readIt')}/read`, {}, { as: rep });
      const wait = { type: 'wait', reason: 'They think', until: later(DAY_MS) };
      expect((await api.post(`/sales/${acted.id}/commands`, wait, { as: rep })).status).toBe(200);
      const owner = testPool(api.engine.database.ownerUrl);
      await owner.query('UPDATE process_instances SET open = false WHERE id = $1', [closed.id]);
      await sweep(AHEAD_MS);
      for (const [name, id] of rings) expect([name, await toldOf(id)]).toEqual([name, []]);
      const { rows } = await pool.query('SELECT id, ended FROM client_activities WHERE id = ANY($1)', [
        [...rings.values()],
      ]);
      expect(Object.fromEntries(rows.map(({ id, ended }) => [id, ended]))).toEqual({
        ...Object.fromEntries(['answered', 'byPerson', 'readIt', 'acted'].map((name) => [rings.get(name), 'noticed'])),
        [String(rings.get('closed'))]: 'closed',
      });
    });

    it('PB-20: a touch that the client answered counts as well, on the newest open sale with them', async () => {
      const contact = await made('/contacts', { name: 'Petra' });
      const sale = await aSale({ contactId: contact.id });
      const times = { activityAt: later(-2 * HOUR_MS), responseAt: later(-HOUR_MS) };
      const touch = await made(
        '/touches',
        { kind: 'downloaded', source: 'Price list', contactId: contact.id, ...times },
        colleague,
      );
      await sweep();
      await sweep(AHEAD_MS);
      const { rows } = await pool.query(
        'SELECT person_id AS person, instance_id AS sale FROM notifications WHERE subject = $1',
        [touch.id],
      );
      expect(rows).toEqual([{ person: rep, sale: sale.id }]);
    });

    it('PB-20: an interest in a product that is noticed but stands on no lead or sale of theirs is told of, once', async () => {
      const contact = await made('/contacts', { name: 'Olga' });
      const sale = await aSale({ contactId: contact.id });
      const products = await Promise.all(
        ['pump', 'valve'].map(async (key) => {
          const sql = `INSERT INTO products (id, key, name) VALUES ($1, $2, $2) ON CONFLICT (key) DO NOTHING`;
          const id = newId();
          await testPool(api.engine.database.ownerUrl).query(sql, [id, key]);
          return id;
        }),
      );
      const times = { activityAt: later(-2 * HOUR_MS), responseAt: later(-HOUR_MS) };
      const about = (productId?: string) => ({
        kind: 'visited',
        source: 'Site',
        contactId: contact.id,
        productId,
        ...times,
      });
      const [pump, valve] = await Promise.all(products.map((id) => made('/touches', about(id), colleague)));
      await sweep();
      for (const { id } of [pump, valve]) await api.post(`/touches/${id}/read`, {}, { as: rep });
      await made('/leads', { topic: 'A pump', contactId: contact.id, productId: products[0] });
      await sweep(AHEAD_MS);
      await sweep(2 * AHEAD_MS);
      expect(await toldOf(pump.id)).toEqual([]);
      expect(await toldOf(valve.id)).toEqual([{ person: rep, code: 'interest unreported' }]);
      const { rows } = await pool.query('SELECT instance_id AS sale FROM notifications WHERE subject = $1', [valve.id]);
      expect(rows).toEqual([{ sale: sale.id }]);
    });

    it('PB-20: is told once, whether a worker dies before its statement is committed or after; what is long over is not taken up', async () => {
      for (const when of ['before', 'after'] as const) {
        const sale = await aSale();
        const ring = await aRing({ instanceId: sale.id });
        const old = await aRing({ instanceId: sale.id, at: later(-30 * DAY_MS) });
        await sweep();
        await expect(tellUnnoticed(dying(pool, when), Date.now() + AHEAD_MS)).rejects.toThrow('The process died.');
        await sweep(AHEAD_MS);
        expect([await toldOf(ring.id), await toldOf(old.id)]).toEqual([[{ person: rep, code: 'client waits' }], []]);
      }
    });
  });
});
