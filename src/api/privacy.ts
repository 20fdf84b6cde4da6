import { z } from 'zod';
import { type Erasure, erasePerson, exportPerson, listPrivacyActs, type PrivacyAct } from '../crm';
import { mustShow } from './closed';
import { mustSeeContact } from './consents';
import { idOf } from './new-instance';
import { Problem } from './problem';
import { Reply, type Route, route } from './route';
import { Id, isoOf, isoOrNull, pageOfItems, paging, Ref, RequiredKey, Text, Time, words } from './schema';

const Export = z
  .object({
    contactId: z.uuid(),
    madeAt: Time,
    sections: z.array(z.object({ key: z.string(), name: Text, rows: z.array(z.record(z.string(), z.unknown())) })),
  })
  .meta({ id: 'PersonExport' });

const exportRoute = route({
  method: 'post',
  path: '/contacts/:id/export',
  right: 'privacy.export',
  summary: 'Everything that is held about a person, as a file for them',
  description:
    'Also what was typed about them on leads that were never qualified, found by their e-mail address and phone.',
  params: Id,
  headers: RequiredKey,
  body: z
    .strictObject({ reason: words(1000).optional() })
    .prefault({})
    .meta({ id: 'ExportPerson' }),
  answers: Export,
  refuses: ['NotFound'],
  handle: async (asked, context) => {
    const { pool, clock } = context;
    const contactId = await mustSeeContact(context, asked.actor, asked.params.id);
    mustShow(asked.actor, 'contact', 'lead', 'account', 'sale');
    const at = clock.now();
    const id = idOf(asked.headers['idempotency-key'], asked.address);
    const { sections } = await exportPerson(pool, {
      id,
      contactId,
      by: asked.actor.id,
      at,
      reason: asked.body.reason ?? null,
    });
    const file = `attachment; filename="person-${contactId}.json"`;
    return new Reply(
      200,
      { contactId, madeAt: isoOf(at), sections },
      { 'Content-Disposition': file, 'Cache-Control': 'no-store' },
    );
  },
});

const ErasureView = z
  .object({
    dryRun: z.boolean(),
    counts: z.record(z.string(), z.number()).meta({ description: 'Rows that lose something personal, by table' }),
    leads: z
      .array(z.object({ id: z.uuid(), number: z.number(), topic: z.string(), personName: z.string().nullable() }))
      .meta({
        description: 'Their leads, those found by e-mail address and phone included: look whether each is theirs',
      }),
    openSales: z.array(z.object({ id: z.uuid(), number: z.number(), title: z.string() })),
    forgetting: z.number().meta({ description: 'Workflows that are made to forget, within a minute or two' }),
    erasedAt: Time.nullable(),
  })
  .meta({ id: 'Erasure' });

/** After an erasure nothing of what it found is told: it would be kept as the answer to its key. */
const erasureView = (erasure: Erasure, dryRun: boolean): z.input<typeof ErasureView> => ({
  ...erasure,
  leads: dryRun ? erasure.leads : [],
  openSales: dryRun ? erasure.openSales : [],
  dryRun,
  erasedAt: dryRun ? null : isoOrNull(erasure.erasedAt),
});

const erasureRoute = route({
  method: 'post',
  path: '/contacts/:id/erasure',
  right: 'privacy.erase',
  summary: 'Forget a person, or see what that would do',
  description:
    'With `dryRun` nothing is changed. It cannot be taken back. Rows stay without anything personal, so that counts and histories do.',
  params: Id,
  headers: RequiredKey,
  body: z
    .strictObject({
      reason: words(1000).meta({ description: 'Kept with who did it and when: name nobody in it' }),
      force: z.boolean().default(false).meta({ description: 'Also while open sales depend on them' }),
      spare: z.array(z.uuid()).max(1000).default([]).meta({ description: 'Leads that are somebody else’s' }),
      dryRun: z.boolean().default(false),
    })
    .meta({ id: 'ErasePerson' }),
  answers: ErasureView,
  refuses: ['NotFound', 'ErasureRefused', 'MovedOn'],
  handle: async (asked, context) => {
    const { pool, clock } = context;
    const { dryRun, ...body } = asked.body;
    const contactId = await mustSeeContact(context, asked.actor, asked.params.id);
    const id = idOf(asked.headers['idempotency-key'], asked.address);
    const doing = { ...body, id, contactId, by: asked.actor.id, at: clock.now(), dryRun };
    const said = await erasePerson(pool, doing);
    if (said.was === 'erased') return erasureView(said.erasure, dryRun);
    if (said.why === 'erased already') throw new Problem('MovedOn', { detail: 'They are erased already.' });
    const open = said.erasure.openSales.map(({ number }) => number).join(', ');
    throw new Problem('ErasureRefused', {
      detail: `Open sales depend on them: number ${open}. Close them, give them another contact, or send "force": true.`,
    });
  },
});

const Act = z
  .object({
    id: z.uuid(),
    kind: z.enum(['export', 'erasure']),
    contactId: z.uuid(),
    by: Ref.nullable(),
    at: Time,
    reason: z.string().nullable(),
    forced: z.boolean(),
    counts: z.record(z.string(), z.number()),
    stillForgetting: z.number(),
  })
  .meta({ id: 'PrivacyAct' });

const actView = ({ subject, ...act }: PrivacyAct): z.input<typeof Act> => ({
  ...act,
  contactId: subject,
  at: isoOf(act.at),
});

const acts = route({
  method: 'get',
  path: '/privacy-acts',
  right: 'privacy.read',
  summary: 'Who gave out or erased what is held of whom, when and why; nothing personal is in it',
  query: z.strictObject({
    contact: z.uuid().optional(),
    kind: z.enum(['export', 'erasure']).optional(),
    ...paging,
  }),
  answers: pageOfItems(Act),
  handle: async ({ query: { limit, cursor, ...filter } }, { pool, clock }) => {
    const page = await listPrivacyActs(pool, { filter, page: { limit, cursor } }, clock.now());
    return { ...page, items: page.items.map(actView), asOf: isoOf(page.asOf) };
  },
});

export const privacy: Route[] = [exportRoute, erasureRoute, acts];
