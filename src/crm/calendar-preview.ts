import type { Pool } from 'pg';
import { readCalendar } from '../platform/calendars';
import type { Instant } from '../process';
import type { Finding } from '../process/language/finding';
import { type Moved, whatMoves } from '../process/time/retime';
import { readCalendarText } from './calendars';
import { type Ref, ref } from './instance-sql';
import { type Dependent, dependents, type MovedInstance } from './retimings';
import type { Versions } from './versions';

/** What publishing a calendar would move. Nothing is done. */
export interface CalendarPreview {
  key: string;
  /** The open leads and sales that hang on the calendar, as far as they were looked at. */
  looked: number;
  /** Those of them with anything to move, and how many instants that is. */
  instances: number;
  moves: number;
  /** False where there are more than are looked at for a preview. */
  complete: boolean;
  /** The first of them. */
  items: Omit<MovedInstance, 'seq' | 'at'>[];
}

/** So many are computed in one go: whoever else asks waits that long. */
const PAGE = 100;
const LOOKED_AT = 20_000;
const SHOWN = 200;

/** Looks at what hangs on the calendar that a text describes, and computes what the text would move. */
export async function previewCalendar(
  { pool, versions }: { pool: Pool; versions: Versions },
  text: string,
  now: Instant,
): Promise<({ findings?: undefined } & CalendarPreview) | { findings: readonly Finding[] }> {
  const read = readCalendarText(text);
  if (!read.calendar) return { findings: read.findings };
  const { key, ...definition } = read.calendar;
  const calendar = readCalendar({ key, version: 0, definition });
  const shown: { row: Dependent; moves: Moved[] }[] = [];
  const found = { looked: 0, instances: 0, moves: 0 };
  let rows: Dependent[] = [];
  do {
    const after = rows.at(-1)?.id ?? null;
    rows = await dependents(pool, { calendar: key, people: [] }, { after, limit: PAGE });
    const known = await versions.all(rows.map(({ versionId }) => versionId));
    found.looked += rows.length;
    for (const row of rows) {
      const of = known.get(row.versionId)?.definition;
      const moves = of ? whatMoves(of, row.snapshot, calendar, now) : [];
      if (moves.length === 0) continue;
      found.instances += 1;
      found.moves += moves.length;
      if (shown.length < SHOWN) shown.push({ row, moves });
    }
  } while (rows.length === PAGE && found.looked < LOOKED_AT);
  return { key, ...found, complete: rows.length < PAGE, items: await named(pool, shown) };
}

async function named(
  pool: Pool,
  shown: readonly { row: Dependent; moves: Moved[] }[],
): Promise<CalendarPreview['items']> {
  const { rows } = await pool.query<{ id: string; number: number; name: string; owner: Ref | null }>(
    `SELECT i.id, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name, ${ref('o')} AS owner
     FROM process_instances i LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
     LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id LEFT JOIN people o ON o.id = i.owner_id
     WHERE i.id = ANY($1)`,
    [shown.map(({ row }) => row.id)],
  );
  const words = new Map(rows.map((row) => [row.id, row]));
  return shown.flatMap(({ row: { id, kind }, moves }) => {
    const { number, name, owner } = words.get(id) ?? { number: 0, name: '', owner: null };
    return [{ instance: { id, kind, number, name }, owner, moves }];
  });
}
