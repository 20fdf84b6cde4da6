import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlanTextRefused, planText, readPlan } from '../../src/migrations';
import { BULK_QUEUE } from '../../workflows/messages';
import { run as runCommand } from '../support/command-line';
import { type Engine, snapshotOf, startEngine } from '../support/engine';
import { scratchDir } from '../support/scratch';
import { publishSecondSale, SECOND_SALE_PLAN, type TwoVersions } from '../support/second-version';
import { startTestWorker, temporalAddress } from '../support/temporal';

const env = { ...process.env };
afterAll(() => {
  process.env = env;
});

const run = (...args: string[]) => runCommand('process', ...args);
describe('dealwright process migrate', () => {
  let engine: Engine;
  let versions: TwoVersions;
  const dir = scratchDir();
  beforeAll(async () => {
    engine = await startEngine();
    versions = await publishSecondSale(engine.pool);
    await startTestWorker({ taskQueue: BULK_QUEUE, activities: engine.activities });
    process.env.DATABASE_URL_API = engine.database.apiUrl;
    process.env.DATABASE_URL_WORKER = engine.database.workerUrl;
    process.env.TEMPORAL_ADDRESS = temporalAddress();
  });
  const startedOnFirst = () => engine.start('standard-sale', {}, undefined, versions.first);
  const stateOf = async (id: string) => (await snapshotOf(engine.pool, id)).state;
  const idIn = (out: string) => /Migration ([0-9a-f-]{36})/.exec(out)?.[1] ?? '';

  it('shows the plan and what would be, then runs it as it was previewed, and takes a batch back', async () => {
    const sale = await startedOnFirst();
    const dry = await run('migrate', 'standard-sale', '--to', '2', '--dry-run');
    expect(dry).toMatchObject({ err: '', code: 0 });
    expect(dry.out).toContain('# From version 1 to 2: 1 running deals');
    expect(dry.out).toContain('qualify: qualification');
    expect(dry.out).toContain('preview: moves 1');
    expect(await stateOf(sale)).toBe('qualify');
    const id = idIn(dry.out);
    const started = await run('migration', id, 'start');
    expect(started).toMatchObject({ err: '', code: 0 });
    expect(started.out).toContain('results: migrated 1');
    expect(await stateOf(sale)).toBe('qualification');
    expect(await run('migration', id, 'revert', '--batch', '2')).toMatchObject({
      code: 1,
      out: '',
      err: 'There is no batch 2: this migration has 1.\n',
    });
    const back = await run('migration', id, 'revert', '--batch', '1');
    expect(back.out).toContain('way back: taken back 1');
    expect(await stateOf(sale)).toBe('qualify');
    expect(await run('migration', id, 'pause')).toMatchObject({
      code: 1,
      err: expect.stringContaining('possible now'),
    });
  });

  it('runs at once without --dry-run, and tells programs the same', async () => {
    const sale = await startedOnFirst();
    const { out, code } = await run('migrate', 'standard-sale', '--json');
    expect(JSON.parse(out)).toMatchObject({ status: 'done', to: 2, results: { migrated: 2 } });
    expect(code).toBe(0);
    expect(await stateOf(sale)).toBe('qualification');
  });

  it('does not start with a plan that leaves deals without a stage', async () => {
    const sale = await startedOnFirst();
    const plan = join(dir, 'plan.yaml');
    writeFileSync(plan, 'stages: {}\n');
    const { err, code } = await run('migrate', 'standard-sale', '--to', '2', '--plan', plan);
    expect([err, code]).toEqual([expect.stringContaining('1 running deals are at "qualify"'), 1]);
    expect(await stateOf(sale)).toBe('qualify');
    writeFileSync(plan, 'stagse: {}\ntimers: sometimes\n');
    const faulty = await run('migrate', 'standard-sale', '--to', '2', '--plan', plan);
    expect(faulty).toMatchObject({ err: expect.stringMatching(/is no plan:[\s\S]*timers[\s\S]*stagse/), code: 1 });
  });

  it('says what is not there', async () => {
    expect(await run('migrate', 'standard-sale', '--to', '9')).toMatchObject({ code: 1 });
    expect(await run('migrate', 'no-such')).toMatchObject({ code: 1, err: expect.stringContaining('no-such') });
    expect(await run('migration', 'x')).toMatchObject({ code: 1 });
  });
});

describe('a plan as text', () => {
  it('is read back as it was written', () => {
    const plan = {
      ...SECOND_SALE_PLAN,
      fields: { amount: { minor: 12_50, currency: 'RUB' }, segment: 'large', share: 5 },
    };
    expect(readPlan(planText(plan))).toEqual(plan);
  });

  it('may be JSON, with amounts in two parts', () => {
    const text = '{ "fields": { "amount": { "amount": "12.50", "currency": "RUB" } } }';
    expect(readPlan(text)).toEqual({ fields: { amount: { minor: 12_50, currency: 'RUB' } } });
  });

  it.each(['stages: [a]', 'timers: [', 'fields: { amount: { amount: x, currency: RUB } }', 'a: &a [*a]'])(
    'refuses %s',
    (text) => {
      expect(() => readPlan(text)).toThrow(PlanTextRefused);
    },
  );
});
