import { z } from 'zod';
import { type Person, sightOf } from '../access';
import {
  CHANNELS,
  type ConsentCard,
  currentConsents,
  listConsents,
  mayContact,
  PURPOSES,
  readPreferences,
  recordConsent,
  seenContact,
  setPreferences,
} from '../crm';
import type { Context } from './context';
import { once } from './kept';
import { badInput, notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, OptionalKey, Ref, Time, TimeIn, words } from './schema';

const Channel = z.enum(CHANNELS);
const Purpose = z.enum(PURPOSES);

const Consent = z
  .object({
    id: z.uuid(),
    channel: Channel,
    purpose: Purpose,
    given: z.boolean(),
    at: Time,
    source: z.string(),
    proof: z.string().nullable(),
    recordedBy: Ref.nullable(),
    recordedAt: Time,
  })
  .meta({ id: 'Consent' });

const Preferences = z
  .object({
    channel: Channel.nullable(),
    bestHours: z.string().nullable(),
    language: z.string().nullable(),
    doNotCall: z.boolean(),
  })
  .meta({ id: 'Preferences' });

const Consents = z
  .object({
    current: z.array(Consent).meta({ description: 'Of each channel and purpose what was said last' }),
    history: z.array(Consent),
    preferences: Preferences,
  })
  .meta({ id: 'Consents' });

const consentView = (card: ConsentCard): z.input<typeof Consent> => ({
  ...card,
  at: isoOf(card.at),
  recordedAt: isoOf(card.recordedAt),
});

async function consentsOf({ pool }: Context, contactId: string): Promise<z.input<typeof Consents>> {
  const [history, preferences] = await Promise.all([listConsents(pool, contactId), readPreferences(pool, contactId)]);
  return { current: currentConsents(history).map(consentView), history: history.map(consentView), preferences };
}

/** The id of a contact that the actor sees, or of the one it lives on in. @throws Problem when there is none to them */
export async function mustSeeContact({ pool }: Context, actor: Person, id: string): Promise<string> {
  const found = await seenContact(pool, id, await sightOf(pool, actor));
  if (found === null) throw notFound('contact');
  return found;
}

const read = route({
  method: 'get',
  path: '/contacts/:id/consents',
  right: 'contact.read',
  summary: 'What somebody agreed to or took back, and how they want to be reached',
  params: Id,
  answers: Consents,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => consentsOf(context, await mustSeeContact(context, actor, params.id)),
});

const NewConsent = z
  .strictObject({
    channel: Channel,
    purpose: Purpose,
    given: z.boolean().meta({ description: 'false: taken back' }),
    at: TimeIn.optional().meta({ description: 'When it was said; else now' }),
    source: words(300).meta({ description: 'Where it was said: a form, a call, a contract' }),
    proof: words(2000).optional(),
  })
  .meta({ id: 'NewConsent' });

const record = route({
  method: 'post',
  path: '/contacts/:id/consents',
  right: 'consent.record',
  summary: 'Write down that somebody agreed to be reached, or took it back',
  params: Id,
  headers: OptionalKey,
  body: NewConsent,
  answers: Consents,
  status: 201,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { pool, clock } = context;
    const now = clock.now();
    const { at = now, ...given } = asked.body;
    const message = 'Nobody has said it yet';
    if (at > now) throw badInput({ path: 'body.at', message });
    const contactId = await mustSeeContact(context, asked.actor, asked.params.id);
    return once(context, asked, async (id) => {
      await recordConsent(pool, contactId, { ...given, at, id, by: asked.actor.id, now });
      return consentsOf(context, contactId);
    });
  },
});

const prefer = route({
  method: 'put',
  path: '/contacts/:id/preferences',
  right: 'consent.record',
  summary: 'Say how somebody wants to be reached',
  params: Id,
  body: z
    .strictObject({
      channel: Channel.nullable().default(null),
      bestHours: words(200).nullable().default(null),
      language: z
        .string()
        .regex(/^[a-z]{2}$/, 'Must be two small letters, such as ru')
        .nullable()
        .default(null),
      doNotCall: z.boolean().default(false),
    })
    .meta({ id: 'NewPreferences' }),
  answers: Consents,
  refuses: ['NotFound'],
  handle: async ({ params, body, actor }, context) => {
    const contactId = await mustSeeContact(context, actor, params.id);
    await setPreferences(context.pool, contactId, body, { by: actor.id, at: context.clock.now() });
    return consentsOf(context, contactId);
  },
});

const ask = route({
  method: 'get',
  path: '/contacts/:id/may-contact',
  right: 'contact.read',
  summary: 'Whether somebody may be reached by a channel for a purpose, and why',
  params: Id,
  query: z.strictObject({ channel: Channel, purpose: Purpose }),
  answers: z.object({ may: z.boolean(), why: z.string() }).meta({ id: 'MayContact' }),
  refuses: ['NotFound'],
  handle: async ({ params, query, actor }, context) => {
    const contactId = await mustSeeContact(context, actor, params.id);
    return mayContact(context.pool, contactId, query.channel, query.purpose, context.clock.now());
  },
});

export const consents: Route[] = [read, record, prefer, ask];
