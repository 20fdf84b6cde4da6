import { z } from 'zod';
import { mayDo, type Person } from '../../access';
import { SHARES } from '../../crm';
import {
  changeReport,
  createReport,
  deleteReport,
  listReports,
  type RawQuestion,
  readReport,
  type SavedReport,
} from '../../insight';
import type { Context } from '../context';
import { once } from '../kept';
import { badInput, notFound, Problem } from '../problem';
import { type Route, route } from '../route';
import { mustBeTeams } from '../saved-views';
import { Id, isoOf, OptionalKey, Ref, Time, words } from '../schema';
import { exportForm, fileOf } from './file';
import type { Report } from './report';
import { REPORTS, reportNamed } from './reports';

const text = z.string().max(300);
const Raw = z.record(z.string().max(100), z.union([text, z.array(text).max(100)])).meta({
  description: 'The parameters of the report’s address: a period by name moves with the day, `me` is whoever reads it',
});

const Saved = z
  .object({
    id: z.uuid(),
    report: z.string(),
    name: z.string(),
    question: Raw,
    shared: z.enum(SHARES),
    teams: z.array(z.string()),
    owner: Ref,
    yours: z.boolean(),
    revision: z.number(),
    updatedAt: Time,
  })
  .meta({ id: 'SavedReport' });

const savedView = ({ updatedAt, teams, question, ...rest }: SavedReport, actor: Person): z.input<typeof Saved> => ({
  ...rest,
  question: question as z.input<typeof Raw>,
  teams: [...teams],
  yours: rest.owner.id === actor.id,
  updatedAt: isoOf(updatedAt),
});

const said = {
  name: words(200),
  question: Raw.default({}),
  shared: z.enum(SHARES).default('nobody'),
  teams: z.array(z.string().max(200)).max(50).default([]).meta({ description: 'Keys of the teams it is shared with' }),
};
const NewReport = z.strictObject({ report: z.string().max(100), ...said }).meta({ id: 'NewReport' });
const ReportChange = z.strictObject({ revision: z.int().min(1), ...said }).meta({ id: 'ReportChange' });

/** @throws Problem for a report that there is not, or that is not for this person; for a question that makes no sense */
async function mustFit(
  context: Context,
  actor: Person,
  name: string,
  given: { question: RawQuestion; shared: SavedReport['shared']; teams: readonly string[] },
): Promise<void> {
  await toldIn('body.question', rightly(name, actor).fits(given.question, actor, context));
  await mustBeTeams(context.pool, given);
}

/** What is wrong with a question, by its place within what was sent. */
async function toldIn(place: string, checking: Promise<void>): Promise<void> {
  try {
    await checking;
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'BadInput' || !error.extra.errors) throw error;
    throw badInput(...error.extra.errors.map((one) => ({ ...one, path: one.path.replace(/^query\b/, place) })));
  }
}

function rightly(name: string, actor: Person): Report {
  const report = reportNamed(name);
  if (!report)
    throw badInput({ path: 'body.report', message: `Must be one of ${REPORTS.map((one) => one.name).join(', ')}` });
  if (!mayDo(actor, report.right)) throw new Problem('NotAllowed');
  return report;
}

async function seen({ pool }: Context, actor: Person, id: string): Promise<SavedReport> {
  const found = await readReport(pool, actor, id);
  if (!found) throw notFound('report');
  return found;
}

async function theirs(context: Context, actor: Person, id: string): Promise<SavedReport> {
  const found = await seen(context, actor, id);
  if (found.owner.id === actor.id) return found;
  throw new Problem('NotAllowed', { detail: `It is ${found.owner.name}'s: save one of your own.` });
}

const list = route({
  method: 'get',
  path: '/reports',
  right: 'report.read',
  summary: 'Your saved reports, and those that are shared with you; and which reports there are',
  answers: z.object({ items: z.array(Saved), kinds: z.array(z.string()) }),
  handle: async ({ actor }, { pool }) => ({
    items: (await listReports(pool, actor)).map((one) => savedView(one, actor)),
    kinds: REPORTS.filter(({ right }) => mayDo(actor, right)).map(({ name }) => name),
  }),
});

const create = route({
  method: 'post',
  path: '/reports',
  right: 'report.change',
  summary: 'Save a report: its period, comparison, filters and parts, for yourself, for teams or for everybody',
  headers: OptionalKey,
  body: NewReport,
  answers: Saved,
  status: 201,
  refuses: ['NotAllowed', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { actor, body } = asked;
    await mustFit(context, actor, body.report, body);
    return once(context, asked, async (id) =>
      savedView(await createReport(context.pool, actor, { id, ...body }, context.clock.now()), actor),
    );
  },
});

const read = route({
  method: 'get',
  path: '/reports/:id',
  right: 'report.read',
  summary: 'One saved report: what it asks',
  params: Id,
  answers: Saved,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => savedView(await seen(context, actor, params.id), actor),
});

const change = route({
  method: 'put',
  path: '/reports/:id',
  right: 'report.change',
  summary: 'Change a saved report of your own',
  params: Id,
  body: ReportChange,
  answers: Saved,
  refuses: ['NotFound', 'NotAllowed', 'MovedOn'],
  handle: async ({ params, body, actor }, context) => {
    const report = await theirs(context, actor, params.id);
    await mustFit(context, actor, report.report, body);
    const changed = await changeReport(context.pool, actor, report.id, body, context.clock.now());
    if (!changed) throw new Problem('MovedOn', { detail: `Revision ${report.revision} is what it is now.` });
    return savedView(changed, actor);
  },
});

const remove = route({
  method: 'delete',
  path: '/reports/:id',
  right: 'report.change',
  summary: 'Delete a saved report of your own',
  params: Id,
  answers: z.object({ deleted: z.literal(true) }),
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params, actor }, context) => {
    const { id } = await theirs(context, actor, params.id);
    await deleteReport(context.pool, actor, id);
    return { deleted: true as const };
  },
});

const run = route({
  method: 'get',
  path: '/reports/:id/run',
  right: 'report.read',
  summary: 'A saved report as of now, as far as you see its deals',
  params: Id,
  answers: z.object({
    saved: Saved,
    answer: z.unknown().meta({ description: 'What the report itself answers: see /insight/ and its name' }),
  }),
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params, actor }, context) => {
    const saved = await seen(context, actor, params.id);
    const { answer } = await rightly(saved.report, actor).run(saved.question, actor, context);
    return { saved: savedView(saved, actor), answer };
  },
});

const exported = route({
  method: 'get',
  path: '/reports/:id/export',
  right: 'report.read',
  personal: true,
  summary: 'A saved report as a file for spreadsheet programs',
  params: Id,
  query: z.strictObject(exportForm),
  answers: z.string(),
  serves: 'text/csv',
  forms: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params, query, actor }, context) => {
    const saved = await seen(context, actor, params.id);
    const { table } = await rightly(saved.report, actor).run(saved.question, actor, context);
    return fileOf(saved.report, table(), query, actor.language === 'ru' ? 'ru' : 'en');
  },
});

/** Source: TB-AN-06. */
export const savedReports: Route[] = [list, create, read, change, remove, run, exported];
