import { type Sample, startSample } from '../../support/sample';

jest.setTimeout(300_000);

const NOW = Date.parse('2026-10-07T09:00:00+03:00');
const HEAD = ['asOf', 'counts', 'period', 'compared', 'caution'];
const PARTED = ['bottlenecks', 'stage-weeks', 'task-times', 'variants', 'conformance'] as const;
type Body = Record<string, unknown> & { parts: (Body & { group: { key: string; name: string } })[]; before: Body };

describe('parts and comparisons of reports on how deals go', () => {
  let on: Sample;
  beforeAll(async () => {
    on = await startSample(NOW);
  });

  const read = async (path: string): Promise<Body> => {
    const { status, body } = await on.get(`/insight/${path}`);
    expect([path, status, status === 200 ? '' : body]).toEqual([path, 200, '']);
    return body;
  };
  /** Only its figures: without its head, parts and what it is held against. */
  const figures = ({ parts: _p, otherParts: _o, before: _b, group: _g, ...body }: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(body).filter(([key]) => !HEAD.includes(key)));

  it.each(PARTED)('%s: each part is the report of that part alone, and the whole is that of all', async (name) => {
    const span = 'period=last+365+days';
    const parted = await read(`${name}?${span}&by=team`);
    expect(figures(parted)).toEqual(figures(await read(`${name}?${span}`)));
    expect(parted.parts.length).toBeGreaterThan(1);
    for (const part of parted.parts.slice(0, 2))
      expect(figures(part)).toEqual(figures(await read(`${name}?${span}&team=${part.group.key}`)));
    expect(parted.before).toBeNull();
  });

  it.each(PARTED)('%s: held against the period before, in all and part by part', async (name) => {
    const held = await read(`${name}?period=last+quarter&compare=period+before&by=process`);
    const before = 'from=2026-04-01&until=2026-07-01';
    expect(figures(held.before)).toEqual(figures(await read(`${name}?${before}`)));
    const [part] = held.parts;
    expect(figures(part?.before ?? {})).toEqual(figures(await read(`${name}?${before}&process=${part?.group.key}`)));
    const csv = (await on.get(`/insight/${name}/export?period=last+quarter&compare=period+before&by=process`)).body;
    expect(csv.split('\r\n')[0]).toMatch(/^\uFEFF?Part,Period,/);
  });

  it('deviation: weeks and planned stages are held against those of the period before', async () => {
    const held = await read('deviation?period=last+quarter&compare=period+before&by=team');
    const { weeks, plannedStages } = await read('deviation?from=2026-04-01&until=2026-07-01');
    expect(held.before).toEqual({ weeks, plannedStages });
    expect((weeks as unknown[]).length).toBeGreaterThan(5);
  });

  it('TB-AN-06: each of them is saved with period, comparison, filter and group, and run anew as of now', async () => {
    const { kinds } = (await on.get('/reports')).body;
    expect(kinds).toEqual(
      expect.arrayContaining([...PARTED, 'deviation', 'past-forecast', 'process-change', 'limits']),
    );
    for (const report of [...PARTED, 'deviation']) {
      const question = { period: 'last quarter', compare: 'period before', process: 'standard-sale', by: 'version' };
      const { status, body } = await on.post('/reports', { report, name: `Our ${report}`, question });
      expect([report, status]).toEqual([report, 201]);
      const run = (await on.get(`/reports/${body.id}/run`)).body;
      const asked = `${report}?period=last+quarter&compare=period+before&process=standard-sale&by=version`;
      expect(figures(run.answer)).toEqual(figures(await read(asked)));
    }
  });

  it('TB-SFA-10: what changed with the process is saved too: without a version, it is the last that was put in force', async () => {
    // Versions of the sample company are put in force as it is made.
    on.clock.set(Date.now() + 5 * 86_400_000);
    const saved = await on.post('/reports', {
      report: 'process-change',
      name: 'Did it help?',
      question: { days: '30' },
    });
    expect(saved.status).toBe(201);
    const run = (await on.get(`/reports/${saved.body.id}/run`)).body;
    expect(run).toMatchObject({ answer: { change: { process: expect.any(String), version: expect.any(Number) } } });
    const past = { report: 'past-forecast', name: 'Were we right?', question: { period: 'last month', per: 'month' } };
    expect((await on.post('/reports', past)).status).toBe(201);
  });
});
