import type { Pool } from 'pg';
import type { Instant } from '../process';
import type { NoticeKind } from './kinds';

/** Where a kind of notices goes beside the product itself: a mail at once, the daily digest, or nowhere. */
export const MAIL_WAYS = ['at once', 'digest', 'never'] as const;
export type MailWay = (typeof MAIL_WAYS)[number];

/** Whether a kind of notices is pushed to one's browsers. */
export const PUSH_WAYS = ['at once', 'never'] as const;
export type PushWay = (typeof PUSH_WAYS)[number];

/** Wall time in somebody's zone, as `HH:MM`. */
export type WallTime = string;

/** How somebody wants their notices. */
export interface NoticeSettings {
  mail: Readonly<Record<NoticeKind, MailWay>>;
  /** To the browsers that one has let us tell, if any. */
  push: Readonly<Record<NoticeKind, PushWay>>;
  /** One mail a day with what is new; days of the week, 1 is Monday. Null: none. */
  digest: { at: WallTime; days: readonly number[] } | null;
  /** Mails and pushes wait until these hours end; they may go over midnight. */
  quiet: { from: WallTime; to: WallTime } | null;
}

/** What holds for who has said nothing: what somebody else waits for comes at once, the rest in the morning. */
export const DEFAULT_SETTINGS: NoticeSettings = {
  mail: {
    task: 'digest',
    deadline: 'digest',
    ownership: 'at once',
    client: 'at once',
    trouble: 'digest',
    other: 'digest',
  },
  push: {
    task: 'at once',
    deadline: 'at once',
    ownership: 'at once',
    client: 'at once',
    trouble: 'never',
    other: 'never',
  },
  digest: { at: '08:30', days: [1, 2, 3, 4, 5] },
  quiet: { from: '20:00', to: '08:00' },
};

/** Somebody's settings with what follows from where they work. */
export interface Wanted {
  settings: NoticeSettings;
  /** An IANA zone: their own, else their office's; of those without one, that of the office calendar. */
  zone: string;
  mutedUntil: Instant | null;
}

/** Joins that give `s` (their settings), `f` and `c` (their zone) to a row `p` of people. */
export const WANTED_JOINS = `LEFT JOIN notice_settings s ON s.person_id = p.id LEFT JOIN offices f ON f.id = p.office_id
  LEFT JOIN (SELECT definition ->> 'zone' AS zone FROM calendars WHERE key = 'office' ORDER BY version DESC LIMIT 1) c ON true`;
/** The columns that a `Wanted` is made of. */
export const WANTED = `s.settings, (extract(epoch FROM s.muted_until) * 1000)::float8 AS "mutedUntil", coalesce(p.zone, f.zone, c.zone, 'UTC') AS zone`;

/** A row of those columns. */
export interface WantedRow {
  settings: Partial<NoticeSettings> | null;
  mutedUntil: Instant | null;
  zone: string;
}

/** What a row comes to. */
export function wantedOf({ settings, mutedUntil, zone }: WantedRow): Wanted {
  const given = { ...DEFAULT_SETTINGS, ...settings };
  const mail = { ...DEFAULT_SETTINGS.mail, ...given.mail };
  const push = { ...DEFAULT_SETTINGS.push, ...given.push };
  return { settings: { ...given, mail, push }, mutedUntil, zone };
}

/** How one person wants their notices. */
export async function readWanted(pool: Pick<Pool, 'query'>, personId: string): Promise<Wanted> {
  const { rows } = await pool.query<WantedRow>(`SELECT ${WANTED} FROM people p ${WANTED_JOINS} WHERE p.id = $1`, [
    personId,
  ]);
  return wantedOf(rows[0] ?? { settings: null, mutedUntil: null, zone: 'UTC' });
}

/** Keeps somebody's settings. What waits to be mailed or pushed is looked at again under them. */
export async function putSettings(pool: Pool, personId: string, settings: NoticeSettings): Promise<void> {
  await pool.query(
    `WITH kept AS (
       INSERT INTO notice_settings (person_id, settings) VALUES ($1, $2)
       ON CONFLICT (person_id) DO UPDATE SET settings = excluded.settings)
     ${LOOK_AGAIN}`,
    [personId, JSON.stringify(settings)],
  );
}

/** Switches all mails and pushes off until an instant, or (null) on again. */
export async function mute(pool: Pool, personId: string, until: Instant | null): Promise<void> {
  await pool.query(
    `WITH kept AS (
       INSERT INTO notice_settings (person_id, muted_until) VALUES ($1, $2)
       ON CONFLICT (person_id) DO UPDATE SET muted_until = excluded.muted_until)
     ${LOOK_AGAIN}`,
    [personId, until === null ? null : new Date(until)],
  );
}

const LOOK_AGAIN = `UPDATE notifications SET
    mail = CASE WHEN mail = 'waiting' THEN 'new' ELSE mail END, mail_at = CASE WHEN mail <> 'waiting' THEN mail_at END,
    push = CASE WHEN push = 'waiting' THEN 'new' ELSE push END, push_at = CASE WHEN push <> 'waiting' THEN push_at END
  WHERE person_id = $1 AND (mail = 'waiting' OR push = 'waiting')`;
