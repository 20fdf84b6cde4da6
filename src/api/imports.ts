import { z } from 'zod';
import { pageOf, readImport, startOf } from '../crm';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, Time } from './schema';

const ImportRow = z
  .object({
    row: z.number(),
    externalKey: z.string().nullable(),
    result: z.string().meta({ description: 'imported, present (it was there before) or rejected' }),
    entityId: z.uuid().nullable(),
    notes: z.unknown().meta({ description: 'What did not fit, and what was done about it' }),
  })
  .meta({ id: 'ImportRow' });

const ImportView = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    fileName: z.string(),
    status: z.string(),
    total: z.number(),
    done: z.number(),
    counts: z.record(z.string(), z.number()).meta({ description: 'Rows by result' }),
    startedAt: Time,
    finishedAt: Time.nullable(),
    summary: z.unknown(),
    rows: pageOfItems(ImportRow),
  })
  .meta({ id: 'Import' });

const read = route({
  method: 'get',
  path: '/imports/:id',
  right: 'import.read',
  summary: 'How far an import has come, and what became of its rows',
  params: Id,
  query: z.strictObject({ result: z.string().max(50).optional(), ...paging }),
  answers: ImportView,
  refuses: ['NotFound'],
  handle: async ({ params, query }, { prisma, clock }) => {
    const { result, ...page } = query;
    const question = { import: params.id, result: result ?? null };
    const start = startOf(page, question, clock.now());
    const found = await readImport(prisma, params.id, { result, page, after: Number(start.after[0] ?? -1) });
    if (!found) throw notFound('import');
    const { rows, mapping: _, fileHash: __, startedAt, finishedAt, ...rest } = found;
    const read = pageOf(rows, page, start.asOf, question, ({ row }) => [row]);
    return {
      ...rest,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      rows: { ...read, items: read.items.map(rowView), asOf: isoOf(read.asOf) },
    };
  },
});

const rowView = ({
  row,
  externalKey,
  result,
  entityId,
  notes,
}: z.input<typeof ImportRow>): z.input<typeof ImportRow> => ({
  row,
  externalKey,
  result,
  entityId,
  notes,
});

export const imports: Route[] = [read];
