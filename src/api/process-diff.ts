import { z } from 'zod';
import { readVersion } from '../crm';
import type { Definition } from '../process';
import { compare } from '../process/compare/compare';
import { checkText, type Touched, withDeals } from '../publishing';
import type { Context } from './context';
import { notFound } from './problem';
import { ProcessKey, VersionNumber } from './processes';
import { type Route, route } from './route';
import { Text } from './schema';
import { faulty, SourceText } from './texts';

const DifferenceView = z
  .object({
    code: z.string().meta({ description: 'LimitShortened, RequirementTightened, StageAdded …' }),
    path: z.array(z.string()).meta({ description: 'In the newer definition; of what has gone, in the older' }),
    values: z.record(z.string(), z.unknown()).meta({ description: 'Before and after' }),
    says: Text,
    touches: z.union([
      z.enum(['nobody', 'all']),
      z.array(z.object({ stage: z.string(), task: z.string().optional() })).meta({
        description: 'Deals at a stage, or with a task of it open; names of the older version',
      }),
    ]),
    deals: z.number().meta({ description: 'Open ones of the older version that it touches' }),
  })
  .meta({ id: 'ProcessDifference' });

const DiffView = z
  .object({
    key: z.string(),
    from: z.number(),
    to: z.number().nullable().meta({ description: 'Null for a text that is not published' }),
    differences: z.array(DifferenceView).meta({ description: 'By meaning; none where the same runs' }),
    deals: z.number().meta({ description: 'Open ones of the older version that any of it touches' }),
  })
  .meta({ id: 'ProcessDiff' });

/** What is different from a version, with the deals that run on it. */
async function differences({ pool }: Context, from: { id: string; definition: Definition }, to: Definition) {
  const found = await withDeals(pool, from.id, compare(from.definition, to));
  return { ...found, differences: found.differences.map(differenceView) };
}

const differenceView = ({ path, values, touches, ...rest }: Touched): z.input<typeof DifferenceView> => ({
  ...rest,
  path: [...path],
  values: { ...values },
  touches: typeof touches === 'string' ? touches : touches.map((spot) => ({ ...spot })),
});

const between = route({
  method: 'get',
  path: '/processes/:key/diff',
  right: 'process.read',
  summary: 'What is different between two versions, by meaning, and which running deals that touches',
  params: ProcessKey,
  query: z.strictObject({
    from: VersionNumber,
    to: VersionNumber.optional().meta({ description: 'Else the one in force' }),
  }),
  answers: DiffView,
  refuses: ['NotFound'],
  handle: async ({ params: { key }, query }, context) => {
    const [from, to] = await Promise.all([
      readVersion(context.pool, key, query.from),
      query.to === undefined ? context.versions.current(key) : readVersion(context.pool, key, query.to),
    ]);
    if (!from || !to) throw notFound('version');
    return { key, from: from.version, to: to.version, ...(await differences(context, from, to.definition)) };
  },
});

const toText = route({
  method: 'post',
  path: '/processes/:key/diff',
  right: 'process.draft',
  summary: 'What a text would change of the version in force, by meaning, and which running deals that touches',
  params: ProcessKey,
  body: z.strictObject({ text: SourceText }),
  answers: DiffView,
  refuses: ['NotFound', 'TextFaulty'],
  handle: async ({ params: { key }, body }, context) => {
    const from = await context.versions.current(key);
    if (!from) throw notFound('process');
    const read = await checkText(context.pool, body.text, context.readText);
    if (!read.definition) throw faulty(read.findings);
    return { key, from: from.version, to: null, ...(await differences(context, from, read.definition)) };
  },
});

export const processDiff: Route[] = [between, toText];
