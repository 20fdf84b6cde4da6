import { z } from 'zod';
import {
  type CalendarLink,
  CalendarTrouble,
  connectCalendar,
  disconnectCalendar,
  findCalendars,
  readLink,
  syncSoon,
} from '../calendar-sync';
import { createFlood } from '../intake';
import { createGuardedFetch, faultOfUrl } from '../outbound';
import { seal } from '../platform/sealed';
import type { Context } from './context';
import { badInput, notFound, Problem } from './problem';
import { type Asked, type Route, route } from './route';
import { isoOf, isoOrNull, Time } from './schema';

/** Of one person: whoever tries passwords, or addresses, is slow. */
const TRIES_PER_MINUTE = 6;
const MOST_BYTES = 1024 * 1024;
const WITHIN_MS = 10_000;
const flood = createFlood();

const View = z
  .object({
    url: z.string(),
    name: z.string(),
    user: z.string(),
    connectedAt: Time,
    status: z
      .enum(['active', 'off'])
      .meta({ description: 'off: it was refused too often, or has to be connected anew' }),
    trouble: z.string().nullable().meta({ description: 'Why the last look came to nothing' }),
    syncedAt: Time.nullable().meta({ description: 'When it was looked at last' }),
    fineAt: Time.nullable().meta({ description: 'When that went well last' }),
  })
  .meta({ id: 'CalendarLink' });

const linkView = ({ connectedAt, syncedAt, fineAt, ...link }: CalendarLink): z.input<typeof View> => ({
  ...link,
  connectedAt: isoOf(connectedAt),
  syncedAt: isoOrNull(syncedAt),
  fineAt: isoOrNull(fineAt),
});

const Address = {
  address: z.string().max(2000).meta({ description: 'Of the server, or of one calendar on it' }),
  user: z.string().min(1).max(320),
  password: z
    .string()
    .min(1)
    .max(1000)
    .meta({ description: 'Best one that is for this alone, where the server has such' }),
};
const Found = z.object({ url: z.string(), name: z.string() });

const read = route({
  method: 'get',
  path: '/me/calendar',
  right: 'self.read',
  summary: 'The calendar of yours that is kept in step; not its password',
  answers: z.object({ calendar: View.nullable() }),
  handle: async ({ actor }, { pool }) => {
    const link = await readLink(pool, actor.id);
    return { calendar: link && linkView(link) };
  },
});

const find = route({
  method: 'post',
  path: '/me/calendar/find',
  right: 'self.change',
  summary: 'Which calendars there are at an address (CalDAV); nothing is kept',
  body: z.strictObject(Address).meta({ id: 'CalendarAddress' }),
  answers: z.object({ items: z.array(Found) }),
  refuses: ['TooOften', 'CalendarAway'],
  handle: async ({ actor, body }, context) => ({ items: await calendarsAt(context, actor, body) }),
});

const connect = route({
  method: 'put',
  path: '/me/calendar',
  right: 'self.change',
  summary: 'Have a calendar of yours kept in step, in place of the one before',
  description: 'It is looked into first. Where there are several, `calendar` says which, by its address.',
  body: z.strictObject({ ...Address, calendar: z.string().max(2000).optional() }).meta({ id: 'NewCalendarLink' }),
  answers: View,
  refuses: ['TooOften', 'CalendarAway', 'NotSetUp'],
  handle: async ({ actor, body }, context) => {
    const { sealingKey, pool, clock } = context;
    if (!sealingKey) throw new Problem('NotSetUp', { detail: 'No key is there to seal passwords with.' });
    const found = await calendarsAt(context, actor, body);
    const chosen =
      body.calendar === undefined && found.length === 1 ? found[0] : found.find(({ url }) => url === body.calendar);
    if (!chosen) {
      const known = found.map(({ url }) => url).join(', ');
      throw badInput({ path: 'body.calendar', message: `Must be one of those there are: ${known || 'none'}` });
    }
    const given = { personId: actor.id, ...chosen, user: body.user, sealed: seal(sealingKey, actor.id, body.password) };
    await connectCalendar(pool, given, clock.now());
    return viewOf(context, actor);
  },
});

const sync = route({
  method: 'post',
  path: '/me/calendar/sync',
  right: 'self.change',
  summary: 'Have it looked at within a minute, also where it was switched off',
  answers: View,
  refuses: ['NotFound'],
  handle: async ({ actor }, context) => {
    await syncSoon(context.pool, actor.id, context.clock.now());
    return viewOf(context, actor);
  },
});

const disconnect = route({
  method: 'delete',
  path: '/me/calendar',
  right: 'self.change',
  summary: 'Keep your calendar in step no longer, and forget its password; what stands in it stays',
  answers: z.object({ done: z.literal(true) }),
  refuses: ['NotFound'],
  handle: async ({ actor }, { pool }) => {
    if (!(await disconnectCalendar(pool, actor.id))) throw notFound('calendar');
    return { done: true as const };
  },
});

async function viewOf({ pool }: Context, actor: Asked['actor']): Promise<z.input<typeof View>> {
  const link = await readLink(pool, actor.id);
  if (!link) throw notFound('calendar');
  return linkView(link);
}

/** @throws Problem for an address that may not be reached, and a server that does not answer as one */
async function calendarsAt(
  { config, clock }: Context,
  actor: Asked['actor'],
  { address, user, password }: { address: string; user: string; password: string },
) {
  const reach = config.outbound.webhooksTo;
  const message = faultOfUrl(address, reach);
  if (message !== null) throw badInput({ path: 'body.address', message });
  const wait = flood.wait(actor.id, TRIES_PER_MINUTE, clock.now());
  if (wait !== null) throw new Problem('TooOften', { headers: { 'Retry-After': String(wait) } });
  const fetch = createGuardedFetch({ reach, mostBytes: MOST_BYTES, withinMs: WITHIN_MS });
  try {
    return await findCalendars(address, { user, password }, fetch);
  } catch (error) {
    if (!(error instanceof CalendarTrouble)) throw error;
    throw new Problem('CalendarAway', { detail: `${error.message}.` });
  }
}

export const calendarLinks: Route[] = [read, find, connect, sync, disconnect];
