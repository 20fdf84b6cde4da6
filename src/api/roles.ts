import { z } from 'zod';
import {
  CLOSABLE,
  CLOSINGS,
  clearRole,
  type FIELD_ENTITIES,
  type FieldEntity,
  isClosable,
  LINE_RULES,
  listRoles,
  putRole,
  REACHES,
  RIGHTS,
  type Right,
  type RolePut,
} from '../access';
import type { Context } from './context';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Text } from './schema';

const Rights = z.array(z.enum(Object.keys(RIGHTS) as [Right, ...Right[]])).max(Object.keys(RIGHTS).length);

const Closed = z.record(z.string().max(110), z.enum(CLOSINGS)).optional();
const closedOf = (entity: FieldEntity) =>
  Closed.superRefine((fields, context) => {
    const keys = Object.keys(fields ?? {}).filter((key) => !isClosable(entity, key));
    const more = entity === 'lead' || entity === 'sale' ? 'fields of a process' : '`property.` and its key';
    const may = `${CLOSABLE[entity].join(', ')}, \`custom.\` and its key, ${more}`;
    for (const key of keys) context.addIssue({ code: 'custom', path: [key], message: `Cannot be closed: ${may}` });
  });

/** Which fields a role closes, by kind of record. */
const FieldsClosed = z
  .strictObject({
    lead: closedOf('lead'),
    sale: closedOf('sale'),
    account: closedOf('account'),
    contact: closedOf('contact'),
  } satisfies Record<(typeof FIELD_ENTITIES)[number], z.ZodType>)
  .meta({
    id: 'ClosedFields',
    description: 'hidden: its holders do not see it anywhere; read-only: they see it and may not set it',
  });

const RoleIn = z
  .strictObject({
    name: Text,
    rights: Rights.meta({ description: 'What its holders may do; their own affairs (self.*) are always theirs' }),
    sight: z
      .enum(REACHES)
      .meta({ description: "Whose records they see: their own, their teams' and reports', or all" }),
    lines: z.enum(LINE_RULES).default('any').meta({
      description:
        'What lines of business do to that: nothing; of what the sight gives, only records of their lines; or beside it, all records of their lines',
    }),
    fields: FieldsClosed.default({}),
  })
  .meta({ id: 'RoleIn' });

const RoleView = z
  .object({
    key: z.string(),
    name: Text,
    rights: Rights,
    sight: z.enum(REACHES),
    lines: z.enum(LINE_RULES),
    fields: FieldsClosed,
    shipped: z.boolean(),
    holders: z.number(),
  })
  .meta({ id: 'Role' });

const Key = z.strictObject({ key: z.string().regex(/^[a-z0-9-]{1,100}$/, 'is small letters, digits and dashes') });

const list = route({
  method: 'get',
  path: '/roles',
  right: 'people.read',
  summary: 'The roles: what each may do, and whose records it sees',
  answers: z.object({ items: z.array(RoleView) }),
  handle: async (_asked, { pool }) => ({ items: await rolesOf(pool) }),
});

const put = route({
  method: 'put',
  path: '/roles/:key',
  right: 'role.change',
  summary: 'Recombine the rights of a role, or make one; it holds from the next request on',
  params: Key,
  body: RoleIn,
  answers: RoleView,
  refuses: ['NobodyLeft'],
  handle: async ({ params: { key }, body, actor }, { pool }) => {
    mustLeaveSomebody(await putRole(pool, key, body, actor.id));
    return roleOf(pool, key);
  },
});

const clear = route({
  method: 'delete',
  path: '/roles/:key',
  right: 'role.change',
  summary: 'Put a role back to what ships',
  params: Key,
  answers: z.object({ done: z.literal(true) }),
  refuses: ['NobodyLeft'],
  handle: async ({ params: { key } }, { pool }) => {
    mustLeaveSomebody(await clearRole(pool, key));
    return { done: true as const };
  },
});

function mustLeaveSomebody(put: RolePut): void {
  if (put === 'nobody left') throw new Problem('NobodyLeft');
}

const rolesOf = async (pool: Context['pool']) =>
  (await listRoles(pool)).map((role) => ({ ...role, rights: [...role.rights] }));

async function roleOf(pool: Context['pool'], key: string) {
  const found = (await rolesOf(pool)).find((one) => one.key === key);
  if (!found) throw notFound('role');
  return found;
}

export const roles: Route[] = [list, put, clear];
