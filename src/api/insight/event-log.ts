import type { Request, Response } from 'express';
import { z } from 'zod';
import { mayDo, type Person } from '../../access';
import { readVersion } from '../../crm';
import { type AskedLog, namesOfPeople, netOf, ocelOf, readLog, versionNames, type Wording, xesOf } from '../../insight';
import { mustShow } from '../closed';
import type { Context } from '../context';
import { badInput, notFound, Problem } from '../problem';
import { type Page, type Route, route, Written } from '../route';
import { sendLines } from '../send-lines';
import { checked } from '../to-problem';
import { createTurns } from '../turns';
import { unkeepableIn } from '../unkeepable';
import { askedBehind, readAsked } from './asked';

const Query = z.strictObject({
  ...askedBehind,
  lines: z.enum(['stages', 'all']).default('all'),
  people: z.enum(['ids', 'names']).default('ids'),
});

type Wanted = z.output<typeof Query>;

/** A log of a million deals takes minutes: the others wait, so that lists stay quick. */
const turns = createTurns(2);

const DESCRIPTION =
  'Asked for as a report is: whole deals that began in the period, as far as you see them. `lines=stages` has one line each time that ' +
  'a stage is entered, `lines=all` tasks, waits, commands and deadlines too. People are ids unless `people=names`. ' +
  'See docs/how-to/process-mining.md.';

interface Form {
  path: string;
  type: string;
  file: string;
  summary: string;
  answers: z.ZodType;
  write(log: () => ReturnType<typeof readLog>, wording: Wording): AsyncGenerator<string>;
}

const logPage = ({ path, type, file, summary, answers, write }: Form): Page => ({
  method: 'get',
  path,
  right: 'event-log.read',
  summary,
  description: DESCRIPTION,
  serves: type,
  personal: true,
  answers,
  refuses: ['BadInput'],
  async serve(request, response, context) {
    const actor = response.locals.actor as Person;
    const wanted = queryOf(request);
    const { asked, wording } = await askedOf(wanted, actor, context);
    await turns(() =>
      send(
        response,
        { type, file },
        write(() => readLog(context.pool, asked), wording),
      ),
    );
  },
});

function queryOf(request: Request): Wanted {
  const query = checked(Query, request.query, 'query');
  const found = unkeepableIn(request.query, 'query');
  if (found) throw badInput(found);
  return query;
}

/** @throws Problem for whoever asks for names and may not have them */
async function askedOf(
  wanted: Wanted,
  actor: Person,
  context: Context,
): Promise<{ asked: AskedLog; wording: Wording }> {
  const { lines, people, ...rest } = wanted;
  if (people === 'names' && !mayDo(actor, 'event-log.names'))
    throw new Problem('NotAllowed', { detail: 'Names in the event log take the right event-log.names.' });
  mustShow(actor, 'lead', 'sale');
  const asked = await readAsked(context, actor, rest);
  const versions = await versionNames(context.pool);
  return { asked, wording: { lines, versions, people: people === 'names' ? await namesOfPeople(context.pool) : null } };
}

async function send(response: Response, { type, file }: Pick<Form, 'type' | 'file'>, pieces: AsyncGenerator<string>) {
  response.status(200).set({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${file}"`,
    'Cache-Control': 'no-store',
  });
  await sendLines(response, pieces);
}

/** The event log, for programs that mine processes. */
export const eventLogPages: readonly Page[] = [
  logPage({
    path: '/exports/event-log.xes',
    type: 'application/xml; charset=utf-8',
    file: 'event-log.xes',
    summary: 'The event log as XES (IEEE 1849)',
    answers: z.string(),
    write: (log, wording) => xesOf(log(), wording),
  }),
  logPage({
    path: '/exports/event-log.ocel.json',
    type: 'application/json; charset=utf-8',
    file: 'event-log.ocel.json',
    summary: 'The event log as OCEL 2.0: deals, tasks, clients and people as objects',
    answers: z.looseObject({ objects: z.array(z.looseObject({})), events: z.array(z.looseObject({})) }),
    write: (log, wording) => ocelOf(log, wording),
  }),
];

/** What a log of stages is held against. */
export const processNet: Route = route({
  method: 'get',
  path: '/processes/:key/versions/:version/net.pnml',
  right: 'process.read',
  summary: 'A version as a Petri net in PNML: what its stages allow, for programs that hold an event log against it',
  params: z.object({ key: z.string().max(200), version: z.coerce.number().int().min(1).max(999_999_999) }),
  answers: z.string(),
  serves: 'application/xml',
  refuses: ['NotFound'],
  handle: async ({ params: { key, version } }, { pool }) => {
    const found = await readVersion(pool, key, version);
    if (!found) throw notFound('version of a process');
    const name = `${key.replace(/[^\w.-]/g, '_')}@${version}.pnml`;
    return new Written('application/xml; charset=utf-8', netOf(found.definition), {
      'Content-Disposition': `attachment; filename="${name}"`,
    });
  },
});
