import { z } from 'zod';
import {
  addShare,
  endShare,
  FIELD_ENTITIES,
  type FieldEntity,
  isAbove,
  listShares,
  mayDo,
  ownerOf,
  type Person,
  SHARE_MAY,
  type ShareCard,
  type SharedRecord,
} from '../access';
import { seenCard } from './card-write';
import type { Context } from './context';
import { once } from './kept';
import { mustSee } from './must-see';
import { isToRead } from './must-work-on';
import { badInput, notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, OptionalKey, Ref, Text, Time, TimeIn } from './schema';

export const ShareView = z
  .object({
    id: z.uuid(),
    person: Ref.nullable(),
    team: z.object({ key: z.string(), name: Text }).nullable(),
    may: z
      .enum(SHARE_MAY)
      .meta({ description: 'read: they see it; work: they may do with it what their roles let them' }),
    until: Time.nullable().meta({ description: 'It ends by itself then' }),
    by: Ref,
    at: Time,
  })
  .meta({ id: 'Share' });

const shareView = ({ until, at, ...share }: ShareCard): z.input<typeof ShareView> => ({
  ...share,
  until: isoOrNull(until),
  at: isoOf(at),
});

const Shares = z.object({ items: z.array(ShareView), asOf: Time });

const ShareIn = z
  .strictObject({
    personId: z.uuid().optional(),
    team: z.string().min(1).max(100).optional().meta({ description: 'The key of a team; else `personId`' }),
    may: z.enum(SHARE_MAY),
    until: TimeIn.nullable().default(null),
  })
  .refine(({ personId, team }) => (personId === undefined) !== (team === undefined), {
    path: ['personId'],
    message: 'Say either a person or a team',
  })
  .meta({ id: 'ShareIn' });

/** How a card is shared. */
export const sharedCard = {
  shares: z
    .array(ShareView)
    .nullable()
    .meta({ description: 'With whom it is shared now; null where you may not know' }),
  toRead: z.boolean().meta({ description: 'It is shared with you to be read: what would change it is refused' }),
};

/** What a card says of how it is shared, to somebody who sees it. */
export async function sharedOn(context: Context, actor: Person, record: SharedRecord) {
  const [given, toRead] = await Promise.all([
    mayDo(actor, 'share.read') ? listShares(context.pool, record, context.clock.now()) : null,
    isToRead(context, actor, record.entity, record.id),
  ]);
  return { shares: given?.map(shareView) ?? null, toRead };
}

/** The record that an address names. @throws Problem for one that is not there, or out of sight */
async function seenRecord(context: Context, entity: FieldEntity, id: string, actor: Person): Promise<SharedRecord> {
  if (entity === 'account' || entity === 'contact')
    return { entity, id: (await seenCard(context, entity, id, actor)).id };
  await mustSee(context, actor, entity, id);
  return { entity, id };
}

/** @throws Problem unless it is theirs, or of somebody below them, or they may share whatever they see */
async function mustMayShare({ pool }: Context, record: SharedRecord, actor: Person): Promise<void> {
  if (mayDo(actor, 'share.others')) return;
  const owner = await ownerOf(pool, record);
  if (owner === actor.id || (owner !== null && (await isAbove(pool, actor.id, owner)))) return;
  throw new Problem('NotAllowed', {
    detail: `Its owner shares it, who is above them, or who has the right share.others.`,
  });
}

async function sharesOf({ pool, clock }: Context, record: SharedRecord): Promise<z.input<typeof Shares>> {
  const now = clock.now();
  return { items: (await listShares(pool, record, now)).map(shareView), asOf: isoOf(now) };
}

const list = (entity: FieldEntity): Route =>
  route({
    method: 'get',
    path: `/${entity}s/:id/shares`,
    right: 'share.read',
    summary: `With whom the ${entity} is shared now`,
    params: Id,
    answers: Shares,
    refuses: ['NotFound'],
    handle: async ({ params, actor }, context) =>
      sharesOf(context, await seenRecord(context, entity, params.id, actor)),
  });

const share = (entity: FieldEntity): Route =>
  route({
    method: 'post',
    path: `/${entity}s/:id/shares`,
    right: 'share.change',
    summary: `Share the ${entity} with a colleague or a team, in the place of what was shared with them before`,
    description:
      'Its owner may, whoever is above them, and who has the right share.others. It is seen from the next request on.',
    params: Id,
    headers: OptionalKey,
    body: ShareIn,
    answers: Shares,
    status: 201,
    refuses: ['NotFound', 'IdempotencyKeyReused'],
    handle: async (asked, context) => {
      const { params, body, actor } = asked;
      const record = await seenRecord(context, entity, params.id, actor);
      await mustMayShare(context, record, actor);
      const now = context.clock.now();
      const { personId, team = '', may, until } = body;
      if (until !== null && until <= now) throw badInput({ path: 'body.until', message: 'Must be still to come' });
      return once(context, asked, async (id) => {
        const whom = personId === undefined ? { team } : { personId };
        const there = await addShare(context.pool, record, { id, with: whom, may, until, by: actor.id, at: now });
        const place = personId === undefined ? 'team' : 'personId';
        if (!there) throw badInput({ path: `body.${place}`, message: 'There is nobody of that name here' });
        return sharesOf(context, record);
      });
    },
  });

const end = (entity: FieldEntity): Route =>
  route({
    method: 'delete',
    path: `/${entity}s/:id/shares/:share`,
    right: 'share.change',
    summary: `End a share of the ${entity}: it is no longer seen from the next request on`,
    params: z.object({ id: z.uuid(), share: z.uuid() }),
    answers: Shares,
    refuses: ['NotFound'],
    handle: async ({ params, actor }, context) => {
      const record = await seenRecord(context, entity, params.id, actor);
      await mustMayShare(context, record, actor);
      if (!(await endShare(context.pool, record, params.share, actor.id, context.clock.now()))) throw notFound('share');
      return sharesOf(context, record);
    },
  });

/** Records that are shared with a colleague or a team. */
export const shares: Route[] = FIELD_ENTITIES.flatMap((entity) => [list(entity), share(entity), end(entity)]);
