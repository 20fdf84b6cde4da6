import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { mayDo, readPerson, seenSql, sightOf } from '../access';
import { createFlood } from '../intake';
import { endFeed, feedEntries, feedOf, holderOfFeed, iCalendar, makeFeed } from '../outbound';
import { peerOf } from './caller';
import type { Context } from './context';
import { notFound, Problem } from './problem';
import { type Page, type Route, route } from './route';
import { isoOf, isoOrNull, Time } from './schema';

/** Of all feeds that one address reads: companies come from one, and so do the great calendar services. */
const READS_PER_MINUTE = 600;
/** Of one feed: calendars ask every few minutes. */
const READS_OF_ONE = 30;
const flood = createFlood();

const Feed = z
  .object({
    madeAt: Time,
    readAt: Time.nullable().meta({ description: 'When a calendar last read it, to an hour' }),
  })
  .meta({ id: 'CalendarFeed' });

const read = route({
  method: 'get',
  path: '/me/calendar-feed',
  right: 'self.read',
  summary: 'Whether you have a calendar feed; not its address',
  answers: z.object({ feed: Feed.nullable() }),
  handle: async ({ actor }, { pool }) => {
    const feed = await feedOf(pool, actor.id);
    return { feed: feed && { madeAt: isoOf(feed.madeAt), readAt: isoOrNull(feed.readAt) } };
  },
});

const make = route({
  method: 'post',
  path: '/me/calendar-feed',
  right: 'self.change',
  summary: 'An address at which calendars read your tasks and planned contacts, shown this once; one that you had ends',
  answers: z
    .object({ address: z.string().meta({ description: 'Whoever has it reads your calendar' }), madeAt: Time })
    .meta({ id: 'NewCalendarFeed' }),
  status: 201,
  refuses: ['NotSetUp'],
  handle: async ({ actor, caller }, { pool, clock }) => {
    const { url } = caller();
    const now = clock.now();
    const secret = await makeFeed(pool, actor.id, now);
    return { address: `${url}/api/v1/calendar-feed/${secret}.ics`, madeAt: isoOf(now) };
  },
});

const end = route({
  method: 'delete',
  path: '/me/calendar-feed',
  right: 'self.change',
  summary: 'End your calendar feed: its address opens nothing any more',
  answers: z.object({ done: z.literal(true) }),
  refuses: ['NotFound'],
  handle: async ({ actor }, { pool }) => {
    if (!(await endFeed(pool, actor.id))) throw notFound('calendar feed');
    return { done: true as const };
  },
});

const file: Page = {
  method: 'get',
  path: '/calendar-feed/:secret.ics',
  right: 'public',
  summary:
    'The calendar of whoever made this address: their tasks that are due, and contacts that they hold or take part in',
  serves: 'text/calendar',
  params: z.object({ secret: z.string() }),
  also: { 304: 'As it was when it was read last (If-None-Match)' },
  refuses: ['NotFound', 'TooOften', 'DatabaseAway'],
  serve: async (request, response, context) => {
    mustNotFlood(request, context);
    const text = await calendarOf(context, String(request.params.secret));
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    response.set({
      'Cache-Control': 'no-store',
      ETag: etag,
      'Content-Disposition': 'attachment; filename="dealwright.ics"',
      'Referrer-Policy': 'no-referrer',
    });
    // Whoever asks past caches, as calendars do, is spared the text all the same.
    if (request.get('if-none-match')?.includes(etag)) response.status(304).end();
    else response.type('text/calendar; charset=utf-8').send(text);
  },
};

function mustNotFlood(request: Request, { clock }: Context): void {
  const now = clock.now();
  const wait =
    flood.wait(`from ${peerOf(request)}`, READS_PER_MINUTE, now) ??
    flood.wait(`of ${createHash('sha256').update(String(request.params.secret)).digest('base64')}`, READS_OF_ONE, now);
  if (wait !== null) throw new Problem('TooOften', { headers: { 'Retry-After': String(wait) } });
}

/** @throws Problem for an address that nobody has, or whose holder no longer works here or may no longer read tasks */
async function calendarOf({ pool, clock }: Context, secret: string): Promise<string> {
  const now = clock.now();
  const holder = await holderOfFeed(pool, secret, now);
  const person = holder && (await readPerson(pool, holder));
  if (!person || !mayDo(person, 'task.read')) throw notFound('calendar feed');
  const sight = await sightOf(pool, person);
  const seen = (bind: (value: unknown) => string) => seenSql(sight, 'instance', 'i', bind);
  const entries = await feedEntries(pool, { personId: person.id, seen }, now);
  return iCalendar(person.name, entries, person.language === 'ru' ? 'ru' : 'en');
}

export const calendarFeed: Route[] = [read, make, end];
export const calendarFeedFiles: Page[] = [file];
