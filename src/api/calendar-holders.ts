import { z } from 'zod';
import { type CalendarHolder, listOffices, type OfficePut, putOffice, setCalendar, setOffice } from '../access';
import { once } from './kept';
import { badInput, notFound, type Problem } from './problem';
import { startSoon } from './retimings';
import { type Route, route } from './route';
import { Id, OptionalKey, Text } from './schema';
import { ZoneIn } from './zone';

const Office = z.object({ id: z.uuid(), name: Text, zone: z.string(), calendar: z.string() }).meta({ id: 'Office' });

const offices = route({
  method: 'get',
  path: '/offices',
  right: 'people.read',
  summary: 'The offices, each with its calendar',
  answers: z.object({ items: z.array(Office) }),
  handle: async (_asked, { pool }) => ({ items: await listOffices(pool) }),
});

const Done = z.object({ id: z.uuid(), calendar: z.string().nullable() }).meta({ id: 'CalendarOf' });
const calendarKey = z.string().min(1).max(200);

const unknown = (path: string, what: string): Problem => {
  const message = `There is no such ${what}`;
  return badInput({ path, message });
};

/** Whose calendar it is: an office cannot be without one. */
const holder = (holder: CalendarHolder, path: string, summary: string): Route =>
  route({
    method: 'put',
    path: `${path}/:id/calendar`,
    right: 'calendar.publish',
    summary,
    description: "Deadlines of processes whose calendar is `owner's` are resolved anew by and by.",
    params: Id,
    body: z.strictObject({ calendar: holder === 'office' ? calendarKey : calendarKey.nullable() }),
    answers: Done,
    refuses: ['NotFound'],
    handle: async ({ params, body }, context) => {
      const set = await setCalendar(context.pool, holder, params.id, body.calendar);
      if (set === 'no such calendar') throw unknown('body.calendar', 'calendar');
      if (set === 'no such holder') throw notFound(holder);
      startSoon(context);
      return { id: params.id, calendar: body.calendar };
    },
  });

const OfficeIn = z.strictObject({ name: Text, zone: ZoneIn, calendar: calendarKey }).meta({ id: 'OfficeIn' });

/** @throws Problem unless it was done */
function mustBePut(put: OfficePut): void {
  if (put === 'no such calendar') throw unknown('body.calendar', 'calendar');
  if (put === 'no such office') throw notFound('office');
}

const openOffice = route({
  method: 'post',
  path: '/offices',
  right: 'people.change',
  summary: 'Open an office: where its people are, and by which calendar they work',
  headers: OptionalKey,
  body: OfficeIn,
  answers: Office,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      mustBePut(await putOffice(context.pool, { id, ...asked.body }, true));
      return { id, ...asked.body };
    }),
});

const changeOffice = route({
  method: 'put',
  path: '/offices/:id',
  right: 'people.change',
  summary: 'Say anew what an office is',
  description: "Deadlines of processes whose calendar is `owner's` are resolved anew by and by.",
  params: Id,
  body: OfficeIn,
  answers: Office,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, body }, context) => {
    mustBePut(await putOffice(context.pool, { id, ...body }, false));
    startSoon(context);
    return { id, ...body };
  },
});

const moveOffice = route({
  method: 'put',
  path: '/people/:id/office',
  right: 'calendar.publish',
  summary: 'Move somebody to another office, or (null) to none',
  description: "Deadlines that count in the office's calendar through its people are resolved anew by and by.",
  params: Id,
  body: z.strictObject({ office: z.uuid().nullable() }),
  answers: z.object({ id: z.uuid(), office: z.uuid().nullable() }).meta({ id: 'OfficeOf' }),
  refuses: ['NotFound'],
  handle: async ({ params, body }, context) => {
    const set = await setOffice(context.pool, params.id, body.office);
    if (set === 'no such office') throw unknown('body.office', 'office');
    if (set === 'no such person') throw notFound('person');
    startSoon(context);
    return { id: params.id, office: body.office };
  },
});

export const calendarHolders: Route[] = [
  offices,
  openOffice,
  changeOffice,
  holder('person', '/people', 'Give somebody a calendar of their own, or (null) take it away'),
  holder('team', '/teams', 'Give the people of a team a calendar, or (null) take it away'),
  holder('office', '/offices', 'Give an office another calendar'),
  moveOffice,
];
