import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestApi } from '../support/api';

const HOW_TO = join(__dirname, '..', '..', 'docs', 'how-to');

describe('a rep’s day by the API alone', () => {
  it('TB-GEN-04: the script of the how-to runs from a lead to a won sale, and the how-to tells each of its requests', async () => {
    const api = await startTestApi();
    const { rep } = api.engine.cast;
    const env = { ...process.env, API: `${api.url}/api/v1`, TOKEN: await api.token(rep) };
    const { stdout } = await promisify(execFile)('node', [join(HOW_TO, 'a-reps-day.mjs')], { env });
    const { items } = (await api.get('/sales?owner=me')).body;
    expect(items).toMatchObject([
      { title: 'Home cinema', open: false, result: 'won', amount: { amount: '250000.00' } },
    ]);

    const requests = stdout.split('\n').flatMap((line) => /^([A-Z]+ \S+) -> \d+$/.exec(line)?.[1] ?? []);
    expect(requests.length).toBeGreaterThan(20);
    const told = readFileSync(join(HOW_TO, 'a-reps-day.md'), 'utf8');
    expect([...new Set(requests)].filter((request) => !told.includes(`\`${request}\``))).toEqual([]);
  });
});
