import { z } from 'zod';
import { sightOf } from '../access';
import { type BackfillResult, backfillTouches, TOUCH_KINDS, touchesFromInteractions } from '../crm';
import { idOf } from './new-instance';
import { type Route, route } from './route';
import { TimeIn, words } from './schema';

const Row = z.strictObject({
  externalKey: words(300).meta({ description: 'Of the row, where it comes from: the same again is the same touch' }),
  source: words(300).meta({ description: "A source's key or name; one that is not known is made" }),
  kind: z.enum(TOUCH_KINDS),
  activityAt: TimeIn,
  responseAt: TimeIn.optional(),
  status: words(100).optional(),
  note: words(4000).optional(),
  product: words(200).optional().meta({ description: 'By its key' }),
  email: words(320).optional(),
  phone: words(100).optional(),
  leadKey: words(300).optional().meta({ description: "A lead's external key" }),
  contactKey: words(300).optional(),
  accountKey: words(300).optional(),
});

const RESULTS = ['written', 'known', 'unmatched', 'ambiguous', 'faulty'] as const;

const Result = z.object({
  externalKey: z.string(),
  became: z.enum(RESULTS),
  touchId: z.uuid().optional(),
  ids: z.array(z.uuid()).optional().meta({ description: 'Of an ambiguous row: whose it could be' }),
  message: z.string().optional(),
});

const backfill = route({
  method: 'post',
  path: '/touches/backfill',
  right: 'touch.backfill',
  summary: 'Fill history in afterwards from an audit or a mail log, with true dates; a row at a time is taken or told',
  description:
    'Each row is matched by e-mail address, phone or external key: a known contact first, else the newest lead, else an account. Rows have keys of their own, so the same file may be sent as often as one likes; an unmatched row is worth sending again once its person is there.',
  body: z.strictObject({ items: z.array(Row).min(1).max(500) }).meta({ id: 'Backfill' }),
  answers: z
    .object({ counts: z.record(z.enum(RESULTS), z.number()), items: z.array(Result) })
    .meta({ id: 'Backfilled' }),
  handle: async ({ body, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const makeId = (key: string) => idOf(key, 'touch');
    const results = await backfillTouches(pool, body.items, { by: actor.id, now: clock.now(), sight, makeId });
    const items = results.map((result, n) => ({ externalKey: body.items[n]?.externalKey ?? '', ...outOf(result) }));
    const counts = Object.fromEntries(
      RESULTS.map((became) => [became, items.filter((one) => one.became === became).length]),
    ) as Record<(typeof RESULTS)[number], number>;
    return { counts, items };
  },
});

const outOf = (result: BackfillResult) => ('ids' in result ? { ...result, ids: [...result.ids] } : result);

const fromAudit = route({
  method: 'post',
  path: '/touches/from-interactions',
  right: 'touch.backfill',
  summary: 'Make touches of the calls, e-mails, meetings and visits on record, with their true dates; once each',
  body: z
    .strictObject({ from: TimeIn, to: TimeIn })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'Must be after `from`' })
    .meta({ id: 'TouchesFromInteractions' }),
  answers: z.object({
    written: z.number(),
    more: z.boolean().meta({ description: 'True: 10,000 were looked at, and more are left; ask again' }),
  }),
  handle: ({ body, actor }, { pool, clock }) =>
    touchesFromInteractions(pool, { ...body, limit: 10_000, now: clock.now(), by: actor.id }),
});

/** Before the routes of touches by id, should there ever be any. */
export const backfills: Route[] = [backfill, fromAudit];
