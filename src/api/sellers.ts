import { z } from 'zod';
import { isAbove, type Person } from '../access';
import {
  type Absence,
  changeSeller,
  listAbsences,
  listSellers,
  readAbsence,
  recordAbsence,
  removeAbsence,
} from '../crm';
import type { Context } from './context';
import { once } from './kept';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Count, Id, isoOf, OptionalKey, Ref, Time, TimeIn, words } from './schema';
import { mustExist } from './send';

const SellerView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    active: z.boolean(),
    roles: z.array(z.string()),
    teams: z.array(z.string()),
    skills: z.array(z.string()),
    lines: z.array(z.string()),
    languages: z.array(z.string()),
    openLeads: z.number().meta({ description: 'Without those in a queue that they keep' }),
    maxOpenLeads: z.number().nullable().meta({ description: 'Null: as many as come' }),
    away: z.boolean(),
  })
  .meta({ id: 'Seller' });

type SellerOut = z.input<typeof SellerView>;

const sellers = route({
  method: 'get',
  path: '/distribution/people',
  right: 'distribution.people',
  summary: 'Everybody as leads are given to them: what they can do, what they have, and how much room',
  answers: z.object({ items: z.array(SellerView) }),
  handle: async (_asked, { pool, clock }) => ({ items: (await listSellers(pool, clock.now())) as SellerOut[] }),
});

const keys = z.array(z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'Must be small letters, digits and hyphens')).max(100);

const changeOne = route({
  method: 'put',
  path: '/distribution/people/:id',
  right: 'distribution.people',
  summary: 'Say what somebody can do, and how many open leads they have room for; what is not named stays',
  params: Id,
  body: z.strictObject({
    maxOpenLeads: Count.min(0).nullable().optional(),
    languages: z
      .array(z.string().regex(/^[a-z]{2}$/, 'Must be two small letters, as in ru'))
      .max(50)
      .optional(),
    skills: keys.optional(),
    lines: keys.optional(),
  }),
  answers: SellerView,
  refuses: ['NotFound'],
  handle: async ({ params, body }, { pool, clock }) => {
    const [known] = await listSellers(pool, clock.now(), params.id);
    if (!known) throw notFound('person');
    await changeSeller(pool, params.id, body);
    const [changed] = await listSellers(pool, clock.now(), params.id);
    return (changed ?? known) as SellerOut;
  },
});

const AbsenceView = z
  .object({
    id: z.uuid(),
    person: Ref,
    from: Time,
    to: Time.meta({ description: 'Not part of it' }),
    deputy: Ref.nullable().meta({ description: 'Gets what a rule gives to this person by name' }),
    note: z.string().nullable(),
  })
  .meta({ id: 'Absence' });

const absenceView = ({ from, to, ...rest }: Absence): z.input<typeof AbsenceView> => ({
  ...rest,
  from: isoOf(from),
  to: isoOf(to),
});

const absencesNow = route({
  method: 'get',
  path: '/absences',
  right: 'absence.read',
  summary: 'Who is away, or will be',
  query: z.strictObject({
    person: z.uuid().optional(),
    after: TimeIn.optional().meta({ description: 'Those not over by then; else by now' }),
  }),
  answers: z.object({ items: z.array(AbsenceView) }),
  handle: async ({ query }, { pool, clock }) => ({
    items: (await listAbsences(pool, query.after ?? clock.now(), query.person)).map(absenceView),
  }),
});

const noteAbsence = route({
  method: 'post',
  path: '/absences',
  right: 'absence.change',
  summary: 'Say that somebody is away: yourself, or as their manager or sales ops somebody else',
  headers: OptionalKey,
  body: z
    .strictObject({
      personId: z.uuid(),
      from: TimeIn,
      to: TimeIn,
      deputyId: z.uuid().optional(),
      note: words(500).optional(),
    })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'Must be after `from`' })
    .refine(({ personId, deputyId }) => personId !== deputyId, {
      path: ['deputyId'],
      message: 'Must be somebody else',
    })
    .meta({ id: 'NewAbsence' }),
  answers: AbsenceView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { body, actor } = asked;
    await mustExist(context, actor, { personId: ['person', body.personId], deputyId: ['person', body.deputyId] });
    await mustSpeakFor(context, actor, body.personId);
    return once(context, asked, async (id) =>
      absenceView(await recordAbsence(context.pool, { id, ...body, enteredBy: actor.id })),
    );
  },
});

const dropAbsence = route({
  method: 'delete',
  path: '/absences/:id',
  right: 'absence.change',
  summary: 'Take an absence back',
  params: Id,
  answers: AbsenceView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const found = await readAbsence(context.pool, params.id);
    if (!found) throw notFound('absence');
    await mustSpeakFor(context, actor, found.person.id);
    await removeAbsence(context.pool, params.id);
    return absenceView(found);
  },
});

/** @throws Problem unless it is about themselves, somebody below them, or they keep the people of everybody */
async function mustSpeakFor({ pool }: Context, actor: Person, personId: string): Promise<void> {
  const ofAll = actor.roles.some((role) => role === 'sales-ops' || role === 'administrator');
  if (ofAll || actor.id === personId || (await isAbove(pool, actor.id, personId))) return;
  throw new Problem('NotAllowed', { detail: 'Their absence is theirs, their managers’ or sales ops’ to say.' });
}

export const peopleForLeads: Route[] = [sellers, changeOne, absencesNow, noteAbsence, dropAbsence];
