import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishShipped } from '../../activities/publish-shipped';
import { createVersions } from '../../src/crm';
import { readConfig } from '../../src/platform/config';
import { addWorking, subtractWorking } from '../../src/process/time/working-time';
import { run } from '../support/command-line';
import { freshDatabase, testPool } from '../support/database';
import { writePast } from '../support/lived';
import { scratchDir } from '../support/scratch';

const { root } = readConfig();

const env = { ...process.env };
const dir = scratchDir();
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const HOUR_MS = 3_600_000;

describe('dealwright calendar and explain', () => {
  const person = '018f0000-0000-7000-8000-000000000001';
  let number = 0;

  beforeAll(async () => {
    const database = await freshDatabase();
    process.env.DATABASE_URL_API = database.apiUrl;
    process.env.DATABASE_URL_WORKER = database.workerUrl;
    // Nothing answers there: the work is left to the workers.
    process.env.TEMPORAL_ADDRESS = '127.0.0.1:1';
    const pool = testPool(database.workerUrl);
    await publishShipped(pool, root);
    await pool.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita', 'rita@example.com', '{rep}')`, [
      person,
    ]);
    const version = await createVersions(pool).current('standard-sale');
    if (!version) throw new Error('No version');
    const sale = { versionId: version.id, definition: version.definition };
    const actor = { id: person, roles: ['rep'], teams: [], manages: false };
    const id = await writePast(pool, sale, (past, calendar) => {
      const start = subtractWorking(calendar, Date.now(), 5 * HOUR_MS);
      past.ask(start, actor, { type: 'start', owner: person, fields: {} });
      past.ask(addWorking(calendar, start, 2 * HOUR_MS), actor, {
        type: 'wait',
        until: addWorking(calendar, start, 3 * HOUR_MS),
        reason: 'budget',
      });
      past.passUntil(Date.now());
    });
    const { rows } = await pool.query<{ number: number }>('SELECT number FROM sales WHERE id = $1', [id]);
    number = rows[0]?.number ?? 0;
  });
  afterAll(() => {
    process.env = env;
  });

  const today = () => new Date().toISOString().slice(0, 10);
  const inSixDays = () => new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
  const edited = async () => {
    const { out } = await run('calendar', 'show', 'office');
    return `${out.split('exceptions:')[0]}exceptions: { ${today()} to ${inSixDays()}: closed }\n`;
  };

  it('lists calendars, and shows one as it was written', async () => {
    expect((await run('calendar', 'list')).out).toMatch(/^office@1 {2}\d{4}-\d\d-\d\d {2}system$/m);
    expect((await run('calendar', 'show', 'office@1')).out).toContain('2026-01-01 to 2026-01-09: closed');
    expect(JSON.parse((await run('calendar', 'show', 'office', '--json')).out)).toMatchObject({ key: 'office' });
    expect(await run('calendar', 'show', 'office@9')).toMatchObject({
      code: 1,
      err: expect.stringContaining('office@9'),
    });
  });

  it('adds up each deadline of a sale, in either language', async () => {
    const { out, code } = await run('explain', 'sale', String(number));
    expect(code).toBe(0);
    expect(out).toContain('stage: overdue\n  It runs in working time.\n');
    expect(out).toMatch(/ {2}It stood still from .* to .*: budget\.\n {2}Used up before that: 2 h\.\n/);
    expect(out).toContain('  In all: 24 h.\n');
    const inRussian = (await run('explain', 'sale', String(number), '--language', 'ru')).out;
    expect(inRussian).toContain('  Итого: 24 ч.\n');
    expect(inRussian).toContain('Этап «Квалификация»: просрочено\n');
    expect(inRussian).not.toMatch(/overdue|due soon|escalate|stage/);
    expect(JSON.parse((await run('explain', 'sale', String(number), '--json')).out).length).toBeGreaterThan(2);
    expect(await run('explain', 'sale', '99999')).toMatchObject({ code: 1, err: 'There is no sale 99999.\n' });
    expect(await run('explain', 'lead', 'Anna')).toMatchObject({ code: 2 });
  });

  it('previews what an edit would move, publishes it, and says what moved', async () => {
    const path = file('office.yaml', await edited());
    const preview = await run('calendar', 'preview', path);
    expect(preview.out).toMatch(/^sale \d+ \(Rita\) {2}stage overdue: \S+ -> \S+$/m);
    expect(preview.out).toMatch(/^\d+ instants of 1 leads and sales would move, of 1 that hang on it\.$/m);
    const published = await run('calendar', 'publish', path, '--note', 'Nobody works this week');
    expect(published.out).toContain('office@2 is in force.\n');
    expect(published.out).toContain('within a minute of a worker running');
    expect((await run('calendar', 'publish', path)).out).toBe('office@2 says the same already; nothing was done.\n');
    expect((await run('calendar', 'moved', 'office')).out).toBe(
      '0 leads and sales were moved by office@2; it is not finished yet.\n',
    );
    expect(JSON.parse((await run('calendar', 'moved', 'office@2', '--json')).out)).toEqual({
      state: 'waiting',
      items: [],
    });
  });

  it('says so of a calendar or a version that is not there, whatever is asked of it', async () => {
    for (const [command, name] of [
      ['show', 'nowhere'],
      ['show', 'office@9'],
      ['moved', 'nowhere'],
      ['moved', 'office@9'],
    ] as const)
      expect(await run('calendar', command, name)).toMatchObject({
        code: 1,
        out: '',
        err: `There is no calendar ${name}. What there is: dealwright calendar list\n`,
      });
  });

  it('keeps what is theirs when the product brings its own again', async () => {
    const pool = testPool(process.env.DATABASE_URL_WORKER ?? '');
    await publishShipped(pool, root);
    expect((await run('calendar', 'list')).out).toContain('office@2');
  });

  it('names each fault at its place, and ends with 1', async () => {
    const faulty = file('faulty.yaml', (await edited()).replace('Europe/Moscow', 'Europe/Moskow'));
    for (const command of ['preview', 'publish']) {
      const { out, err, code } = await run('calendar', command, faulty);
      expect(code).toBe(1);
      expect(out).toMatch(/faulty\.yaml:\d+:\d+ error WrongValue There is no zone 'Europe\/Moskow'/);
      expect(err).toContain('is refused');
    }
  });
});
