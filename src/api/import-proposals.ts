import { z } from 'zod';
import { mayDo, type Person, sightOf } from '../access';
import { readCustomFields } from '../crm';
import { type ImportPlan, nameOfTarget, plansFor, propose, readImportCard, TARGETS } from '../imports';
import type { Context } from './context';
import { keptView, NamedPlan, ProposalView, proposalView } from './import-views';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, Text } from './schema';

type Entity = ImportPlan['entity'];

const TargetView = z
  .object({ key: z.string(), name: Text, required: z.boolean() })
  .meta({ id: 'ImportTarget', description: 'A field that a column can fill' });

const Answer = z
  .object({
    proposals: z.array(ProposalView),
    kept: z.array(NamedPlan),
    fields: z.record(z.string(), z.array(TargetView)).meta({ description: 'By what the rows could become' }),
  })
  .meta({ id: 'ImportProposals' });

const CARDS = ['account', 'contact', 'lead'] as const;

/** What can be filled, kind by kind; people of the company only for who may bring them in. */
async function fieldsFor({ pool }: Context, actor: Person): Promise<z.input<typeof Answer>['fields']> {
  const entities = (Object.keys(TARGETS) as Entity[]).filter(
    (one) => one !== 'person' || mayDo(actor, 'import.people'),
  );
  const added = new Map<string, z.input<typeof TargetView>[]>();
  for (const card of CARDS) {
    const fields = await readCustomFields(pool, card);
    const open = fields.filter(({ retiredAt }) => retiredAt === null);
    added.set(
      card,
      open.map(({ key, name }) => ({ key: `custom.${key}`, name, required: false })),
    );
  }
  const fields = entities.map((entity) => {
    const own = Object.entries(TARGETS[entity]).map(([key, target]) => ({
      ...{ key, name: nameOfTarget(key, target), required: target.required ?? false },
    }));
    return [entity, [...own, ...(added.get(entity) ?? [])]] satisfies [string, z.input<typeof TargetView>[]];
  });
  return Object.fromEntries(fields);
}

const proposals = route({
  method: 'get',
  path: '/imports/:id/proposals',
  right: 'import.read',
  summary:
    'What a file could be brought in as, mappings that files like it had, and the fields that its columns can fill',
  params: Id,
  answers: Answer,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, actor }, context) => {
    const card = await readImportCard(context.pool, await sightOf(context.pool, actor), id);
    if (!card) throw notFound('import');
    const fields = await fieldsFor(context, actor);
    const found = (card.shape ? propose(card.shape) : []).filter(({ entity }) => fields[entity] !== undefined);
    const kept = await plansFor(context.pool, id);
    return { proposals: found.map(proposalView), kept: kept.map(keptView), fields };
  },
});

/** What stands beside an import while it is mapped. */
export const importProposals: Route[] = [proposals];
