import { z } from 'zod';
import { SOURCE_KINDS, TOUCH_KINDS, type Touch, type TouchHead } from '../crm';
import type { Context } from './context';
import { isoOf, isoOrNull, Ref, Text, Time } from './schema';
import { stageName } from './stage-name';

const SourceRef = z.object({ id: z.uuid(), key: z.string(), name: Text });

export const TouchView = z
  .object({
    id: z.uuid(),
    source: SourceRef.extend({ kind: z.enum(SOURCE_KINDS) }),
    lead: z.object({ id: z.uuid(), number: z.number(), topic: z.string() }).nullable(),
    account: Ref.nullable(),
    contact: Ref.nullable(),
    kind: z.enum(TOUCH_KINDS),
    status: z.string().nullable(),
    activityAt: Time.meta({ description: 'When it was done' }),
    responseAt: Time.nullable().meta({ description: 'When they answered' }),
    enteredAt: Time.meta({ description: 'When it was written down' }),
    enteredBy: Ref.nullable().meta({ description: 'Null: it came in by itself' }),
    product: Ref.nullable(),
    note: z.string().nullable(),
    externalKey: z.string().nullable(),
  })
  .meta({ id: 'Touch' });

export const touchView = ({ activityAt, responseAt, enteredAt, ...touch }: Touch): z.input<typeof TouchView> => ({
  ...touch,
  activityAt: isoOf(activityAt),
  responseAt: isoOrNull(responseAt),
  enteredAt: isoOf(enteredAt),
});

const counted = { touches: z.number(), responses: z.number(), lastAt: Time };

export const HeadView = z
  .object({
    touches: z.number(),
    responses: z.number(),
    firstAt: Time.nullable(),
    lastAt: Time.nullable(),
    lastResponseAt: Time.nullable(),
    interests: z
      .array(z.object({ product: Ref, ...counted }))
      .meta({ description: 'Products that they touched, those answered most first' }),
    sources: z.array(z.object({ source: SourceRef, ...counted })).meta({ description: 'The latest first' }),
    open: z
      .array(
        z.object({
          id: z.uuid(),
          kind: z.enum(['lead', 'sale']),
          number: z.number(),
          name: z.string(),
          stage: z.object({ key: z.string(), name: Text }),
          rating: z.string().nullable(),
          owner: Ref.nullable(),
        }),
      )
      .meta({ description: 'How it stands now: open leads and sales, the latest first' }),
  })
  .meta({ id: 'TouchHead' });

/** The head with the stages' names. */
export async function headView({ versions }: Context, head: TouchHead): Promise<z.input<typeof HeadView>> {
  const known = await versions.all(head.open.map(({ versionId }) => versionId));
  const open = head.open.flatMap(({ versionId, state, ...rest }) => {
    const version = known.get(versionId);
    return version ? [{ ...rest, stage: { key: state, name: stageName(version.definition, state) } }] : [];
  });
  const at = <T extends { lastAt: number }>({ lastAt, ...rest }: T) => ({ ...rest, lastAt: isoOf(lastAt) });
  return {
    ...head,
    firstAt: isoOrNull(head.firstAt),
    lastAt: isoOrNull(head.lastAt),
    lastResponseAt: isoOrNull(head.lastResponseAt),
    interests: head.interests.map(at),
    sources: head.sources.map(at),
    open,
  };
}
