import type { Pool } from 'pg';
import { type Person, type Sight, seenSql, sightOf } from '../access';
import type { Instant } from '../process';
import type { Dav } from './dav';
import { type Item, itemsOf, type Meeting, meetingsOf } from './items';
import { pull, pullGone } from './pull';
import { push } from './push';

/** What keeping a calendar in step needs. */
export interface Syncing {
  pool: Pool;
  person: Person;
  sight: Sight;
  dav: Dav;
  now: Instant;
  items: Map<string, Item>;
  meetings: Map<string, Meeting>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const BEFORE_MS = 7 * DAY_MS;
const AHEAD_MS = 180 * DAY_MS;
/** Entries that are read in one round; the rest waits for the next. */
const MOST_READ = 300;

/**
 * Keeps one calendar and the meetings of its owner in step: what was changed there comes here first, then what was changed here
 * goes there. Where nothing was changed since, nothing is asked or written but that. Gives the mark under which all is known;
 * null where there is more to read. @throws CalendarTrouble
 */
export async function syncCalendar(
  given: { pool: Pool; person: Person; dav: Dav; mark: string | null },
  now: Instant,
): Promise<string | null> {
  const { pool, person, dav } = given;
  const sight = await sightOf(pool, person);
  const window = [now - BEFORE_MS, now + AHEAD_MS] as const;
  const seen = (bind: (value: unknown) => string) => seenSql(sight, 'instance', 'i', bind);
  const read = async (): Promise<Syncing> => ({
    pool,
    person,
    sight,
    dav,
    now,
    items: await itemsOf(pool, person.id),
    meetings: await meetingsOf(pool, person.id, seen, window),
  });
  const mark = await dav.mark();
  const whole = mark !== null && mark === given.mark ? true : await pullAll(await read(), window);
  await push(await read());
  return whole ? mark : null;
}

/** Gives whether all that was changed there was read. */
async function pullAll(syncing: Syncing, [from, to]: readonly [Instant, Instant]): Promise<boolean> {
  const { dav, items } = syncing;
  const listed = await dav.list(from, to);
  const changed = [...listed].filter(([href, etag]) => items.get(href)?.etag !== etag);
  for (const [href] of changed.slice(0, MOST_READ)) await pull(syncing, href);
  for (const item of items.values()) if (!listed.has(item.href)) await pullGone(syncing, item);
  return changed.length <= MOST_READ;
}
