import type { Pool } from 'pg';
import { mayDo, readPerson } from '../../src/access';
import {
  CalendarTrouble,
  linkFine,
  linkTroubled,
  openCalendar,
  syncCalendar,
  takeLinks,
} from '../../src/calendar-sync';
import { createGuardedFetch, type LookUp, type Reach } from '../../src/outbound';
import type { Clock } from '../../src/platform/clock';
import { Unsealable, unseal } from '../../src/platform/sealed';
import { beat } from '../beat';
import { inParallel } from '../in-parallel';

/** What calendars are reached with. */
export interface Calendars {
  /** What their passwords are sealed with. */
  key: Buffer;
  reach: Reach;
  lookUp?: LookUp;
}

interface Syncing {
  pool: Pool;
  clock: Clock;
  /** Without it no calendar is kept in step. */
  calendars?: Calendars | undefined;
}

type Link = Awaited<ReturnType<typeof takeLinks>>[number];

const AT_ONCE = 4;
/** Of any one answer of a server: a list of 5,000 entries has room. */
const MOST_BYTES = 4 * 1024 * 1024;
const WITHIN_MS = 20_000;

/**
 * Keeps the calendars in step that are due. One that cannot be read keeps no other waiting; why it could not stands with it. May
 * run twice, also at the same time: a calendar is one's alone meanwhile. Gives how many were looked at.
 */
export const createSyncCalendars = ({ pool, clock, calendars }: Syncing) =>
  async function syncCalendars(): Promise<number> {
    if (!calendars) return 0;
    const stopBeating = beat();
    try {
      for (let looked = 0; ; ) {
        const links = await takeLinks(pool, AT_ONCE, clock.now());
        await inParallel(links, AT_ONCE, (link) => syncOne(pool, clock, calendars, link));
        looked += links.length;
        if (links.length < AT_ONCE) return looked;
      }
    } finally {
      stopBeating();
    }
  };

async function syncOne(pool: Pool, clock: Clock, { key, reach, lookUp }: Calendars, link: Link): Promise<void> {
  const { personId, url, user, sealed, mark } = link;
  const now = clock.now();
  try {
    const person = await readPerson(pool, personId);
    if (!person || !mayDo(person, 'interaction.create'))
      throw new CalendarTrouble('Whose it is may not write meetings down here', true);
    const fetch = createGuardedFetch({ reach, mostBytes: MOST_BYTES, withinMs: WITHIN_MS, lookUp });
    const dav = openCalendar(url, { user, password: unseal(key, personId, sealed) }, fetch);
    await linkFine(pool, personId, await syncCalendar({ pool, person, dav, mark }, now), clock.now());
  } catch (error) {
    await linkTroubled(pool, personId, troubleIn(error), clock.now());
  }
}

/** In words of ours: those of servers, and of faults, may hold somebody's data. */
function troubleIn(error: unknown): { says: string; refused: boolean } {
  if (error instanceof CalendarTrouble) return { says: error.message, refused: error.refused };
  if (error instanceof Unsealable)
    return { says: 'Its password was sealed with another key: connect it anew', refused: true };
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return { says: `A fault of ours (${String(code ?? name ?? 'error')})`, refused: false };
}
