import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import type { Versions } from '../../../src/crm';
import { type Question, readFunnels, readPipelineChange } from '../../../src/insight';
import { recountChange } from './change';
import { type Deals, PARTS, partedBy } from './deals';
import { recountFunnel } from './funnel';
import type { Logged, Sum } from './log';

interface On {
  pool: Pool;
  versions: Versions;
  deals: Deals;
  asked: (more: Partial<Question>) => Question;
}
interface Span {
  from: number;
  until: number;
  zone: string;
}

const NOTHING: Sum = { count: 0, minor: 0 };
const plain = ({ count, minor }: Sum): Sum => ({ count, minor });
const logsOf = (deals: Deals['sales']): Map<string, readonly Logged[]> =>
  new Map(deals.map(({ id, log }) => [id, log]));

/** Holds funnels, parted by everything, against recounts of each part alone. Gives how many stages of parts were compared. */
export async function funnelPartsHold({ pool, versions, deals, asked }: On, period: Span): Promise<number> {
  let compared = 0;
  for (const by of PARTS) {
    const question = asked({ period, by });
    const parts = partedBy(deals.sales, by);
    for (const funnel of await readFunnels({ pool, versions }, question, SEES_ALL)) {
      const those = logsOf(parts.get(funnel.group?.key ?? '') ?? []);
      const { asOf } = question;
      const recounted = recountFunnel(those, { process: funnel.process.key, ...period, asOf });
      for (const { key, entered, inNow, won, left, time } of funnel.stages) {
        const told = recounted[key];
        const name = [by, funnel.group?.key, key];
        expect([name, plain(entered), plain(inNow), plain(won)]).toEqual([
          name,
          ...[told?.entered ?? NOTHING, told?.inNow ?? NOTHING, told?.won ?? NOTHING],
        ]);
        expect(Object.fromEntries(left.map((one) => [one.to, plain(one)]))).toEqual(told?.left ?? {});
        if (!told) continue;
        expect(time).toEqual({ visits: told.visits, open: told.open, medianMs: told.medianMs, p90Ms: told.p90Ms });
        compared++;
      }
    }
  }
  return compared;
}

/** Holds the change of the pipeline, parted by everything, against recounts of each part alone. Gives how many parts moved. */
export async function changePartsHold({ pool, deals, asked }: On, period: Span): Promise<number> {
  let moved = 0;
  for (const by of PARTS) {
    const found = await readPipelineChange(pool, asked({ period, by }), null, SEES_ALL);
    const parts = partedBy(deals.sales, by);
    const seen = new Set(found.map(({ group }) => group?.key ?? ''));
    for (const [key, those] of parts) {
      const told = recountChange(logsOf(those), period);
      if (!seen.has(key)) expect([by, key, told]).toEqual([by, key, {}]);
    }
    for (const { group, changes } of found) {
      const told = recountChange(logsOf(parts.get(group?.key ?? '') ?? []), period);
      for (const [change, sum] of Object.entries(changes))
        expect([by, group?.key, change, plain(sum)]).toEqual([by, group?.key, change, told[change] ?? NOTHING]);
      moved++;
    }
  }
  return moved;
}
