import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Case, flowOf, variantsOf } from '../../../src/insight';
import { readConfig } from '../../../src/platform/config';
import { describeWithPython, PYTHON_MS, python } from '../../support/python';

const FILE = join(readConfig().outsideDataDir, 'event-log-helpdesk', 'helpdesk.csv');
const describeHelpdesk = existsSync(FILE)
  ? describeWithPython
  : (name: string, body: () => void) => describe.skip(`${name} (needs ${FILE})`, body);

/** What PM4Py makes of the same file. */
const BY_PM4PY = `
import json, sys, warnings
warnings.filterwarnings('ignore')
import pandas, pm4py
log = pandas.read_csv(sys.argv[1], dtype={'CaseID': str, 'ActivityID': str})
log['CompleteTimestamp'] = pandas.to_datetime(log['CompleteTimestamp'], utc=True)
log = pm4py.format_dataframe(log, case_id='CaseID', activity_key='ActivityID', timestamp_key='CompleteTimestamp')
dfg, begins, ends = pm4py.discover_dfg(log)
times, _, _ = pm4py.discover_performance_dfg(log)
print()
print(json.dumps({
  'variants': [[list(path), int(n)] for path, n in pm4py.get_variants(log).items()],
  'follows': [[a, b, int(n)] for (a, b), n in dfg.items()],
  'times': [[a, b, float(t['mean']), float(t['median']), float(t['sum'])] for (a, b), t in times.items()],
  'begins': {a: int(n) for a, n in begins.items()},
  'ends': {a: int(n) for a, n in ends.items()},
  'reworked': {a: int(n) for a, n in pm4py.get_rework_cases_per_activity(log).items()},
  'durations': sorted(float(d) for d in pm4py.get_all_case_durations(log)),
}))
`;

describeHelpdesk('the functions over a log that nobody here wrote', () => {
  const cases = (): Case[] => {
    const rows: { CaseID: string; ActivityID: string; CompleteTimestamp: string }[] = parse(readFileSync(FILE), {
      columns: true,
    });
    const found = new Map<string, { activity: string; at: number }[]>();
    for (const { CaseID, ActivityID, CompleteTimestamp } of rows) {
      const steps = found.get(CaseID) ?? [];
      steps.push({ activity: ActivityID, at: Date.parse(`${CompleteTimestamp.replace(' ', 'T')}Z`) });
      found.set(CaseID, steps);
    }
    return [...found].map(([id, steps]) => ({ id, steps: steps.sort((a, b) => a.at - b.at) }));
  };

  it(
    'DIR-32: find the variants, what follows what, its times and the rework that PM4Py finds in it',
    async () => {
      const { run } = await python('pm4py');
      const theirs = JSON.parse((await run(['-c', BY_PM4PY, FILE])).trim().split('\n').at(-1) ?? '');
      const log = cases();
      expect(log).toHaveLength(3804);
      const flow = flowOf(log);
      const sorted = <T>(items: T[]): T[] => items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      expect(sorted(variantsOf(log).map(({ path, cases: n }) => [path, n]))).toEqual(sorted(theirs.variants));
      expect(sorted(flow.passings.map(({ from, to, spent }) => [from, to, spent.times]))).toEqual(
        sorted(theirs.follows),
      );
      const seconds = (ms: number | null) => Number(((ms ?? 0) / 1000).toFixed(3));
      const round = ([a, b, ...times]: [string, string, ...number[]]) => [
        a,
        b,
        ...times.map((t) => Number(t.toFixed(3))),
      ];
      expect(
        sorted(
          flow.passings.map(({ from, to, spent }) => [
            from,
            to,
            seconds(spent.meanMs),
            seconds(spent.medianMs),
            seconds(spent.totalMs),
          ]),
        ),
      ).toEqual(sorted(theirs.times.map(round)));
      expect([flow.begins, flow.ends]).toEqual([theirs.begins, theirs.ends]);
      const reworked = flow.activities.filter((one) => one.reworked > 0).map((one) => [one.activity, one.reworked]);
      expect(Object.fromEntries(reworked)).toEqual(theirs.reworked);
    },
    PYTHON_MS,
  );
});
