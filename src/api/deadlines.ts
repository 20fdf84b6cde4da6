import { z } from 'zod';
import { sightOf } from '../access';
import { type ComingDeadline, comingDeadlines, deadlinesByOwner } from '../crm';
import type { Outlook } from '../process/outlook';
import type { Foreseen } from '../process/time/foresee';
import { Deadline } from './deadline-views';
import { type Route, route } from './route';
import { isoOf, pageOfItems, paging, Ref, Text } from './schema';

const HOUR_MS = 60 * 60 * 1000;

const outlook = {
  name: Text.meta({ description: 'What it is the deadline of' }),
  does: z
    .array(z.looseObject({ does: z.string() }))
    .meta({ description: 'What it will do: notify, escalate, move, open, reassign, mail and so on, with its values' }),
  say: Text.meta({ description: 'The same as sentences' }),
};

const Follower = Deadline.extend(outlook).meta({ id: 'FollowingDeadline' });

const Coming = Deadline.extend({
  ...outlook,
  fires: z.boolean().meta({ description: 'False: one that comes before it will have made it pointless' }),
  follows: z.array(Follower).meta({ description: 'What will fire after it, and only because of it' }),
  owner: Ref.nullable(),
  manager: Ref.nullable().meta({ description: 'Above the owner: whom it escalates to' }),
  instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), number: z.number(), name: z.string() }),
}).meta({ id: 'ComingDeadline' });

const OwnerCount = z
  .object({ owner: Ref, total: z.number(), kinds: z.record(z.string(), z.number()) })
  .meta({ id: 'OwnersDeadlines' });

const next = route({
  method: 'get',
  path: '/deadlines/next',
  right: 'task.read',
  summary:
    'What will happen by itself within the next hours, and to whom; what should have happened already comes first',
  description:
    'As it comes if nobody does anything meanwhile. `owners` counts what is armed now; it is the same on every page.',
  query: z.strictObject({
    hours: z.coerce
      .number()
      .min(0)
      .max(24 * 366)
      .default(24),
    owner: z.union([z.literal('me'), z.uuid()]).optional(),
    team: z.string().min(1).max(100).optional().meta({ description: 'The key of a team that the owner is in' }),
    ...paging,
  }),
  answers: pageOfItems(Coming).extend({ owners: z.array(OwnerCount) }),
  handle: async ({ query, actor }, context) => {
    const { hours, owner, team, ...page } = query;
    const sight = await sightOf(context.pool, actor);
    const asked = { within: hours * HOUR_MS, owner: owner === 'me' ? actor.id : owner, team, sight };
    const read = await comingDeadlines(context, { ...asked, page }, context.clock.now());
    const owners = await deadlinesByOwner(context.pool, asked, read.asOf);
    return { ...read, items: read.items.map(comingView), owners, asOf: isoOf(read.asOf) };
  },
});

const comingView = ({ outlook, follows, at, ...row }: ComingDeadline): z.input<typeof Coming> => ({
  ...row,
  at: isoOf(at),
  ...outlookView(outlook),
  follows: follows.map(followerView),
});

const followerView = ({ deadline: { at, ...deadline }, outlook }: Foreseen): z.input<typeof Follower> => ({
  ...deadline,
  at: isoOf(at),
  ...outlookView(outlook),
});

const outlookView = ({ subject, does, say }: Outlook) => ({
  name: subject,
  does: does.map((one) => ({ ...one })),
  say,
});

export const deadlines: Route[] = [next];
