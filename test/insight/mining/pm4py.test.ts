import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { netOf, passagesOf } from '../../../src/insight';
import { aMigratedSale } from '../../support/migrated';
import { ALWAYS, aCompany, type Company } from '../../support/mining';
import { describeWithPython, PYTHON_MS, type Python, python } from '../../support/python';
import { scratchDir } from '../../support/scratch';
import type { Deal } from '../recount/event-log';

/** A log of the stages that deals were at on one version: as XES with nothing but what alignments need. */
const xesOf = (deals: readonly { id: string; path: readonly string[] }[]): string =>
  `<log>${deals
    .map(
      ({ id, path }) =>
        `<trace><string key="concept:name" value="${id}"/>${path
          .map(
            (state, n) =>
              `<event><string key="concept:name" value="${state}"/><date key="time:timestamp" value="${new Date(n * 1000).toISOString()}"/></event>`,
          )
          .join('')}</trace>`,
    )
    .join('')}</log>`;

describeWithPython('the event log, read by PM4Py', () => {
  let company: Company;
  let py: Python;
  let dir: string;
  let migrated: string;

  beforeAll(async () => {
    [py, company] = await Promise.all([python('pm4py'), aCompany({ lives: 5 })]);
    dir = scratchDir();
    migrated = await aMigratedSale(company.pool, company.people[0] ?? '', company.now);
  }, PYTHON_MS);

  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const exported = async (form: 'xes' | 'ocel.json', query: string): Promise<string> => {
    const { status, body } = await company.api.get(`/exports/event-log.${form}?${ALWAYS}&${query}`);
    expect(status).toBe(200);
    return file(`${query.replace(/\W/g, '-')}.${form}`, typeof body === 'string' ? body : JSON.stringify(body));
  };
  // biome-ignore lint/suspicious/noExplicitAny: what a program of another language answers; a test fails where it is not what it says
  const mine = async (...asked: (readonly string[])[]): Promise<any[]> => {
    const out = await py.run([join(__dirname, 'mine.py'), file('asked.json', JSON.stringify(asked))]);
    return JSON.parse(out.trim().split('\n').at(-1) ?? '');
  };

  it('DIR-32: parses XES and OCEL 2.0, every deal and every line of them, leads as well as sales', async () => {
    const kinds = ['sale', 'lead'];
    const asked = kinds.map(async (kind) => [
      ['all', await exported('xes', `kind=${kind}&lines=all`)],
      ['objects', await exported('ocel.json', `kind=${kind}&lines=all`)],
    ]);
    const read = await mine(...(await Promise.all(asked)).flat());
    for (const [n, kind] of kinds.entries()) {
      const [lines, objects] = read.slice(2 * n);
      const deals = await company.xes(`kind=${kind}&lines=all`);
      const { rows } = await company.pool.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM process_instances WHERE kind = $1',
        [kind],
      );
      expect(deals).toHaveLength(rows[0]?.n ?? -1);
      const all = deals.flatMap((deal) => deal.lines);
      const counted: Record<string, number> = {};
      for (const { transition } of all) counted[transition] = (counted[transition] ?? 0) + 1;
      expect(lines).toEqual({
        cases: deals.length,
        lines: all.length,
        transitions: counted,
        resources: new Set(all.flatMap(({ resource }) => resource ?? [])).size,
      });
      expect(objects.events).toBe(all.length);
      expect(objects.objects[kind]).toBe(deals.length);
      expect(objects.ofDeals).toBe(all.length);
      expect(objects.strangers).toEqual([]);
    }
  });

  it('DIR-32: finds the variants and the time per stage that our reports give', async () => {
    const processes = ['standard-sale', 'long-b2b', 'four-stages'];
    const asked = processes.map(async (process) => [
      'stages',
      await exported('xes', `lines=stages&process=${process}`),
    ]);
    const all = await mine(...(await Promise.all(asked)));
    for (const [n, process] of processes.entries()) {
      const theirs = all[n];
      const variants = (await company.api.get(`/insight/variants?${ALWAYS}&process=${process}`)).body;
      const bottlenecks = (await company.api.get(`/insight/bottlenecks?${ALWAYS}&process=${process}`)).body;
      const sorted = <T>(items: T[]): T[] => items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      const ours = variants.items.map((one: { path: { key: string }[]; deals: { count: number } }) => [
        one.path.map(({ key }) => key),
        one.deals.count,
      ]);
      expect(sorted(ours)).toEqual(sorted(theirs.variants));
      for (const { stage, left, days } of bottlenecks.items) {
        const from = <T extends [string, ...unknown[]]>(rows: T[]) => rows.filter(([a]) => a === stage.key);
        const times = from(theirs.follows as [string, string, number][]).reduce((sum, [, , n]) => sum + n, 0);
        const seconds = from(theirs.times as [string, string, number][]).reduce((sum, [, , all]) => sum + all, 0);
        expect([stage.key, left.count]).toEqual([stage.key, times]);
        if (times > 0) expect(days.mean).toBeCloseTo(seconds / times / 86_400, 3);
      }
      expect(bottlenecks.items.length).toBeGreaterThan(1);
    }
  });

  /** What of a deal's path was on which version: a part begins where the deal was when it came to that version. */
  const partsOf = (deal: Deal) => {
    const parts: { id: string; version: string; begin: string; path: string[] }[] = [];
    for (const { version, activity } of deal.lines) {
      const part = parts.at(-1);
      if (part?.version === version) part.path.push(activity);
      else if (part) parts.push({ id: deal.id, version, begin: activity, path: [] });
      else parts.push({ id: deal.id, version, begin: '', path: [activity] });
    }
    return parts;
  };

  it('PB-18: finds that each deal fits the version that it ran on at the time, wholly', async () => {
    const parts = (await company.xes('lines=stages')).flatMap(partsOf);
    expect(parts.filter(({ id }) => id === migrated)).toMatchObject([
      { version: 'standard-sale@1', begin: '', path: ['qualify'] },
      { version: 'standard-sale@2', begin: 'qualification', path: ['proposal'] },
    ]);
    const groups = [...new Set(parts.map(({ version, begin }) => `${version} ${begin}`))];
    expect(groups.length).toBeGreaterThan(6);
    const asked = await Promise.all(
      groups.map(async (group) => {
        const [version = '', begin = ''] = group.split(' ');
        const [key, n] = version.split('@');
        const net = await company.api.get(`/processes/${key}/versions/${n}/net.pnml`);
        const those = parts.filter((one) => `${one.version} ${one.begin}` === group);
        const name = group.replace(' ', '-');
        return ['fitness', file(`${name}.pnml`, net.body), file(`${name}.xes`, xesOf(those)), begin];
      }),
    );
    const fits = await mine(...asked);
    expect(fits.flat()).toHaveLength(parts.length);
    expect(new Set(fits.flat())).toEqual(new Set([1]));
  });

  it('PB-18: finds that a path which a version does not know does not fit it', async () => {
    const definition = company.definitions.get('standard-sale@1');
    if (!definition) throw new Error('No such version');
    const states = [...Object.keys(definition.stages), 'closed.won'];
    const known = new Set(passagesOf(definition).map(({ from, to }) => `${from} ${to}`));
    const forbidden = states.flatMap((from) =>
      states.filter((to) => to !== from && !known.has(`${from} ${to}`)).map((to) => [from, to] as const),
    );
    expect(forbidden.length).toBeGreaterThan(1);
    const [begin] = states;
    const paths = forbidden
      .filter(([from]) => from === begin)
      .map(([from, to]) => ({ id: `${from} ${to}`, path: [from, to] }));
    const wrong = [...paths, { id: 'begins elsewhere', path: ['proposal'] }];
    const [fits] = await mine(['fitness', file('net.pnml', netOf(definition)), file('wrong.xes', xesOf(wrong)), '']);
    expect(fits).toHaveLength(wrong.length);
    for (const fit of fits) expect(fit).toBeLessThan(1);
  });
});
