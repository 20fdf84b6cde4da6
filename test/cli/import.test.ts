import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../activities/imports/summary';
import { readFiles } from '../../src/cli/import-files';
import { follow } from '../../src/cli/import-progress';
import { jsonOf, linesOf, writeReport } from '../../src/cli/import-report';
import { readConfig } from '../../src/platform/config';

const MAPPING = join(readConfig().root, 'imports/crm-sales-opportunities.yaml');
const dir = mkdtempSync(join(tmpdir(), 'dealwright-import-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

const aFile = (given: Partial<Progress> = {}): Progress => ({
  id: 'an-id',
  kind: 'sales',
  fileName: 'sales.csv',
  status: 'done',
  total: 3,
  done: 3,
  summary: { imported: 2, present: 0, rejected: 1, notes: { StageUnknown: 1 } },
  ...given,
});

describe('the files of an import', () => {
  it('are all that the mapping names in a folder', () => {
    const folder = join(dir, 'full');
    mkdirSync(folder);
    for (const name of ['accounts', 'products', 'sales_teams', 'sales_pipeline'])
      writeFileSync(join(folder, `${name}.csv`), 'a\n1');
    const kinds = readFiles(folder, MAPPING).files.map(({ kind }) => kind);
    expect(kinds).toEqual(['people', 'accounts', 'products', 'sales']);
  });

  it('are the sales only where one file is given', () => {
    const { files } = readFiles(file('mine.csv', 'a\n1'), MAPPING);
    expect(files).toEqual([{ kind: 'sales', fileName: 'mine.csv', text: 'a\n1' }]);
  });

  it.each([
    ['a path that is not there', () => readFiles(join(dir, 'nowhere'), MAPPING), 'There is no'],
    ['a mapping that is not there', () => readFiles(dir, join(dir, 'no.yaml')), 'There is no mapping'],
    ['a mapping with a fault', () => readFiles(dir, file('bad.yaml', 'source: X')), 'bad.yaml is refused'],
    ['a folder without a file that is named', () => readFiles(dir, MAPPING), 'has no sales_teams.csv'],
  ])('are refused as wrong use: %s', (_, read, words) => {
    expect(read).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining(words) }));
  });
});

describe('the result of an import', () => {
  const result = { files: [aFile()], seconds: 1.5 };

  it('is told in words', () => {
    expect(linesOf(result)).toEqual([
      'sales.csv: 3 rows, 2 imported, 0 there before, 1 rejected',
      '       1  the mapping does not know this stage (StageUnknown)',
      '3 rows in 1.5 s, 2 a second. Workflows of open sales start behind them.',
      'What became of each row: --report FILE, or GET /api/v1/imports/an-id',
    ]);
  });

  it('is told to programs', () => {
    expect(jsonOf(result)).toMatchObject({
      imports: [{ kind: 'sales', total: 3, imported: 2, rejected: 1, notes: { StageUnknown: 1 } }],
      rows: 3,
      rowsPerSecond: 2,
    });
  });

  it('is written row by row, quoted where it must be', () => {
    const to = join(dir, 'report.csv');
    const note = { code: 'StageUnknown', field: 'stage', value: 'Won, "sort of"', done: 'rejected' } as const;
    writeReport(to, [
      { fileName: 'sales.csv', row: 2, key: 'A', result: 'imported', notes: [] },
      { fileName: 'sales.csv', row: 3, key: 'B', result: 'rejected', notes: [note] },
    ]);
    expect(readFileSync(to, 'utf8').split('\n').slice(1)).toEqual([
      'sales.csv,2,A,imported,,,,,,',
      'sales.csv,3,B,rejected,StageUnknown,stage,"Won, ""sort of""",rejected,,',
      '',
    ]);
  });
});

describe('following an import', () => {
  it('asks until it is over, and passes on how it ended', async () => {
    const reads: number[] = [];
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    const read = async () => {
      if (reads.push(1) === 3) end();
      return [aFile({ done: reads.length })];
    };
    await follow(read, over, true);
    expect(reads).toHaveLength(4); // once more at the end
    await expect(follow(read, Promise.reject(new Error('the workflow failed')), true)).rejects.toThrow('failed');
  });
});
