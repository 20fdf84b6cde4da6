import { z } from 'zod';
import { listCalendars, listVersions, readVersion, type Version } from '../crm';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Text, Time } from './schema';

const ProcessView = z
  .object({
    key: z.string(),
    version: z.number(),
    kind: z.enum(['lead', 'sale']),
    name: Text,
    hash: z.string(),
    publishedAt: Time,
  })
  .meta({ id: 'Process' });

const VersionView = ProcessView.extend({
  source: z.string().meta({ description: 'The text it was published from' }),
  definition: z.record(z.string(), z.unknown()).meta({ description: 'The same with every shorthand spelled out' }),
}).meta({ id: 'ProcessVersion' });

const processView = ({ key, version, kind, hash, definition, publishedAt }: Version): z.input<typeof ProcessView> => ({
  key,
  version,
  kind,
  name: definition.name,
  hash,
  publishedAt: publishedAt.toISOString(),
});

const list = route({
  method: 'get',
  path: '/processes',
  right: 'process.read',
  summary: 'The processes, each in its newest version',
  answers: z.object({ items: z.array(ProcessView) }),
  handle: async (_asked, { pool }) => ({ items: (await listVersions(pool)).map(processView) }),
});

const versions = route({
  method: 'get',
  path: '/processes/:key/versions',
  right: 'process.read',
  summary: 'The versions of one process, the newest first',
  params: z.object({ key: z.string().max(200) }),
  answers: z.object({ items: z.array(ProcessView) }),
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    const found = await listVersions(pool, params.key);
    if (found.length === 0) throw notFound('process');
    return { items: found.map(processView) };
  },
});

const version = route({
  method: 'get',
  path: '/processes/:key/versions/:version',
  right: 'process.read',
  summary: 'One version with its text',
  params: z.object({
    key: z.string().max(200),
    version: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  }),
  answers: VersionView,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    const found = await readVersion(pool, params.key, params.version);
    if (!found) throw notFound('version');
    return { ...processView(found), source: found.source, definition: { ...found.definition } };
  },
});

const calendars = route({
  method: 'get',
  path: '/calendars',
  right: 'calendar.read',
  summary: 'The working-time calendars in force',
  answers: z.object({
    items: z.array(
      z
        .object({
          key: z.string(),
          version: z.number(),
          definition: z.record(z.string(), z.unknown()),
          createdAt: Time,
        })
        .meta({ id: 'Calendar' }),
    ),
  }),
  handle: async (_asked, { pool }) => {
    const found = await listCalendars(pool);
    return {
      items: found.map(({ definition, createdAt, ...calendar }) => ({
        ...calendar,
        definition: definition as Record<string, unknown>,
        createdAt: createdAt.toISOString(),
      })),
    };
  },
});

export const processes: Route[] = [list, versions, version, calendars];
