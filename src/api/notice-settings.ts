import { z } from 'zod';
import {
  MAIL_WAYS,
  mute,
  NOTICE_KINDS,
  PUSH_WAYS,
  type PushWay,
  putSettings,
  readWanted,
  type Wanted,
} from '../notices';
import { once } from './kept';
import { laterWithin } from './later';
import { type Route, route } from './route';
import { isoOf, isoOrNull, OptionalKey, Time, TimeIn } from './schema';

const WallTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Must be a time such as 08:30')
  .meta({
    description: "HH:MM, in one's zone",
  });
const Digest = z.strictObject({
  at: WallTime,
  days: z
    .array(z.int().min(1).max(7))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'Must name each day once')
    .meta({ description: 'Days of the week; 1 is Monday' }),
});
const Quiet = z
  .strictObject({ from: WallTime, to: WallTime })
  .refine(({ from, to }) => from !== to, 'Must end at another time than they begin');

const Settings = z
  .strictObject({
    mail: z.strictObject(
      Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, z.enum(MAIL_WAYS)])) as Record<
        (typeof NOTICE_KINDS)[number],
        z.ZodEnum<{ [K in (typeof MAIL_WAYS)[number]]: K }>
      >,
    ),
    push: z
      .strictObject(
        Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, z.enum(PUSH_WAYS)])) as Record<
          (typeof NOTICE_KINDS)[number],
          z.ZodEnum<{ [K in PushWay]: K }>
        >,
      )
      .optional()
      .meta({ description: 'Which are pushed to your browsers; without it that stays as it is' }),
    digest: Digest.nullable().meta({ description: 'One mail a day with what is new; null: none' }),
    quiet: Quiet.nullable().meta({ description: 'Mails and pushes wait until these hours end; null: there are none' }),
  })
  .meta({ id: 'PutNoticeSettings' });

const SettingsView = z
  .object({
    mail: z
      .record(z.string(), z.enum(MAIL_WAYS))
      .meta({ description: 'By kind: a mail at once, with the digest, or never' }),
    push: z.record(z.string(), z.enum(PUSH_WAYS)).meta({ description: 'By kind: a push to your browsers, or none' }),
    digest: z.object({ at: z.string(), days: z.array(z.number()) }).nullable(),
    quiet: z.object({ from: z.string(), to: z.string() }).nullable(),
    zone: z.string().meta({ description: 'Yours, else that of your office; what digest and quiet hours are told in' }),
    mutedUntil: Time.nullable(),
  })
  .meta({ id: 'NoticeSettings' });

function viewOf({ settings, zone, mutedUntil }: Wanted, now: number): z.input<typeof SettingsView> {
  const { mail, push, digest, quiet } = settings;
  const days = digest && { at: digest.at, days: [...digest.days] };
  return {
    mail: { ...mail },
    push: { ...push },
    digest: days,
    quiet,
    zone,
    mutedUntil: isoOrNull(mutedUntil !== null && mutedUntil > now ? mutedUntil : null),
  };
}

const show = route({
  method: 'get',
  path: '/me/notices',
  right: 'self.read',
  summary: 'Which of your notifications come by mail or are pushed to your browsers, and when',
  answers: SettingsView,
  handle: async ({ actor }, { pool, clock }) => viewOf(await readWanted(pool, actor.id), clock.now()),
});

const put = route({
  method: 'put',
  path: '/me/notices',
  right: 'self.change',
  summary: 'Say which of your notifications come by mail or are pushed, and when; what waits goes by it too',
  body: Settings,
  answers: SettingsView,
  handle: async ({ body, actor }, { pool, clock }) => {
    const push = body.push ?? (await readWanted(pool, actor.id)).settings.push;
    await putSettings(pool, actor.id, { ...body, push });
    return viewOf(await readWanted(pool, actor.id), clock.now());
  },
});

const MOST_DAYS = 366;

const muteAll = route({
  method: 'post',
  path: '/me/notices/mute',
  right: 'self.change',
  summary: 'Switch mails and pushes of all your notifications off until a time; null switches them on again',
  headers: OptionalKey,
  body: z.strictObject({ until: TimeIn.nullable() }).meta({ id: 'MuteNotices' }),
  answers: z.object({ mutedUntil: Time.nullable() }),
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { until } = asked.body;
        const muted = until === null ? null : laterWithin(until, context.clock.now(), MOST_DAYS);
        await mute(context.pool, asked.actor.id, muted);
        return { mutedUntil: muted === null ? null : isoOf(muted) };
      },
      200,
    ),
});

export const noticeSettings: Route[] = [show, put, muteAll];
