import { z } from 'zod';
import { FIELD_ENTITIES, type FieldMask, isAllOpen, isHidden, maskOf, sightOf } from '../access';
import {
  countPairs,
  DOUBTS,
  DUPLICATE_ENTITIES,
  type DuplicatePair,
  DuplicateRules,
  likelyMatches,
  listPairs,
  PAIR_STATUSES,
  type RecordWords,
  readDuplicateRules,
  readPair,
  SIGNS,
  settlePair,
  writeDuplicateRules,
} from '../crm';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { counted, Id, isoOf, pageOfItems, Ref, Time, words } from './schema';

const Entity = z.enum(DUPLICATE_ENTITIES);

const ReasonView = z
  .object({
    code: z.enum([...SIGNS, ...DOUBTS]),
    field: z.string(),
    left: z.string(),
    right: z.string(),
    weight: z.number().meta({ description: 'Below zero: it speaks against' }),
  })
  .meta({ id: 'DuplicateReason' });

const MatchView = z
  .object({
    kind: Entity,
    hidden: z.boolean().meta({ description: 'There is one that you may not see: ask its owner' }),
    id: z.uuid().nullable(),
    name: z.string().nullable(),
    owner: Ref.nullable(),
    score: z.number(),
    reasons: z.array(ReasonView),
  })
  .meta({ id: 'DuplicateMatch' });

const several = (max: number) => z.array(words(max)).max(20).default([]);

const Typed = z
  .strictObject({
    name: words(300).optional(),
    legalName: words(300).optional(),
    personName: words(300).optional(),
    organisation: words(300).optional(),
    organisations: several(300),
    email: words(320).optional(),
    emails: several(320),
    phone: words(100).optional(),
    phones: several(100),
    site: words(500).optional(),
    taxNumber: words(50).optional(),
    country: words(200).optional(),
    region: words(200).optional(),
  })
  .meta({ id: 'TypedRecord' });

const CheckBody = z
  .strictObject({
    entity: Entity,
    id: z.uuid().optional().meta({ description: 'The record that is being changed: it is no double of itself' }),
    fields: Typed,
  })
  .meta({ id: 'DuplicateCheck' });

const given = (...texts: (string | undefined)[]): string[] => texts.filter((text) => text !== undefined);

/** A person's name is `name` on a contact and `personName` on a lead; an organisation's is `name` or `organisation`. */
function recordWords({ entity, fields }: z.output<typeof CheckBody>): RecordWords {
  const { name, legalName, personName, organisation, organisations } = fields;
  const firms = given(organisation, ...organisations);
  return {
    kind: entity,
    names: entity === 'account' ? given(name ?? organisation, legalName) : entity === 'lead' ? firms : [],
    person: entity === 'account' ? null : (personName ?? (entity === 'contact' ? name : undefined) ?? null),
    organisations: firms,
    emails: given(fields.email, ...fields.emails),
    phones: given(fields.phone, ...fields.phones),
    sites: given(fields.site),
    taxNumber: fields.taxNumber ?? null,
    country: fields.country ?? null,
    region: fields.region ?? null,
  };
}

const CALLED: Readonly<Record<string, string>> = { emails: 'email', phones: 'phone', site: 'website' };

/** What is typed, without words of fields that its sender does not see: a match by them would tell what is in them. */
function openOnly(mask: FieldMask, fields: z.output<typeof Typed>): z.output<typeof Typed> {
  if (isAllOpen(mask)) return fields;
  const hidden = (key: string) => FIELD_ENTITIES.some((entity) => isHidden(mask, entity, CALLED[key] ?? key));
  return Typed.parse(Object.fromEntries(Object.entries(fields).filter(([key]) => !hidden(key))));
}

const check = route({
  method: 'post',
  path: '/duplicates/check',
  right: 'duplicate.check',
  summary: 'Who is likely the same as what is being typed, with a score and reasons; changes nothing',
  description:
    'What is typed on a lead is looked for among contacts, accounts and leads. Ten at most, the likeliest first.',
  body: CheckBody,
  answers: z.object({ items: z.array(MatchView), asOf: Time }),
  handle: async ({ body, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const words = recordWords({ ...body, fields: openOnly(maskOf(actor), body.fields) });
    const items = await likelyMatches(pool, words, { sight, except: body.id });
    return { items, asOf: isoOf(clock.now()) };
  },
});

const readRules = route({
  method: 'get',
  path: '/duplicates/rules',
  right: 'duplicate.read',
  summary: 'By what rules look-alikes are found',
  answers: DuplicateRules,
  handle: (_, { pool }) => readDuplicateRules(pool),
});

const setRules = route({
  method: 'put',
  path: '/duplicates/rules',
  right: 'duplicate.rules',
  summary: 'Change the rules; what is not said gets its usual value',
  body: DuplicateRules,
  answers: DuplicateRules,
  handle: async ({ body, actor }, { pool }) => {
    await writeDuplicateRules(pool, body, actor.id);
    return readDuplicateRules(pool);
  },
});

const PairView = z
  .object({
    id: z.uuid(),
    entity: Entity,
    left: Ref,
    right: Ref,
    score: z.number(),
    reasons: z.array(ReasonView),
    status: z.enum(PAIR_STATUSES),
    foundAt: Time,
    settledAt: Time.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'DuplicatePair' });

const pairView = ({ foundAt, settledAt, ...pair }: DuplicatePair): z.input<typeof PairView> => ({
  ...pair,
  foundAt: foundAt.toISOString(),
  settledAt: settledAt?.toISOString() ?? null,
});

const list = route({
  method: 'get',
  path: '/duplicates',
  right: 'duplicate.read',
  summary: 'Pairs that a run over all has found, the likeliest first; those of which you see both',
  query: z.strictObject({
    entity: Entity,
    status: z.enum(PAIR_STATUSES).default('open'),
    from: z.coerce.number().min(0).max(1).optional().meta({ description: 'The least score' }),
    of: z.uuid().optional().meta({ description: 'Pairs of this record' }),
    ...counted,
  }),
  answers: pageOfItems(PairView),
  handle: async ({ query: { limit, cursor, count, ...asked }, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const page = await listPairs(pool, { ...asked, sight, page: { limit, cursor } }, clock.now());
    const total = count ? { total: await countPairs(pool, { ...asked, sight }) } : {};
    return { ...page, ...total, items: page.items.map(pairView), asOf: isoOf(page.asOf) };
  },
});

const settling = (status: 'open' | 'dismissed', path: string, summary: string) =>
  route({
    method: 'post',
    path,
    right: 'duplicate.settle',
    summary,
    params: Id,
    body: z
      .strictObject({ note: words(1000).optional() })
      .prefault({})
      .meta({ id: `Pair${status}` }),
    answers: PairView,
    refuses: ['NotFound', 'MovedOn'],
    handle: async ({ params, body, actor }, { pool, clock }) => {
      const sight = await sightOf(pool, actor);
      const pair = await readPair(pool, params.id, sight);
      if (!pair) throw notFound('pair');
      if (pair.status === 'merged') throw new Problem('MovedOn', { detail: 'The two have been merged.' });
      await settlePair(pool, params.id, { status, by: actor.id, note: body.note, at: clock.now() });
      return pairView((await readPair(pool, params.id, sight)) ?? pair);
    },
  });

const dismiss = settling('dismissed', '/duplicates/:id/dismiss', 'These two are not the same; later runs keep to it');
const reopen = settling('open', '/duplicates/:id/reopen', 'They may be the same after all');

export const duplicates: Route[] = [check, readRules, setRules, list, dismiss, reopen];
