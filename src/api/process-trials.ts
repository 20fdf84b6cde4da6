import { z } from 'zod';
import { readCalendarText, readVersion } from '../crm';
import { readTimes, readWhatIf } from '../insight';
import { readCalendar } from '../platform/calendars';
import type { Definition } from '../process';
import type { Problem as Fault } from '../process/language/finding';
import type { Calendar } from '../process/time/calendar';
import { readScript } from '../process/trial/read-examples';
import { count, noTotals } from '../process/trial/what-if-totals';
import { checkText } from '../publishing';
import type { Context } from './context';
import { badInput, notFound, Problem } from './problem';
import { ProcessKey } from './processes';
import { type Route, route } from './route';
import { isoOf, TimeIn } from './schema';
import { faulty, ShortText, SourceText } from './texts';
import { dealView, SimulatedView, simulatedView, TestedView, testedView, totalsView, WhatIfView } from './trial-views';

/** What is tried: a published version, the one in force unless told, or a text that is not published yet. */
const Tried = {
  version: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional()
    .meta({ description: 'The one in force unless told' }),
  text: SourceText.optional().meta({ description: 'In the place of a version' }),
  calendar: ShortText.optional().meta({ description: 'The text of a calendar, in the place of the one of its key' }),
};

interface Given {
  version?: number | undefined;
  text?: string | undefined;
  calendar?: string | undefined;
}

interface Source {
  definition: Definition;
  /** Holds its examples. */
  text: string;
}

/** @throws Problem for a version that is not there, a text with faults, or one of another process */
async function sourceOf(context: Context, key: string, { version, text }: Given): Promise<Source> {
  const { pool, versions } = context;
  if (text !== undefined) return readSent(context, key, text);
  const number = version ?? (await versions.current(key))?.version;
  const found = number === undefined ? null : await readVersion(pool, key, number);
  if (!found) throw notFound(version === undefined ? 'process' : 'version');
  return { definition: found.definition, text: found.source };
}

async function readSent({ pool, readText }: Context, key: string, text: string): Promise<Source> {
  const read = await checkText(pool, text, readText);
  if (!read.definition) throw faulty(read.findings);
  if (read.definition.key !== key)
    throw new Problem('BadInput', {
      detail: `The text is of the process "${read.definition.key}", and not of "${key}".`,
      errors: [{ path: 'body.text', message: `Must be of the process ${key}` }],
    });
  return { definition: read.definition, text };
}

/** @throws Problem for a text with faults */
function calendarOf({ calendar }: Given): Calendar | undefined {
  if (calendar === undefined) return undefined;
  const read = readCalendarText(calendar);
  if (!read.calendar) throw faulty(read.findings);
  const { key, ...definition } = read.calendar;
  return readCalendar({ key, version: 0, definition });
}

/** The calendar that a trial counts in: that of the process as it is in force, unless another text was sent. */
async function calendarFor({ pool, clock }: Context, definition: Definition, given: Given): Promise<Calendar> {
  const times = await readTimes(pool, { calendar: calendarOf(given) });
  return times.calendar(definition, '', clock.now(), undefined);
}

function badScript(problems: readonly Fault[]): Problem {
  const errors = problems.map(({ path, message }) => ({ path: ['body', ...path].join('.'), message }));
  return badInput(...errors);
}

const simulated = route({
  method: 'post',
  path: '/processes/:key/simulate',
  right: 'process.try',
  summary: 'Walk a sample deal through a process in virtual time; nothing is kept',
  description: 'The script has the words of the examples of a definition: see docs/reference/examples.md.',
  params: ProcessKey,
  body: z
    .strictObject({
      ...Tried,
      given: z.record(z.string(), z.unknown()).default({}),
      steps: z.array(z.unknown()).max(500),
    })
    .meta({ id: 'Simulate', examples: [{ steps: ['the owner completes first-call with call later', '2 days pass'] }] }),
  answers: SimulatedView,
  refuses: ['NotFound', 'TextFaulty'],
  handle: async ({ params, body }, context) => {
    const { definition } = await sourceOf(context, params.key, body);
    const { script, problems } = readScript({ given: body.given, steps: body.steps }, definition);
    if (!script) throw badScript(problems);
    const calendar = await calendarFor(context, definition, body);
    const found = await context.trials.simulate({ definition, calendar }, script);
    if ('code' in found)
      throw new Problem('BadInput', {
        detail: found.detail,
        errors: [{ path: 'body.given', message: found.detail }],
      });
    return simulatedView(found);
  },
});

const tested = route({
  method: 'post',
  path: '/processes/:key/test',
  right: 'process.try',
  summary: 'Play the examples that a definition carries, and say which of them hold',
  params: ProcessKey,
  body: z
    .strictObject({
      ...Tried,
      generated: z.boolean().default(false).meta({ description: 'Also examples that are made for all it can do' }),
    })
    .meta({ id: 'TestProcess' }),
  answers: TestedView.extend({
    uncovered: z
      .array(z.object({ what: z.string(), reason: z.string(), says: z.object({ en: z.string(), ru: z.string() }) }))
      .meta({ description: 'What no example could be made for, and why' }),
  }),
  refuses: ['NotFound', 'TextFaulty'],
  handle: async ({ params, body }, context) => {
    const source = await sourceOf(context, params.key, body);
    const calendar = await calendarFor(context, source.definition, body);
    const { results, uncovered } = await context.trials.test({ ...source, calendar }, body.generated);
    return { ...testedView(results), uncovered };
  },
});

const whatIfs = route({
  method: 'post',
  path: '/processes/:key/what-if',
  right: 'process.try',
  summary: 'Live past deals again under other limits, calendars or conditions: what would have been flagged',
  description:
    'Without a text, a version or a calendar the settings of the time hold, and it gives what really was. A page at a time; totals are those of the page.',
  params: ProcessKey,
  body: z
    .strictObject({
      ...Tried,
      version: Tried.version.meta({ description: 'A version that all deals run on; those of the time unless told' }),
      from: TimeIn.optional().meta({ description: 'Deals that began from here on' }),
      to: TimeIn.optional().meta({ description: 'and before this' }),
      filter: z.strictObject({ owner: z.uuid().optional(), open: z.boolean().optional() }).default({}),
      limit: z.int().min(1).max(500).default(100),
      cursor: z.string().max(2000).optional(),
    })
    .meta({ id: 'AskWhatIf' }),
  answers: WhatIfView,
  refuses: ['NotFound', 'TextFaulty'],
  handle: async ({ params, body }, context) => {
    const { from, to, filter, limit, cursor, ...given } = body;
    const settled = given.text === undefined && given.version === undefined;
    if (settled && !(await context.versions.current(params.key))) throw notFound('process');
    const definition = settled ? undefined : (await sourceOf(context, params.key, given)).definition;
    const asked = { process: params.key, definition, calendar: calendarOf(given), from, to, ...filter };
    const page = await readWhatIf(context, asked, { limit, cursor, count: true }, context.clock.now());
    const totals = noTotals();
    for (const { found } of page.items) count(totals, found ?? null);
    return {
      totals: totalsView(totals),
      items: page.items.flatMap((row) => dealView(row) ?? []),
      total: page.total ?? 0,
      next: page.next,
      asOf: isoOf(page.asOf),
    };
  },
});

export const processTrials: Route[] = [simulated, tested, whatIfs];
