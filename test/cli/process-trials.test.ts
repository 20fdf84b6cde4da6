import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { publishShipped } from '../../activities/publish-shipped';
import { createVersions } from '../../src/crm';
import { readConfig } from '../../src/platform/config';
import { run as runCommand } from '../support/command-line';
import { freshDatabase, testPool } from '../support/database';
import { writeLives } from '../support/lived';
import { scratchDir } from '../support/scratch';

const { root } = readConfig();
const SALE = join(root, 'processes/standard-sale.yaml');
const bare = readFileSync(SALE, 'utf8').replace(/\nexamples:[\s\S]*$/, '\n');
const LIVES = 30;
/** A Wednesday noon at the office, with working days before it: on the last of long holidays nothing would have been overdue. */
const LIVED_UNTIL = Date.UTC(2026, 6, 15, 9);

const run = (...args: string[]) => runCommand('process', ...args);
const env = { ...process.env };
const dir = scratchDir();
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

/** Without a database that anything could reach. */
const away = () => {
  process.env.DATABASE_URL_API = process.env.DATABASE_URL_WORKER = 'postgresql://nobody@127.0.0.1:1/none';
};

afterAll(() => {
  process.env = env;
});

describe('dealwright process test', () => {
  beforeAll(away);

  const examples = (stage: string) => `
examples:
  - name: A confirmed need leads on
    steps:
      - { when: the owner completes first-call with need confirmed, fields: { amount: 10.00 RUB } }
      - then: { stage: ${stage} }
`;

  it('ends with 0 where every example holds', async () => {
    const text = file('holds.yaml', bare + examples('proposal'));
    expect(await run('test', text)).toEqual({
      out: `holds  A confirmed need leads on\nAll 1 examples of ${text} hold.\n`,
      err: '',
      code: 0,
    });
  });

  it('ends with 1 where one does not, and says at which step and how it is instead', async () => {
    const text = file('fails.yaml', bare + examples('qualify'));
    const { out, err, code } = await run('test', text);
    expect(out).toContain(
      'FAILS  A confirmed need leads on\n       step 2 (then): stage: qualify was expected, but it is proposal',
    );
    expect([err, code]).toEqual([`1 of 1 examples of ${text} do not hold.\n`, 1]);
    expect(JSON.parse((await run('test', text, '--json')).out)).toMatchObject({
      passed: 0,
      failed: 1,
      examples: [{ passed: false }],
    });
  });

  it('names faults of examples at their places, like any other', async () => {
    const text = file('faulty.yaml', bare + examples('porposal'));
    const { out, code } = await run('test', text);
    expect(out).toMatch(
      /faulty\.yaml:\d+:24 error UnknownStage There is no stage 'porposal': did you mean 'proposal'\?/,
    );
    expect(code).toBe(1);
  });

  it('makes examples for everything, which hold when they are put into the text', async () => {
    const text = file('bare.yaml', bare);
    expect((await run('test', text)).out).toBe(`${text} carries no examples.\n`);
    expect((await run('test', text, '--generated', '--json')).out).toContain('"uncovered": []');
    const { out } = await run('test', text, '--write');
    const whole = await run('test', file('whole.yaml', `${bare}\n${out}`));
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out.split('\n').length).toBeGreaterThan(10);
  });
});

describe('dealwright process simulate', () => {
  beforeAll(away);

  it('walks through a script, and then through the sentences of the command line', async () => {
    const script = file('script.yaml', 'given: { owner: anna }\nsteps: [anna waits for 2 days]');
    const { out, code } = await run(
      'simulate',
      SALE,
      '--script',
      script,
      '--step',
      'somebody else stops waiting',
      '3 days pass',
    );
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => !line.startsWith('    '))).toEqual([
      '2026-03-16 10:00  given: qualify (discount 0)',
      '2026-03-16 10:00  anna waits for 2 days: qualify (waiting, discount 0)',
      expect.stringMatching(/^2026-03-16 10:00 {2}somebody else stops waiting: REFUSED, "resume" is refused/),
      '2026-03-19 10:00  3 days pass: qualify (discount 0)',
      '',
    ]);
    expect(out).toContain('    wanted: first-call#1 of anna, until 2026-03-17 10:00 (new)');
    expect(out).toContain('    told: anna: wait over (wait)');
  });

  it('says what is wrong with a script', async () => {
    expect(await run('simulate', SALE, '--step', 'anna dances')).toMatchObject({
      err: expect.stringContaining("'anna dances' cannot be read"),
      code: 2,
    });
    const script = file('wrong.yaml', 'steps:\n  - the owner moves it to nowhere\n');
    const { out, code } = await run('simulate', SALE, '--script', script);
    expect([out, code]).toEqual([`${script}:2:5 error UnknownStage There is no stage 'nowhere'.\n`, 1]);
  });

  it('counts in the calendar that is given', async () => {
    const late = readFileSync(join(root, 'calendars/office.yaml'), 'utf8').replace(/monday: .*/, 'monday: 12:00-20:00');
    const { out } = await run(
      'simulate',
      SALE,
      '--calendar',
      file('late.yaml', late),
      '--step',
      '1 working hour passes',
    );
    expect(out).toContain('2026-03-16 13:00  1 working hour passes');
  });
});

describe('dealwright process what-if', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;

  beforeAll(async () => {
    database = await freshDatabase();
    process.env.DATABASE_URL_API = database.apiUrl;
    process.env.DATABASE_URL_WORKER = database.workerUrl;
    const pool = testPool(database.workerUrl);
    const rep = newId();
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita Rep', 'rita@example.com', '{rep}')`,
      [rep],
    );
    await publishShipped(pool, root);
    const version = await createVersions(pool).current('standard-sale');
    if (!version) throw new Error('Nothing is published.');
    const lived = { versionId: version.id, definition: version.definition };
    await writeLives(pool, { process: lived, owners: [rep], count: LIVES, now: LIVED_UNTIL });
  });

  it('gives what really was, with the settings of the time', async () => {
    const { out, code } = await run('what-if', 'standard-sale');
    expect(out).toContain(
      `${LIVES} past deals: ${LIVES} the same, 0 different, 0 with a command refused, 0 not replayed\n`,
    );
    expect(code).toBe(0);
  });

  it('says what a changed text would have brought, deal by deal and in all', async () => {
    const shorter = file('shorter.yaml', bare.replace('limit: 3 working days', 'limit: 1 working hour'));
    const { out } = await run('what-if', 'standard-sale', '--with', shorter);
    expect(out).toMatch(/^\d+ Life \d+: different\n {4}/m);
    expect(out).toMatch(/^ {4}(new|moved) +stage qualify overdue: /m);
    expect(out).toContain(', told Rita Rep\n');
    expect(out).toMatch(/^overdue +\d+ were, \d+ would have been: /m);
    const { totals, deals } = JSON.parse((await run('what-if', 'standard-sale', '--with', shorter, '--json')).out) as {
      totals: { deals: number; different: number; diverged: number };
      deals: unknown[];
    };
    expect(totals.deals).toBe(LIVES);
    expect(deals).toHaveLength(totals.different + totals.diverged);
  });

  it('takes a version, and a part of the deals', async () => {
    expect((await run('what-if', 'standard-sale', '--with', 'standard-sale@1')).out).toContain(`${LIVES} the same`);
    expect((await run('what-if', 'standard-sale', '--to', '2001-01-01')).out).toContain('0 past deals');
    expect(await run('what-if', 'standard-sale', '--from', 'monday')).toMatchObject({
      err: '"monday" is no day: write 2026-01-31.\n',
      code: 2,
    });
    expect(await run('what-if', 'no-such')).toMatchObject({ code: 1 });
    expect(await run('what-if', 'standard-sale', '--with', join(root, 'processes/demo-sale.yaml'))).toMatchObject({
      code: 2,
    });
  });

  it('lets a published version be tested and walked through too', async () => {
    expect((await run('test', 'standard-sale', '--generated', '--json')).code).toBe(0);
    expect((await run('simulate', 'standard-sale@1', '--step', '1 hour passes')).out).toContain(
      '1 hour passes: qualify',
    );
  });
});
