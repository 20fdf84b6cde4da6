import { tableOf } from '../table';
import type { ScaleFigures } from './measure';

const one = (value: number) => value.toFixed(1);

/** The figures of a filled database, for a person. */
export function scaleText({ filled, rows, asked, readWhole, apiMemoryMb }: ScaleFigures): string {
  const { sales, leads, seconds, checked } = filled;
  const { copies, different } = checked;
  const head = ['over HTTP', 'reader', 'times', 'first ms', 'p50 ms', 'p99 ms', 'aim', 'kB'];
  return [
    `${sales} sales, ${leads} open leads; filled in ${seconds} s; of ${copies} looked at, rows that differ from what their events make: ${different.stage_visits} visits, ${different.deal_history} standings`,
    tableOf([['table', 'rows', 'MB'], ...rows.map((row) => [row.table, row.rows, row.megabytes])]),
    tableOf([
      head,
      ...asked.map((a) => [
        a.what,
        a.by,
        a.times,
        one(a.firstMs),
        one(a.p50Ms),
        one(a.p99Ms),
        told(a),
        one(a.kilobytes),
      ]),
    ]),
    `read from beginning to end: ${readWhole.map(({ table, times, rows: n }) => `${table} (${n} rows) ${times} times`).join(', ') || 'nothing'}`,
    `memory of the API: ${apiMemoryMb.before} MB before, ${apiMemoryMb.highest} MB at most, ${apiMemoryMb.after} MB after`,
  ].join('\n\n');
}

const told = ({ p99Ms, aimMs }: ScaleFigures['asked'][number]): string =>
  aimMs === undefined ? '' : p99Ms <= aimMs ? `${aimMs}` : `${aimMs} MISSED`;
