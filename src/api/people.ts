import { z } from 'zod';
import {
  CLOSINGS,
  FIELD_ENTITIES,
  listPeople,
  listTeams,
  maskOf,
  mayDo,
  type Person,
  RIGHTS,
  type Right,
  setOwn,
} from '../access';
import { baseCurrency } from '../insight';
import type { Context } from './context';
import { type Route, route } from './route';
import { Text } from './schema';
import { ZoneIn } from './zone';

/** A person as colleagues see them. */
export const Colleague = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    language: z.string(),
    roles: z.array(z.string()),
    skills: z.array(z.string()).meta({ description: 'What they are able to do, as pools of a process ask for it' }),
    lines: z.array(z.string()).meta({ description: 'The lines of business they work in' }),
    teams: z.array(z.string()),
    managerId: z.uuid().nullable(),
    officeId: z.uuid().nullable(),
    calendar: z.string().nullable().meta({ description: "Their own; without one a team's counts, then the office's" }),
    active: z.boolean(),
  })
  .meta({ id: 'Person' });

const Me = Colleague.omit({ skills: true, lines: true, officeId: true, calendar: true, active: true })
  .extend({
    zone: z.string().nullable().meta({ description: "Your own, as an IANA name; null: your office's" }),
    rights: z.array(z.string()),
    baseCurrency: z.string().meta({ description: 'Of the company: what sums over several currencies are in' }),
    closed: z.partialRecord(z.enum(FIELD_ENTITIES), z.record(z.string(), z.enum(CLOSINGS))).meta({
      description: 'Fields that you do not see, or may not set, by kind of record: over all of your roles',
    }),
  })
  .meta({ id: 'Me' });

/** A team and who is in it. */
export const Team = z
  .object({
    id: z.uuid(),
    key: z.string(),
    name: Text,
    calendar: z.string().nullable(),
    members: z.array(z.object({ id: z.uuid(), name: z.string() })),
  })
  .meta({ id: 'Team' });

const me = route({
  method: 'get',
  path: '/me',
  right: 'self.read',
  summary: 'Who you are, and your rights',
  answers: Me,
  handle: ({ actor }, context) => meOf(actor, context),
});

async function meOf(actor: Person, { pool }: Pick<Context, 'pool'>): Promise<z.input<typeof Me>> {
  const rights = (Object.keys(RIGHTS) as Right[]).filter((right) => mayDo(actor, right));
  const { id, name, email, language, roles, teams, managerId, zone = null } = actor;
  const closed = maskOf(actor) as z.input<typeof Me>['closed'];
  const who = { id, name, email, language, zone, roles: [...roles], teams: [...teams], managerId };
  return { ...who, rights, baseCurrency: await baseCurrency(pool), closed };
}

const changeMe = route({
  method: 'put',
  path: '/me',
  right: 'self.change',
  summary: 'Say in which language and by which clock you want mails and times',
  body: z.strictObject({ language: z.enum(['en', 'ru']), zone: ZoneIn.nullable() }).meta({ id: 'MeIn' }),
  answers: Me,
  handle: async ({ actor, body }, context) => {
    await setOwn(context.pool, actor.id, body);
    return meOf({ ...actor, ...body }, context);
  },
});

const people = route({
  method: 'get',
  path: '/people',
  right: 'people.read',
  summary: 'The people of the company, by name',
  answers: z.object({ items: z.array(Colleague) }),
  handle: async (_asked, { prisma }) => ({ items: await listPeople(prisma) }),
});

const teams = route({
  method: 'get',
  path: '/teams',
  right: 'people.read',
  summary: 'The teams and who is in them',
  answers: z.object({ items: z.array(Team) }),
  handle: async (_asked, { prisma }) => ({ items: await listTeams(prisma) }),
});

export const peopleAndTeams: Route[] = [me, changeMe, people, teams];
