import { z } from 'zod';
import {
  addSource,
  changeSource,
  configured,
  type InboundSource,
  knockedAt,
  listSources,
  removeSource,
  renewSecret,
  SETTINGS,
  SOURCE_KINDS,
} from '../intake';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { isoOf, isoOrNull, Time } from './schema';
import { mustExist } from './send';
import { checked } from './to-problem';

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'Must be small letters, digits and hyphens: what the address ends with');
const Named = z.object({ name: Name });

const AnySettings = z.record(z.string(), z.unknown()).meta({ description: 'By its kind; see the how-to' });

const SourceView = z
  .object({
    name: z.string(),
    kind: z.enum(SOURCE_KINDS),
    address: z.string().meta({ description: 'Where its messages are posted' }),
    settings: AnySettings,
    active: z.boolean(),
    createdAt: Time,
    mailbox: z
      .object({ polledAt: Time, fineAt: Time.nullable(), trouble: z.string().nullable() })
      .nullable()
      .meta({ description: 'What the last look into its mailbox came to' }),
  })
  .meta({ id: 'InboundSource' });

const WithSecret = SourceView.extend({
  secret: z.string().meta({ description: 'What it signs with, or shows. It is shown here and never again' }),
}).meta({ id: 'InboundSourceWithSecret' });

function sourceView({ id: _, createdAt, mailbox, settings, ...source }: InboundSource): z.input<typeof SourceView> {
  return {
    ...source,
    settings: { ...settings },
    address: `/api/v1/inbound/${source.name}`,
    createdAt: isoOf(createdAt),
    mailbox: mailbox && {
      polledAt: isoOf(mailbox.polledAt),
      fineAt: isoOrNull(mailbox.fineAt),
      trouble: mailbox.trouble,
    },
  };
}

const list = route({
  method: 'get',
  path: '/inbound-sources',
  right: 'inbound-source.read',
  summary: 'Who may send something in, and how mailboxes fare; not what they sign with',
  answers: z.object({ items: z.array(SourceView) }),
  handle: async (_asked, { pool }) => ({ items: (await listSources(pool)).map(sourceView) }),
});

const read = route({
  method: 'get',
  path: '/inbound-sources/:name',
  right: 'inbound-source.read',
  summary: 'One source',
  params: Named,
  answers: SourceView,
  refuses: ['NotFound'],
  handle: async ({ params: { name } }, { pool }) => {
    const found = await knockedAt(pool, name);
    if (!found) throw notFound('source');
    return sourceView(found.source);
  },
});

const add = route({
  method: 'post',
  path: '/inbound-sources',
  right: 'inbound-source.change',
  summary: 'Let a form, a mail gateway or a telephone system send something in; the answer holds its secret, this once',
  body: z
    .discriminatedUnion('kind', [
      z.strictObject({ name: Name, kind: z.literal('form'), settings: SETTINGS.form }),
      z.strictObject({ name: Name, kind: z.literal('mail'), settings: SETTINGS.mail }),
      z.strictObject({ name: Name, kind: z.literal('call'), settings: SETTINGS.call }),
    ])
    .meta({ id: 'NewInboundSource' }),
  answers: WithSecret,
  status: 201,
  refuses: ['MovedOn'],
  handle: async ({ body, actor }, context) => {
    await mustExist(context, actor, { 'settings.ownerId': ['person', body.settings.ownerId] });
    const made = await addSource(context.pool, { ...body, by: actor.id }, context.clock.now());
    if (!made)
      throw new Problem('MovedOn', { detail: `There is a source "${body.name}" already: change or remove that one.` });
    return { ...sourceView(made.source), secret: made.secret };
  },
});

const change = route({
  method: 'put',
  path: '/inbound-sources/:name',
  right: 'inbound-source.change',
  summary: "Change a source's settings, all of them at once, or turn it off or on",
  params: Named,
  body: z
    .strictObject({ settings: AnySettings.optional(), active: z.boolean().optional() })
    .meta({ id: 'ChangedInboundSource' }),
  answers: SourceView,
  refuses: ['NotFound'],
  handle: async ({ params: { name }, body, actor }, context) => {
    const found = await knockedAt(context.pool, name);
    if (!found) throw notFound('source');
    const given = body.settings && checked(SETTINGS[found.source.kind], body.settings, 'body.settings');
    const settings = given && configured(found.source.kind, given).settings;
    await mustExist(context, actor, { 'settings.ownerId': ['person', settings?.ownerId] });
    const changed = await changeSource(context.pool, name, { settings, active: body.active });
    if (!changed) throw notFound('source');
    return sourceView(changed);
  },
});

const renew = route({
  method: 'post',
  path: '/inbound-sources/:name/secret',
  right: 'inbound-source.change',
  summary: 'Give a source another secret, shown this once; the old one counts no more',
  params: Named,
  answers: z.object({ name: z.string(), secret: z.string() }),
  refuses: ['NotFound'],
  handle: async ({ params: { name } }, { pool }) => {
    const secret = await renewSecret(pool, name);
    if (secret === null) throw notFound('source');
    return { name, secret };
  },
});

const remove = route({
  method: 'delete',
  path: '/inbound-sources/:name',
  right: 'inbound-source.change',
  summary: 'Forget a source; what it sent stays',
  params: Named,
  answers: z.object({ name: z.string() }),
  refuses: ['NotFound'],
  handle: async ({ params: { name } }, { pool, clock }) => {
    if (!(await removeSource(pool, name, clock.now()))) throw notFound('source');
    return { name };
  },
});

export const inboundSources: Route[] = [list, read, add, change, renew, remove];
