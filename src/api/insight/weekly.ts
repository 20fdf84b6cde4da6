import { z } from 'zod';
import { HTML_POLICY, htmlOf, pdfOf } from '../../crm';
import { readerOfSummary, readWeekly, weeklySheet } from '../../insight';
import { mustShow } from '../closed';
import { notFound } from '../problem';
import { Reply, route, Written } from '../route';
import { isoOf, Time } from '../schema';
import { createTurns } from '../turns';

/** Drawing a page keeps the thread busy: one at a time, the first to come first. */
const inTurn = createTurns(1);
const PRIVATE = { 'Cache-Control': 'no-store' };

const Sheet = z
  .object({
    title: z.string(),
    subtitle: z.string(),
    blocks: z.array(
      z.object({
        heading: z.string(),
        lines: z.array(
          z.object({ text: z.string(), tone: z.enum(['red', 'yellow', 'green', 'none']), below: z.array(z.string()) }),
        ),
      }),
    ),
    foot: z.string(),
    asOf: Time,
  })
  .meta({ id: 'WeeklySummary' });

const weekly = route({
  method: 'get',
  path: '/insight/weekly',
  right: 'insight.read',
  personal: true,
  summary:
    'What you are mailed on Mondays, as of now: last week and this month of your people, what stands still, who has how much to do',
  description: 'Of those below you; of all whom you see where nobody is. In your language and your zone.',
  query: z.strictObject({
    as: z.enum(['json', 'html', 'pdf']).default('json'),
    language: z.enum(['en', 'ru']).optional(),
  }),
  answers: Sheet,
  refuses: ['FieldHidden'],
  forms: ['text/html', 'application/pdf'],
  handle: async ({ query, actor }, { pool, versions, clock }) => {
    // It is said in sentences: nothing could be taken out of them.
    mustShow(actor, 'sale', 'lead');
    const now = clock.now();
    const found = await readerOfSummary(pool, actor.id);
    if (!found) throw notFound('person');
    const reader = { ...found.reader, ...(query.language && { language: query.language }) };
    const facts = await readWeekly({ pool, versions }, { reader: actor, zone: reader.zone }, now);
    const sheet = weeklySheet(facts, reader);
    if (query.as === 'html')
      return new Written('text/html', htmlOf(sheet), { ...PRIVATE, 'Content-Security-Policy': HTML_POLICY });
    if (query.as === 'pdf') return new Written('application/pdf', await inTurn(() => pdfOf(sheet, now)), PRIVATE);
    const { title, subtitle, blocks, foot } = sheet;
    return new Reply(200, { ...{ title, subtitle, blocks, foot }, asOf: isoOf(now) });
  },
});

export { weekly };
