import { z } from 'zod';
import { maskOf } from '../access';
import { ask, ENTITIES, type Entity, fieldsOf, OPERATORS, type SqlField } from '../crm';
import { type Route, route } from './route';
import { Text } from './schema';

const FieldView = z
  .object({
    key: z.string(),
    type: z.enum(['text', 'choice', 'number', 'money', 'date', 'time', 'flag', 'person', 'ref', 'refs', 'texts']),
    name: Text,
    options: z.record(z.string(), Text).optional().meta({ description: 'What it is picked from' }),
    open: z.boolean().optional().meta({ description: 'Takes other values beside its options' }),
    operators: z.array(z.string()),
    sortable: z.boolean(),
    retired: z.boolean().optional().meta({ description: 'Nobody fills it in any more; filters may not name it' }),
  })
  .meta({ id: 'ListField' });

function fieldView({ key, type, name, options, open, sortable, retired }: SqlField): z.input<typeof FieldView> {
  const more = { ...(options && { options: { ...options } }), ...(open && { open }), ...(retired && { retired }) };
  return { key, type, name, operators: [...OPERATORS[type]], sortable, ...more };
}

const fields = (entity: Entity): Route =>
  route({
    method: 'get',
    path: `/${entity}s/fields`,
    right: `${entity}.read`,
    summary: `What a filter, an order or columns of ${entity}s can name`,
    answers: z.object({ items: z.array(FieldView) }),
    handle: async ({ actor }, { pool }) => ({ items: (await fieldsOf(pool, entity, maskOf(actor))).map(fieldView) }),
  });

const FilterFindingView = z
  .object({
    part: z.enum(['filter', 'sort', 'columns']),
    code: z.string(),
    message: Text,
    from: z.number().meta({ description: 'Offset of its first character in the text' }),
    to: z.number(),
    line: z.number(),
    column: z.number(),
  })
  .meta({ id: 'FilterFinding' });

const check = (entity: Entity): Route =>
  route({
    method: 'get',
    path: `/${entity}s/fields/check`,
    right: `${entity}.read`,
    summary: `Whether a filter, an order and columns of ${entity}s make sense, and all that does not`,
    query: z.strictObject({
      filter: z.string().max(10_000).optional(),
      sort: z.string().max(300).optional(),
      columns: z.string().max(4000).optional(),
    }),
    answers: z.object({ ok: z.boolean(), findings: z.array(FilterFindingView) }),
    handle: async ({ query: { filter, sort, columns }, actor }, { pool }) => {
      const { faults } = await ask(pool, actor, {
        entity,
        filter,
        sort,
        columns: columns?.split(',').map((key) => key.trim()),
      });
      const findings = findingViews(faults);
      return { ok: findings.length === 0, findings };
    },
  });

type Faults = Awaited<ReturnType<typeof ask>>['faults'];

/** All that is wrong, part by part. */
export function findingViews(faults: Faults): z.input<typeof FilterFindingView>[] {
  return Object.entries(faults).flatMap(([part, found]) =>
    found.map((one) => ({ part: part as keyof Faults, ...one })),
  );
}

export { FilterFindingView };

/** What lists can be asked for, kind by kind. */
export const listFields: Route[] = ENTITIES.flatMap((entity) => [fields(entity), check(entity)]);
