import { z } from 'zod';
import { DOCUMENT_KINDS, listDocuments } from '../crm';
import { seenCard } from './card-write';
import { type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, Time } from './schema';

const DocumentView = z
  .object({
    kind: z.enum(DOCUMENT_KINDS),
    id: z.uuid(),
    title: z.string(),
    at: Time,
    state: z.string().meta({ description: 'Its stage or closing; of an interaction whether it is planned or held' }),
    href: z.string().meta({ description: 'The address where it opens' }),
  })
  .meta({ id: 'ClientDocument' });

const ofAccount = route({
  method: 'get',
  path: '/accounts/:id/documents',
  right: 'account.read',
  summary: 'Everything that is tied to an organisation and opens from here, the newest first',
  params: Id,
  query: z.strictObject({ kind: z.enum(DOCUMENT_KINDS).optional(), ...paging }),
  answers: pageOfItems(DocumentView),
  refuses: ['NotFound'],
  handle: async ({ params, query: { kind, ...page }, actor }, context) => {
    const { id, sight } = await seenCard(context, 'account', params.id, actor);
    const read = await listDocuments(context.pool, { accountId: id, kind, sight, page }, context.clock.now());
    const items = read.items.map((one) => ({ ...one, at: isoOf(one.at), href: `/api/v1/${one.kind}s/${one.id}` }));
    return { ...read, items, asOf: isoOf(read.asOf) };
  },
});

export const documents: Route[] = [ofAccount];
