import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { addPerson, changePerson, type Employed, listPeople, listTeams, putTeam } from '../access';
import { once } from './kept';
import { Colleague, Team } from './people';
import { badInput, notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Id, OptionalKey, Text, words } from './schema';

const right = 'people.change';
const several = (max: number) => z.array(words(100)).max(max).default([]);

const PersonIn = z
  .strictObject({
    name: words(200),
    email: z.email().max(320).meta({ description: 'They sign in with it' }),
    language: z.enum(['en', 'ru']).default('en'),
    roles: several(20),
    skills: several(50),
    lines: several(50),
    managerId: z.uuid().nullable().default(null),
    officeId: z.uuid().nullable().default(null),
    active: z.boolean().default(true),
  })
  .meta({ id: 'PersonIn' });

/** @throws Problem unless it was done */
function mustBeDone(done: Employed): void {
  const at = (path: string, message: string) => badInput({ path, message });
  switch (done) {
    case 'done':
      return;
    case 'address taken':
      throw new Problem('AddressTaken');
    case 'no such person':
      throw notFound('person');
    case 'no such manager':
      throw at('body.managerId', 'There is no such person');
    case 'manages themselves':
      throw at('body.managerId', 'Is below them, or themselves');
    case 'no such office':
      throw at('body.officeId', 'There is no such office');
  }
}

const add = route({
  method: 'post',
  path: '/people',
  right,
  summary: 'Add somebody; they come in by the link of an invitation, or by the company’s sign-on',
  headers: OptionalKey,
  body: PersonIn,
  answers: Colleague,
  status: 201,
  refuses: ['AddressTaken', 'IdempotencyKeyReused'],
  handle: async (asked, context) =>
    once(context, asked, async (id) => {
      mustBeDone(await addPerson(context.pool, id, asked.body));
      return colleague(context, id);
    }),
});

const change = route({
  method: 'put',
  path: '/people/:id',
  right,
  summary: 'Change somebody; who is made inactive is signed out everywhere, and their tokens end',
  params: Id,
  body: PersonIn,
  answers: Colleague,
  refuses: ['AddressTaken', 'NotFound'],
  handle: async ({ params, body }, context) => {
    mustBeDone(await changePerson(context.pool, params.id, body));
    return colleague(context, params.id);
  },
});

async function colleague({ prisma }: Parameters<Route['perform']>[2], id: string) {
  const found = (await listPeople(prisma)).find((one) => one.id === id);
  if (!found) throw notFound('person');
  return found;
}

const invite = route({
  method: 'post',
  path: '/people/:id/invitation',
  right,
  summary:
    'A link at which somebody sets their password: good once, for a day. Whoever has it is them: hand it over yourself',
  params: Id,
  answers: z.object({ link: z.string() }).meta({ id: 'Invitation' }),
  refuses: ['NotFound', 'NotSetUp'],
  handle: async ({ params, caller }, context) => {
    const { active } = await colleague(context, params.id);
    if (!active) throw notFound('person who works here');
    return { link: await context.signIn.newLink(caller(), params.id, context.clock.now()) };
  },
});

const team = route({
  method: 'put',
  path: '/teams/:key',
  right,
  summary: 'Make a team, or change its name and who is in it',
  params: z.strictObject({ key: z.string().regex(/^[a-z0-9-]{1,100}$/, 'is small letters, digits and dashes') }),
  body: z.strictObject({ name: Text, members: z.array(z.uuid()).max(2000) }).meta({ id: 'TeamIn' }),
  answers: Team,
  handle: async ({ params: { key }, body }, context) => {
    const { unknown } = await putTeam(context.pool, { id: newId(), key, ...body });
    if (unknown.length > 0) {
      const errors = unknown.map((id) => ({ path: 'body.members', message: `There is nobody of the id ${id}` }));
      throw new Problem('BadInput', { detail: errors[0]?.message, errors });
    }
    const found = (await listTeams(context.prisma)).find((one) => one.key === key);
    if (!found) throw notFound('team');
    return found;
  },
});

/** Who works here, and in which teams: an administrator's to say. */
export const peopleChanges: Route[] = [add, change, invite, team];
