import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mapping, MappingRefused, readMapping } from '../../activities/imports/mapping';
import { type ImportFile, stageImport } from '../../activities/imports/stage';
import { startImport } from '../../activities/imports/start-import';
import { readProgress, readReport } from '../../activities/imports/summary';
import { readConfig } from '../../src/platform/config';
import { type Engine, replayOf, startEngine, until } from '../support/engine';
import { temporalClient } from '../support/temporal';

const shipped = readFileSync(join(readConfig().root, 'imports/crm-sales-opportunities.yaml'), 'utf8');
const mapping: Mapping = readMapping('shipped', shipped);
const HEADING = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value';

const FILES: Record<'people' | 'accounts' | 'products', string> = {
  people: 'sales_agent,manager,regional_office\nRosa Rep,Max Manager,Central\nOtto Other,Max Manager,North',
  accounts: `account,sector,year_established,revenue,employees,office_location,subsidiary_of
Alpha,retail,1996,1.5,many,Philipines,Beta
Beta,technolgy,1980,n/a,12,Japan,
Gamma,retail,2001,3,4,Japan,Nowhere`,
  products: 'product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,cheap',
};

const BAD = `${HEADING}
A1,Rosa Rep,GTX Pro,Alpha,Won,2017-01-10,2017-02-10,4000
A2,Rosa Rep,GTX Pro,Alpha,Won,2017-03-10,2017-02-10,4000
A3,Rosa Rep,GTX Ultra,Alpha,Engaging,2017-01-10,,
A1,Rosa Rep,GTX Pro,Beta,Lost,2017-01-10,2017-02-10,0
A5,Nobody Known,GTX Pro,Alpha,Engaging,2017-01-10,,
A6,Rosa Rep,GTX Pro,Alpha,Negotiating,2017-01-10,,
A7,Rosa Rep,GTX Pro,Alpha,Engaging,10 January,,
A8,Rosa Rep,GTX Pro,Alpha,Engaging
,Rosa Rep,GTX Pro,Alpha,Engaging,2017-01-10,,
A10,Rosa Rep,GTX Pro,Alpha,Engaging,2999-01-10,,
A11,Rosa Rep,MG Special,Alpha,Won,2017-01-10,2017-02-10,plenty
A12,Rosa Rep,GTXPro,Delta,Engaging,2017-01-10,2017-02-10,12.50
A13,Rosa Rep,"GTX Pro","Alpha",Lost,2017-01-10,,0

A15,Rosa Rep,GTX Pro,Alpha,Prospecting,,,`;

const inFile = (sales: string): ImportFile[] => [
  ...Object.entries(FILES).map(([kind, text]) => ({ kind: kind as 'people', fileName: `${kind}.csv`, text })),
  { kind: 'sales', fileName: 'sales.csv', text: sales },
];

describe('the import of a file with faults', () => {
  let engine: Engine;
  let ids: string[];
  const today = new Date().toISOString().slice(0, 10);

  async function run(files: ImportFile[], by: Mapping): Promise<string[]> {
    const staged = await stageImport(engine.apiPool, by, files, Date.now());
    await (await startImport(await temporalClient(), staged, engine.taskQueue)).result();
    return staged.imports.map(({ id }) => id);
  }

  /** What was said of each row, as short text. */
  const said = async (of: readonly string[], fileName: string) =>
    (await readReport(engine.pool, of))
      .filter((one) => one.fileName === fileName)
      .map((one) => [
        one.row,
        one.result,
        one.notes.map(
          (n) => `${n.code} ${n.value}: ${n.done}${n.used ? ` ${n.used}` : ''}${n.default ? ' (ours)' : ''}`,
        ),
      ]);

  beforeAll(async () => {
    engine = await startEngine();
    ids = await run(inFile(BAD), mapping);
  });

  it('says of every row what did not fit, and what was done about it', async () => {
    const day = expect.stringMatching(new RegExp(`: default (${today}|\\d{4}-\\d\\d-\\d\\d) \\(ours\\)$`));
    const reason = 'ReasonMissing : left empty';
    const price = 'ValueMissing : default 4821.00 USD (ours)';
    expect(await said(ids, 'sales.csv')).toEqual([
      [2, 'imported', []],
      [3, 'imported', ['CloseBeforeStart 2017-03-10: default 2017-02-10 (ours)']],
      [4, 'imported', ['ProductUnknown GTX Ultra: kept as text', 'ValueMissing : left empty']],
      [5, 'rejected', ['KeyRepeated A1: rejected row 2']],
      [6, 'rejected', ['OwnerUnknown Nobody Known: rejected']],
      [7, 'rejected', ['StageUnknown Negotiating: rejected']],
      [8, 'imported', [expect.stringContaining('DateUnreadable 10 January'), price]],
      [9, 'rejected', ['CellsDiffer 5: rejected 8']],
      [10, 'rejected', ['KeyMissing : rejected']],
      [11, 'imported', [expect.stringContaining('DateInFuture 2999-01-10'), price]],
      [12, 'rejected', ['ValueUnreadable plenty: left empty', expect.stringContaining('RefusedByProcess closed.won')]],
      [
        13,
        'imported',
        ['Spelling GTXPro: mapped GTX Pro', 'AccountUnknown Delta: left empty', 'DateUnexpected 2017-02-10: ignored'],
      ],
      [14, 'imported', ['DateMissing : default 2017-01-10 (ours)', reason]],
      [16, 'imported', [day, price]],
    ]);
  });

  it('says so of accounts, products and people too', async () => {
    const spelled = 'Spelling Philipines: mapped Philippines';
    expect(await said(ids, 'accounts.csv')).toEqual([
      [2, 'imported', [spelled, 'NumberUnreadable many: left empty']],
      [3, 'imported', ['NumberUnreadable n/a: left empty', 'Spelling technolgy: mapped technology']],
      [4, 'imported', ['HoldingUnknown Nowhere: left empty']],
    ]);
    expect(await said(ids, 'products.csv')).toEqual([
      [2, 'imported', []],
      [3, 'imported', ['ValueUnreadable cheap: left empty']],
    ]);
    expect((await said(ids, 'people.csv')).map(([, , notes]) => notes)).toEqual([
      [expect.stringContaining('MailMissing')],
      ['OfficeUnknown North: left empty', expect.stringContaining('MailMissing')],
    ]);
  });

  it('links a subsidiary to a holding that stands further down', async () => {
    const { rows } = await engine.pool.query(
      `SELECT h.name FROM accounts a JOIN accounts h ON h.id = a.holding_id WHERE a.name = 'Alpha'`,
    );
    expect(rows).toEqual([{ name: 'Beta' }]);
  });

  it('starts a workflow for each open sale', async () => {
    const sql = `SELECT count(*) FILTER (WHERE engine = 'running')::int AS running, count(*)::int AS open FROM process_instances WHERE open`;
    const read = async () => (await engine.pool.query<{ running: number; open: number }>(sql)).rows[0];
    expect(await until(read, (now) => now?.running === now?.open)).toEqual({ running: 5, open: 5 });
  });

  it('makes histories that replay', async () => {
    const { rows } = await engine.pool.query<{ id: string }>('SELECT id FROM process_instances');
    expect(rows).toHaveLength(8);
    for (const { id } of rows) {
      const { replayed, stored } = await replayOf(engine.pool, id);
      expect(replayed).toEqual(stored);
    }
  });

  it('takes in what was rejected once the file or the mapping is mended, and nothing twice', async () => {
    const mended = BAD.replace('Negotiating', 'Engaging');
    const standIn = {
      ...mapping,
      sales: { ...mapping.sales, defaults: { amount: 'none', owner: 'Rosa Rep' } },
    } as const;
    const again = await run(inFile(mended), standIn);
    const sales = (await readProgress(engine.pool, again)).find(({ kind }) => kind === 'sales');
    expect(sales?.summary).toMatchObject({ imported: 2, present: 8, rejected: 4 });
    const notes = (await said(again, 'sales.csv')).find(([row]) => row === 6);
    expect(notes).toEqual([
      6,
      'imported',
      ['OwnerUnknown Nobody Known: default Rosa Rep (ours)', 'ValueMissing : left empty'],
    ]);
  });
});

describe('a mapping', () => {
  const refused = (change: (text: string) => string) => () => readMapping('m.yaml', change(shipped));

  it('is refused with all that is wrong with it', () => {
    expect(
      refused((text) => text.replace('currency: USD', 'currency: dollars').replace('key: opp', 'kay: opp')),
    ).toThrow(/currency: is three capital letters[\s\S]*sales\.columns/);
    expect(refused(() => 'a: [')).toThrow(MappingRefused);
  });

  it('is refused where the process has no such state or field, and where the file has no such column', async () => {
    const pool = (await startEngine({ workerless: true })).apiPool;
    const stage = (by: Mapping, sales = BAD) => stageImport(pool, by, inFile(sales), Date.now());
    const stages = { ...mapping.sales.stages, Won: ['prospecting', 'closed.sold'] };
    await expect(stage({ ...mapping, sales: { ...mapping.sales, stages } })).rejects.toThrow('no state "closed.sold"');
    await expect(stage(mapping, BAD.replace('close_value', 'worth'))).rejects.toThrow('no column "close_value"');
    await expect(stage(mapping, HEADING)).rejects.toThrow('no rows');
    await expect(stage(mapping, `${HEADING}\n"A1`)).rejects.toThrow('cannot be read');
  });
});
