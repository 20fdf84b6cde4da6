import { z } from 'zod';
import { type Person, sightOf } from '../access';
import { readVersion } from '../crm';
import {
  listProcesses,
  type ProcessCard,
  type Publication,
  publicationsOf,
  readVersions,
  type VersionCard,
} from '../publishing';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Text, Time } from './schema';

export const ProcessKey = z.object({ key: z.string().max(200) });
export const VersionNumber = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);
export const VersionPath = ProcessKey.extend({ version: VersionNumber });

const ProcessView = z
  .object({
    key: z.string(),
    version: z.number().meta({ description: 'The one that new leads or sales take' }),
    kind: z.enum(['lead', 'sale']),
    name: Text,
    hash: z.string().meta({ description: 'Of what runs' }),
    publishedAt: Time,
    openDeals: z.number().meta({ description: 'On all of its versions, as far as you see them' }),
  })
  .meta({ id: 'Process' });

/** Who published: a person, the product itself (`system`), or the `command line`, which knows no names. */
const Publisher = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Publisher' });

const PublicationView = z
  .object({
    version: z.number(),
    at: Time,
    author: Publisher.meta({ description: 'Who wrote the text' }),
    approver: Publisher.meta({ description: 'Who put it in force' }),
    note: z.string(),
    replaced: z.number().nullable().meta({ description: 'The version that was in force before' }),
    how: z.enum(['published', 'brought back']),
  })
  .meta({ id: 'Publication' });

const VersionRow = ProcessView.extend({
  version: z.number(),
  sourceHash: z.string().meta({ description: 'Of the bytes of the text' }),
  current: z.boolean().meta({ description: 'New leads or sales take it' }),
  openDeals: z.number().meta({ description: 'On this version, as far as you see them' }),
  publications: z.array(PublicationView).meta({ description: 'When it was put in force, the last first' }),
}).meta({ id: 'ProcessVersionRow' });

const VersionView = z
  .object({
    key: z.string(),
    version: z.number(),
    kind: z.enum(['lead', 'sale']),
    name: Text,
    hash: z.string(),
    publishedAt: Time,
    source: z.string().meta({ description: 'The text it was published from' }),
    definition: z.record(z.string(), z.unknown()).meta({ description: 'The same with every shorthand spelled out' }),
  })
  .meta({ id: 'ProcessVersion' });

type Pool = Parameters<typeof readVersions>[0];

const processView = (card: ProcessCard): z.input<typeof ProcessView> => ({
  ...card,
  publishedAt: card.publishedAt.toISOString(),
});

const publicationView = (one: Publication): z.input<typeof PublicationView> => ({ ...one, at: one.at.toISOString() });

const versionRow = (card: VersionCard, log: readonly Publication[]): z.input<typeof VersionRow> => ({
  ...card,
  publishedAt: card.publishedAt.toISOString(),
  publications: log.filter(({ version }) => version === card.version).map(publicationView),
});

const list = route({
  method: 'get',
  path: '/processes',
  right: 'process.read',
  summary: 'The processes, each in the version that is in force',
  answers: z.object({ items: z.array(ProcessView) }),
  handle: async ({ actor }, { pool }) => ({
    items: (await listProcesses(pool, await sightOf(pool, actor))).map(processView),
  }),
});

async function versionRows(pool: Pool, key: string, actor: Person): Promise<z.input<typeof VersionRow>[]> {
  const sight = await sightOf(pool, actor);
  const [found, log] = await Promise.all([readVersions(pool, key, sight), publicationsOf(pool, key)]);
  if (found.length === 0) throw notFound('process');
  return found.map((one) => versionRow(one, log));
}

const one = route({
  method: 'get',
  path: '/processes/:key',
  right: 'process.read',
  summary: 'One process: its versions, the newest first, who put them in force, and how many run on each',
  params: ProcessKey,
  answers: z.object({ key: z.string(), current: z.number().nullable(), versions: z.array(VersionRow) }),
  refuses: ['NotFound'],
  handle: async ({ params: { key }, actor }, { pool }) => {
    const found = await versionRows(pool, key, actor);
    return { key, current: found.find(({ current }) => current)?.version ?? null, versions: found };
  },
});

const versions = route({
  method: 'get',
  path: '/processes/:key/versions',
  right: 'process.read',
  summary: 'The versions of one process, the newest first',
  params: ProcessKey,
  answers: z.object({ items: z.array(VersionRow) }),
  refuses: ['NotFound'],
  handle: async ({ params, actor }, { pool }) => ({ items: await versionRows(pool, params.key, actor) }),
});

const version = route({
  method: 'get',
  path: '/processes/:key/versions/:version',
  right: 'process.read',
  summary: 'One version with its text',
  params: VersionPath,
  answers: VersionView,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    const found = await readVersion(pool, params.key, params.version);
    if (!found) throw notFound('version');
    const { id: _, publishedAt, definition, ...rest } = found;
    const { name } = definition;
    return { ...rest, name, publishedAt: publishedAt.toISOString(), definition: { ...definition } };
  },
});

const text = route({
  method: 'get',
  path: '/processes/:key/versions/:version/text',
  right: 'process.read',
  summary: 'The text that a version was published from, byte for byte',
  params: VersionPath,
  answers: z.string(),
  serves: 'application/yaml',
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    const found = await readVersion(pool, params.key, params.version);
    if (!found) throw notFound('version');
    return found.source;
  },
});

export const processes: Route[] = [list, one, versions, version, text];
