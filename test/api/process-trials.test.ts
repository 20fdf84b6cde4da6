import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { createVersions } from '../../src/crm';
import { createSettableClock } from '../../src/platform/clock';
import { type Answer, startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { writeLives } from '../support/lived';

const text = (name: string) => readFileSync(join(__dirname, '..', '..', name), 'utf8');
const LIVES = 60;

/** Trials write nothing, so that one API with some lives in it serves them all. */
describe('trying a process', () => {
  let api: TestApi & { engine: Engine };
  let ops: string;
  // A Wednesday in autumn: after a week of holidays no deal would have been late.
  const now = Date.UTC(2026, 9, 14, 9);

  beforeAll(async () => {
    api = await startTestApi({ workerless: true, deps: { clock: createSettableClock(now) } });
    ops = newId();
    const { pool, cast } = api.engine;
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'olga@example.com', '{sales-ops}')`,
      [ops],
    );
    const version = await createVersions(pool).current('standard-sale');
    if (!version) throw new Error('Nothing is published.');
    const process = { versionId: version.id, definition: version.definition };
    await writeLives(pool, { process, owners: [cast.rep, cast.colleague], count: LIVES, now });
  });

  const ask = (path: string, body: unknown, as = ops) => api.post(`/processes/${path}`, body, { as });

  describe('by a sample deal', () => {
    it('shows step by step what is asked of whom and what will happen by itself', async () => {
      const { status, body } = await ask('standard-sale/simulate', {
        given: { owner: 'anna', fields: { amount: '5000.00 RUB' } },
        steps: ['anna completes first-call with need confirmed', '5 working days pass'],
      });
      expect(status).toBe(200);
      expect(body.stopped).toBeNull();
      expect(body.steps).toMatchObject([
        { text: 'given', state: 'qualify', tasks: [{ task: 'first-call', of: 'anna' }] },
        { state: 'proposal', fields: { amount: { amount: '5000.00', currency: 'RUB' } }, refused: null },
        {
          fired: [{ deadline: 'stage:due soon' }, { deadline: 'stage:overdue' }],
          told: [{ who: 'anna' }, { who: 'anna' }],
        },
      ]);
    });

    it('walks through a text that is not published, in the hours of another calendar', async () => {
      const shorter = text('processes/standard-sale.yaml').replace('limit: 3 working days', 'limit: 1 working hour');
      const early = text('calendars/office.yaml').replace(/monday: .*/, 'monday: 10:30-18:00');
      const { status, body } = await ask('standard-sale/simulate', { text: shorter, calendar: early, steps: [] });
      expect(status).toBe(200);
      const overdue = body.steps[0].next.find(
        (one: { subject: string; kind: string }) => one.subject === 'stage' && one.kind === 'overdue',
      );
      expect(overdue.at).toBe('2026-03-16T08:30:00.000Z');
    });

    it('names every fault of a script, and of a text', async () => {
      const script = await ask('standard-sale/simulate', { steps: ['anna dances', 'the owner moves it to nowhere'] });
      expect([script.status, script.body.errors.map((one: { path: string }) => one.path)]).toEqual([
        400,
        ['body.steps.0', 'body.steps.1'],
      ]);
      const faulty = await ask('standard-sale/simulate', { text: 'process: standard-sale', steps: [] });
      expect([faulty.status, faulty.body.code]).toEqual([422, 'TextFaulty']);
      const other = await ask('standard-sale/simulate', { text: text('processes/demo-sale.yaml'), steps: [] });
      expect([other.status, other.body.errors[0].path]).toEqual([400, 'body.text']);
    });

    it('is for those who design processes, and for processes that are there', async () => {
      const forRep = await ask('standard-sale/simulate', { steps: [] }, api.engine.cast.rep);
      expect(forRep.status).toBe(403);
      expect((await ask('nothing/simulate', { steps: [] })).status).toBe(404);
      expect((await ask('standard-sale/simulate', { version: 99, steps: [] })).status).toBe(404);
    });
  });

  describe('by its examples', () => {
    it('plays what the definition carries, and what is generated for it', async () => {
      const { status, body } = await ask('standard-sale/test', { generated: true });
      expect([status, body.failed, body.uncovered]).toEqual([200, 0, []]);
      expect(body.passed).toBeGreaterThan(10);
    });

    it('says which of a text do not hold, and how it is instead', async () => {
      const examples = '\nexamples:\n  - { name: Wrong, steps: [then: { stage: proposal }] }\n';
      const plain = text('processes/standard-sale.yaml').replace(/\nexamples:[\s\S]*$/, '\n');
      const { body } = await ask('standard-sale/test', { text: plain + examples });
      expect(body).toMatchObject({
        failed: 1,
        items: [
          { name: 'Wrong', failures: [{ step: 0, says: { en: 'stage: proposal was expected, but it is qualify' } }] },
        ],
      });
    });
  });

  describe('by past deals', () => {
    const whatIf = async (body: object) => {
      const pages: Answer['body'][] = [];
      for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)?.next) {
        const answer = await ask('standard-sale/what-if', { limit: 25, ...body, ...(cursor && { cursor }) });
        expect(answer.status).toBe(200);
        pages.push(answer.body);
      }
      const sum = (name: string) => pages.reduce((all, page) => all + page.totals[name], 0);
      return { pages, sum, items: pages.flatMap((page) => page.items) };
    };

    it('gives with unchanged settings what really was, in each of them', async () => {
      const { pages, sum, items } = await whatIf({});
      expect(pages.map((page) => page.total)).toEqual([LIVES, LIVES, LIVES]);
      expect(items).toEqual([]);
      expect([sum('deals'), sum('same'), sum('broken')]).toEqual([LIVES, LIVES, 0]);
      const flags = pages.flatMap((page) => Object.values<{ real: number; would: number }>(page.totals.flags));
      expect(flags.every(({ real, would }) => real === would)).toBe(true);
      expect(flags.reduce((all, { real }) => all + real, 0)).toBeGreaterThan(LIVES);
    });

    it('gives the same twice', async () => {
      const shorter = {
        text: text('processes/standard-sale.yaml').replace('limit: 3 working days', 'limit: 1 working day'),
      };
      const [once, again] = [await whatIf(shorter), await whatIf(shorter)];
      expect(again.items).toEqual(once.items);
      expect(once.items.length).toBeGreaterThan(0);
    });

    it('says which flags would have been raised, when, and who would have been told', async () => {
      const shorter = text('processes/standard-sale.yaml').replace('limit: 3 working days', 'limit: 1 working day');
      const { items, pages } = await whatIf({ text: shorter });
      const found = items
        .flatMap((deal) => deal.differences)
        .find(({ would }) => would?.subject === 'stage qualify' && would.what === 'overdue');
      expect(found).toMatchObject({ would: { told: [expect.stringMatching(/^[0-9a-f-]{36}$/)], to: null } });
      const { overdue } = pages[0].totals.flags;
      expect(overdue.new + overdue.moved).toBeGreaterThan(0);
    });

    it('says what would have been refused, and ends the deal there', async () => {
      const stricter = (JSON.parse(JSON.stringify(text('processes/standard-sale.yaml'))) as string).replace(
        /(need confirmed: .*ask: \[)amount/,
        '$1amount, reworkReason',
      );
      const { items } = await whatIf({ text: stricter });
      const diverged = items.filter(({ became }) => became === 'diverged');
      expect(diverged.length).toBeGreaterThan(0);
      expect(diverged[0].diverged).toMatchObject({ type: 'complete', refusal: { code: 'FieldMissing' } });
    });

    it('takes another calendar, a part of the deals, and a version', async () => {
      const short = text('calendars/office.yaml').replace(/-18:00/g, '-15:00');
      expect((await whatIf({ calendar: short })).items.length).toBeGreaterThan(0);
      const { rows } = await api.engine.pool.query<{ at: Date }>(
        'SELECT started_at AS at FROM process_instances ORDER BY started_at OFFSET 10 LIMIT 1',
      );
      const from = rows[0]?.at.toISOString();
      expect((await whatIf({ from })).sum('deals')).toBe(LIVES - 10);
      expect((await whatIf({ to: from })).sum('deals')).toBe(10);
      const { cast } = api.engine;
      const mine = await whatIf({ filter: { owner: cast.rep } });
      const theirs = await whatIf({ filter: { owner: cast.colleague } });
      expect(mine.sum('deals') + theirs.sum('deals')).toBe(LIVES);
      expect((await whatIf({ version: 1 })).items).toEqual([]);
    });

    it('tells of a history that does not replay, and goes on', async () => {
      const spoiled = testPool(api.engine.database.ownerUrl);
      await spoiled.query('ALTER TABLE process_events DISABLE TRIGGER USER'); // events are immutable otherwise
      const { rows } = await spoiled.query<{ id: string }>(
        `UPDATE process_events SET command = command || '{"type": "move", "to": "nowhere"}' WHERE (instance_id, seq) =
           (SELECT instance_id, seq FROM process_events WHERE seq = 2 ORDER BY instance_id LIMIT 1) RETURNING instance_id AS id`,
      );
      const { items, sum } = await whatIf({});
      expect([sum('broken'), sum('same')]).toEqual([1, LIVES - 1]);
      expect(items).toMatchObject([
        { id: rows[0]?.id, became: 'broken', broken: expect.stringMatching(/^Event 2 is refused/) },
      ]);
    });
  });
});
