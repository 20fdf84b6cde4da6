import { z } from 'zod';
import { type Person, type Sight, sightOf } from '../access';
import {
  askerFor,
  type Briefing,
  type BriefingOf,
  type BriefingReader,
  HTML_POLICY,
  htmlOf,
  pdfOf,
  readBriefing,
  sheetOf,
} from '../crm';
import { BriefingView, briefingView } from './briefing-views';
import { seenCard } from './card-write';
import { maskValue } from './closed';
import type { Context } from './context';
import { mustBeSeen } from './instance-kinds';
import { asked as list } from './list-question';
import { notFound } from './problem';
import { Reply, type Route, route, Written } from './route';
import { Id } from './schema';
import { createTurns } from './turns';

const FORMS = ['json', 'html', 'pdf'] as const;
type Form = (typeof FORMS)[number];
const TYPES: Readonly<Record<Form, string>> = { json: 'application/json', html: 'text/html', pdf: 'application/pdf' };

const Query = z.strictObject({
  as: z.enum(FORMS).optional().meta({ description: 'Else what Accept asks for, else JSON' }),
  language: z.enum(['en', 'ru']).optional().meta({ description: "Of the page; else the reader's own" }),
  zone: list.zone,
});
const Headers = z.object({ accept: z.string().max(2000).optional() });

/** Drawing a page keeps the thread busy: one at a time, the first to come first. */
const inTurn = createTurns(1);
const PRIVATE = { 'Cache-Control': 'no-store', Vary: 'Accept' };

/** Of the forms that a header names, the one it likes best; whoever takes anything gets JSON. Source: RFC 9110, 12.5.1. */
function formOf(accept = ''): Form {
  const wishes = accept.split(',').flatMap((one) => {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    const form = FORMS.find((known) => TYPES[known] === type);
    const q = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
    return form && q > 0 ? [{ form, q }] : [];
  });
  return wishes.sort((a, b) => b.q - a.q)[0]?.form ?? 'json';
}

async function written(briefing: Briefing, form: 'html' | 'pdf', reader: BriefingReader): Promise<Written> {
  const sheet = sheetOf(briefing, reader);
  if (form === 'html')
    return new Written(TYPES.html, htmlOf(sheet), { ...PRIVATE, 'Content-Security-Policy': HTML_POLICY });
  const file = await inTurn(() => pdfOf(sheet, briefing.asOf));
  return new Written(TYPES.pdf, file, { ...PRIVATE, 'Content-Disposition': 'inline; filename="briefing.pdf"' });
}

/** The record that an address names and how far its reader sees. @throws Problem where they do not see it */
async function seen(context: Context, { kind, id }: BriefingOf, actor: Person): Promise<{ id: string; sight: Sight }> {
  if (kind === 'account' || kind === 'contact') return seenCard(context, kind, id, actor);
  await mustBeSeen(context, kind, id, actor);
  return { id, sight: await sightOf(context.pool, actor) };
}

const briefingOn = (kind: BriefingOf['kind'], whom: string): Route =>
  route({
    method: 'get',
    path: `/${kind}s/:id/briefing`,
    right: `${kind}.read`,
    summary: `What has to be known before a call or a meeting with ${whom}: one page, as JSON, HTML or PDF`,
    description: 'As far as you see it; lists show what matters most, and `counts` says how much there is.',
    params: Id,
    query: Query,
    headers: Headers,
    answers: BriefingView,
    forms: [TYPES.html, TYPES.pdf],
    personal: true,
    refuses: ['NotFound'],
    handle: async ({ params, query, headers, actor }, context) => {
      const now = context.clock.now();
      const { id, sight } = await seen(context, { kind, id: params.id }, actor);
      const briefing = await readBriefing(context, { kind, id }, sight, now);
      if (!briefing) throw notFound(kind);
      const form = query.as ?? formOf(headers.accept);
      if (form === 'json') return new Reply(200, briefingView(briefing), PRIVATE);
      const { zone } = await askerFor(context.pool, actor, now, query.zone);
      const language = query.language ?? (actor.language === 'ru' ? 'ru' : 'en');
      return written(maskValue(BriefingView, actor, briefing), form, { name: actor.name, language, zone });
    },
  });

/** One page on a client, before somebody calls or meets them. Source: DIR-20. */
export const briefings: Route[] = [
  briefingOn('account', 'an organisation'),
  briefingOn('contact', 'a person'),
  briefingOn('lead', 'whoever a lead is about'),
  briefingOn('sale', 'the client of a sale'),
];
