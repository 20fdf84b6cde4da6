import { z } from 'zod';
import {
  type CalendarVersion,
  calendarVersions,
  listCalendars,
  previewCalendar,
  publishCalendarText,
  retimingOf,
} from '../crm';
import { notFound, Problem } from './problem';
import { VersionNumber } from './processes';
import { MovedPage, MovedView, movedPage, moveView, startSoon } from './retimings';
import { type Route, route } from './route';
import { Count, paging, Time, words } from './schema';
import { faulty, ShortText } from './texts';

const Key = z.object({ key: z.string().max(200) });

const CalendarCard = z
  .object({
    key: z.string(),
    version: z.number(),
    definition: z.record(z.string(), z.unknown()).meta({ description: 'With its holidays as dated exceptions' }),
    createdAt: Time,
    author: z.string().meta({ description: "A person's id, `command line`, or `system` for what ships" }),
    note: z.string().nullable(),
  })
  .meta({ id: 'Calendar' });

const CalendarWithText = CalendarCard.extend({
  text: z.string().nullable().meta({ description: 'As it was written; null for one from before texts were kept' }),
}).meta({ id: 'CalendarWithText' });

const cardOf = ({ definition, createdAt, source: _, ...card }: CalendarVersion): z.input<typeof CalendarCard> => ({
  ...card,
  definition: definition as Record<string, unknown>,
  createdAt: createdAt.toISOString(),
});

const list = route({
  method: 'get',
  path: '/calendars',
  right: 'calendar.read',
  summary: 'The working-time calendars in force',
  answers: z.object({ items: z.array(CalendarCard) }),
  handle: async (_asked, { pool }) => ({ items: (await listCalendars(pool)).map(cardOf) }),
});

const one = route({
  method: 'get',
  path: '/calendars/:key',
  right: 'calendar.read',
  summary: 'One calendar as it is in force, with its text, and its versions, the newest first',
  params: Key,
  answers: CalendarWithText.extend({ versions: z.array(CalendarCard.omit({ definition: true })) }),
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    const versions = await calendarVersions(pool, params.key);
    const [newest] = versions;
    if (!newest) throw notFound('calendar');
    const cards = versions.map(cardOf).map(({ definition: _, ...card }) => card);
    return { ...cardOf(newest), text: newest.source, versions: cards };
  },
});

const version = route({
  method: 'get',
  path: '/calendars/:key/versions/:version',
  right: 'calendar.read',
  summary: 'One version of a calendar, with its text',
  params: Key.extend({ version: VersionNumber }),
  answers: CalendarWithText,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    const found = (await calendarVersions(pool, params.key)).find((one) => one.version === params.version);
    if (!found) throw notFound('version');
    return { ...cardOf(found), text: found.source };
  },
});

/** A calendar as YAML text, or as JSON with the same keys. */
const Given = {
  text: ShortText.optional().meta({ description: 'YAML, as calendars/office.yaml shows it' }),
  calendar: z.record(z.string(), z.unknown()).optional().meta({ description: 'The same keys as JSON' }),
};

/** @throws Problem unless exactly one of the two forms is given */
function textOf({ text, calendar }: { text?: string; calendar?: Record<string, unknown> }): string {
  if ((text === undefined) === (calendar === undefined)) throw wrongBody('Send either `text` or `calendar`');
  const written = text ?? JSON.stringify(calendar, null, 2);
  const { success, error } = ShortText.safeParse(written);
  if (!success) throw wrongBody(`calendar: ${error.issues[0]?.message}`);
  return written;
}

const wrongBody = (message: string): Problem =>
  new Problem('BadInput', { detail: message, errors: [{ path: 'body', message }] });

const otherKey = (written: string, asked: string): Problem =>
  wrongBody(`The calendar calls itself '${written}', and the address says '${asked}'`);

const publish = route({
  method: 'put',
  path: '/calendars/:key',
  right: 'calendar.publish',
  summary: 'Put a calendar in force: a new version, unless the newest says the same',
  description:
    'Deadlines that hang on it are resolved anew by and by, behind everything else; `GET .../versions/{version}/moved` lists what moved. Flags that have fired stay in the history. A text with any fault is refused whole.',
  params: Key,
  body: z
    .strictObject({
      ...Given,
      note: words(2000).optional().meta({ description: 'Why' }),
      after: Count.min(0).optional().meta({
        description: 'The version that yours was made from (0: none); 409 MovedOn when another is in force by now',
      }),
    })
    .meta({ id: 'PublishCalendar' }),
  answers: z
    .object({
      key: z.string(),
      version: z.number(),
      made: z.boolean().meta({ description: 'False where the newest version says the same already' }),
    })
    .meta({ id: 'PublishedCalendar' }),
  refuses: ['TextFaulty', 'MovedOn'],
  handle: async ({ params: { key }, body, actor }, context) => {
    const { note, after } = body;
    const published = await publishCalendarText(context.pool, textOf(body), { author: actor.id, note, after, key });
    switch (published.became) {
      case 'faulty':
        throw faulty(published.findings);
      case 'other key':
        throw otherKey(published.key, key);
      case 'moved on':
        throw new Problem('MovedOn', { detail: `Version ${published.version} is in force.` });
      case 'published':
        startSoon(context);
        return { key, version: published.version, made: published.made };
    }
  },
});

const preview = route({
  method: 'post',
  path: '/calendars/:key/preview',
  right: 'calendar.publish',
  summary: 'What a calendar would move, if it were put in force now; nothing is done',
  params: Key,
  body: z.strictObject(Given).meta({ id: 'PreviewCalendar' }),
  answers: z
    .object({
      looked: z.number().meta({ description: 'Open leads and sales that were looked at' }),
      instances: z.number().meta({ description: 'Those with anything to move' }),
      moves: z.number().meta({ description: 'Instants that would move' }),
      complete: z.boolean().meta({ description: 'False where more hang on the calendar than a preview looks at' }),
      items: z.array(MovedView.omit({ seq: true, at: true })).meta({ description: 'The first 200 of them' }),
    })
    .meta({ id: 'CalendarPreview' }),
  refuses: ['TextFaulty'],
  handle: async ({ params, body }, context) => {
    const found = await previewCalendar(context, textOf(body), context.clock.now());
    if (found.findings) throw faulty(found.findings);
    const { key, items, ...counts } = found;
    if (key !== params.key) throw otherKey(key, params.key);
    return { ...counts, items: items.map(({ moves, ...one }) => ({ ...one, moves: moves.map(moveView) })) };
  },
});

const moved = route({
  method: 'get',
  path: '/calendars/:key/versions/:version/moved',
  right: 'calendar.read',
  summary: 'Which deadlines a version of a calendar has moved: whose, from when to when',
  params: Key.extend({ version: VersionNumber }),
  query: z.strictObject(paging),
  answers: MovedPage,
  refuses: ['NotFound'],
  handle: async ({ params, query }, context) => {
    const versions = await calendarVersions(context.pool, params.key);
    if (!versions.some(({ version }) => version === params.version)) throw notFound('version');
    return movedPage(context, await retimingOf(context.pool, params.key, params.version), query);
  },
});

export const calendars: Route[] = [list, one, version, publish, preview, moved];
