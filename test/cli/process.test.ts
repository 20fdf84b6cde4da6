import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishShipped } from '../../activities/publish-shipped';
import { readConfig } from '../../src/platform/config';
import { run as runCommand } from '../support/command-line';
import { freshDatabase, testPool } from '../support/database';
import { scratchDir } from '../support/scratch';

const { root } = readConfig();
const SALE = join(root, 'processes/standard-sale.yaml');
const sale = readFileSync(SALE, 'utf8');

const run = (...args: string[]) => runCommand('process', ...args);
const env = { ...process.env };
const dir = scratchDir();
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

/** Without a database that anything could reach. */
function away(): void {
  process.env.DATABASE_URL_API = process.env.DATABASE_URL_WORKER = 'postgresql://nobody@127.0.0.1:1/none';
}

afterAll(() => {
  process.env = env;
});

describe('dealwright process check', () => {
  beforeAll(away);

  it('names each fault at its place, as compilers do, and ends with 1', async () => {
    const faulty = file('faulty.yaml', sale.replace('to: proposal, ask: [amount]', 'to: porposal, ask: [amuont]'));
    const { out, err, code } = await run('check', faulty);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/faulty\.yaml:\d+:\d+ error UnknownStage There is no .*'porposal'/),
      expect.stringMatching(/faulty\.yaml:\d+:\d+ error UnknownField There is no .*'amuont'/),
    ]);
    expect([err, code]).toEqual([`${faulty} is refused.\n`, 1]);
    expect(JSON.parse((await run('check', faulty, '--json')).out)).toMatchObject({
      sound: false,
      findings: [{ code: 'UnknownStage', line: expect.any(Number) }, { code: 'UnknownField' }],
    });
  });

  it('shows the way that leads to a fault', async () => {
    const stuck = sale.replace(
      'outcomes:\n          sent: { name: { en: Sent, ru: Отправлено }, to: waiting-decision, ask: [decisionDate], again: true }',
      'outcomes:\n          sent: { name: { en: Sent, ru: Отправлено }, ask: [decisionDate] }',
    );
    const { out, code } = await run(
      'check',
      file('stuck.yaml', stuck.replace(/moves:[\s\S]*/, '').replace('who: [owner, manager]\n    reopen', 'reopen')),
    );
    expect([code, out]).toEqual([1, expect.stringMatching(/error \w+ .*\n {4}1\. /)]);
  });

  it('has nothing to say against what ships, and needs no server for that', async () => {
    expect(await run('check', SALE)).toEqual({ out: `${SALE} is sound.\n`, err: '', code: 0 });
  });

  it('says what is wrong with the file itself', async () => {
    expect(await run('check', join(dir, 'nowhere.yaml'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no'),
    });
    writeFileSync(join(dir, 'latin.yaml'), Buffer.from([0x70, 0xe9]));
    expect(await run('check', join(dir, 'latin.yaml'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('not UTF-8'),
    });
  });
});

describe('dealwright process, on a database', () => {
  beforeAll(async () => {
    const database = await freshDatabase();
    process.env.DATABASE_URL_API = database.apiUrl;
    process.env.DATABASE_URL_WORKER = database.workerUrl;
    await publishShipped(testPool(database.workerUrl), root);
  });
  const shorter = file(
    'shorter.yaml',
    `\uFEFF# Ours\r\n${sale.replace('limit: 3 working days', 'limit: 2 working days')}`,
  );

  it('lists what is in force', async () => {
    const { out } = await run('list');
    expect(out).toMatch(/^standard-sale +@1 sale 0 open {2}Standard sale$/m);
    expect(JSON.parse((await run('list', '--json')).out)).toContainEqual(
      expect.objectContaining({ key: 'standard-lead', version: 1 }),
    );
  });

  it('compares, publishes, compares, brings back, and shows who did what why', async () => {
    const before = await run('diff', 'standard-sale', shorter);
    expect(before.out).toBe(
      'Stage "Qualify": the limit is shorter: was 3 working days, is 2 working days. (LimitShortened, 0 open deals)\n' +
        'In all: differences 1, open deals of standard-sale@1 that they touch 0.\n',
    );
    expect(await run('publish', shorter)).toMatchObject({ code: 2, err: expect.stringContaining('--note') });
    expect(await run('publish', shorter, '--note', 'Clients wait')).toMatchObject({
      code: 0,
      out: 'standard-sale@2 is published and in force.\n',
    });
    expect((await run('publish', shorter, '--note', 'Again')).out).toContain('nothing was done');
    expect((await run('diff', 'standard-sale@2', 'standard-sale@1', '--language', 'ru')).out).toMatch(
      /срок длиннее: было 2 рабочих дня, стало 3 рабочих дня.*\nИтого: отличий 1, затронуто открытых сделок на standard-sale@2: 0\.\n/,
    );
    expect((await run('diff', 'standard-sale@1', 'standard-sale@1')).out).toBe('Nothing that runs is different.\n');
    expect((await run('bring-back', 'standard-sale@1', '--note', 'Too short')).out).toBe(
      'standard-sale@1 is in force again.\n',
    );
    const { out } = await run('show', 'standard-sale');
    expect(out.split('\n').map((line) => line.replace(/^( *)\d{4}-\d\d-\d\d \d\d:\d\d/, '$1TIME'))).toEqual([
      'standard-sale: Standard sale',
      '@2, 0 open',
      '    TIME published by command line: Clients wait',
      '@1 in force, 0 open',
      '    TIME brought back by command line, written by system: Too short',
      '    TIME published by system: Shipped with the product',
      '',
    ]);
  });

  it('exports the very bytes that were published', async () => {
    expect((await run('export', 'standard-sale@2')).out).toBe(readFileSync(shorter, 'utf8'));
    expect((await run('show', 'standard-sale@1', '--text')).out).toBe(sale);
    expect(JSON.parse((await run('show', 'standard-sale@2', '--json')).out)).toMatchObject({
      key: 'standard-sale',
      stages: { qualify: { limit: { due: { span: { amount: 2 } } } } },
    });
  });

  it('refuses a faulty text, a version that is not there, and a text that a second person has to approve', async () => {
    const faulty = file('unknown.yaml', sale.replace('calendar: office', 'calendar: ofice'));
    expect(await run('publish', faulty, '--note', 'x')).toMatchObject({
      code: 1,
      out: expect.stringContaining('UnknownCalendar'),
    });
    expect(await run('bring-back', 'standard-sale@9', '--note', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no version 9'),
    });
    expect(await run('show', 'nothing')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No process "nothing" is published'),
    });
    const strict = file('strict.yaml', sale.replace('kind: sale', 'kind: sale\napproval: second person'));
    expect(await run('publish', strict, '--note', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('somebody else than its author'),
    });
  });

  it('does what the guide says, as it says it', async () => {
    const guide = readFileSync(join(root, 'docs/how-to/change-a-process.md'), 'utf8');
    const [stage = ''] = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    const said = [...guide.matchAll(/```sh\n.*dealwright.mjs process (.*)\n```\n```\n([\s\S]*?)```/g)];
    expect(said).toHaveLength(3);
    const edited = (await run('export', 'standard-sale')).out
      .replace('to: waiting-decision, ask', 'to: approval, ask')
      .replace('  waiting-decision:\n', `${stage}  waiting-decision:\n`);
    const here = process.cwd();
    process.chdir(dir);
    file('sale.yaml', edited);
    try {
      for (const [, typed = '', answer] of said) {
        const { out, code } = await run(
          ...[...typed.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word),
        );
        expect([typed, code, out.replaceAll(/@\d/g, '@1')]).toEqual([typed, 0, answer?.replaceAll(/@\d/g, '@1')]);
      }
    } finally {
      process.chdir(here);
    }
  });

  it('shows the routing rule, and puts another in force', async () => {
    expect((await run('routing')).out).toBe(readFileSync(join(root, 'processes/routing.yaml'), 'utf8'));
    const rule = file(
      'routing.yaml',
      '- { kind: sale, process: standard-sale }\n- { kind: lead, process: standard-lead }\n',
    );
    expect(await run('routing', rule)).toMatchObject({ code: 2, err: expect.stringContaining('--note') });
    expect((await run('routing', rule, '--note', 'Simple')).code).toBe(0);
    expect((await run('routing')).out).toBe(readFileSync(rule, 'utf8'));
  });
});
