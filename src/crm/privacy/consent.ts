import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';

/** By what somebody is reached, and what for. */
export const CHANNELS = ['e-mail', 'phone', 'messenger', 'post'] as const;
export type Channel = (typeof CHANNELS)[number];
export const PURPOSES = ['deal', 'marketing'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** That somebody agreed to something, or took it back. */
export interface ConsentCard {
  id: string;
  channel: Channel;
  purpose: Purpose;
  given: boolean;
  at: Instant;
  /** Where it was said: a form, a call, a contract. */
  source: string;
  proof: string | null;
  recordedBy: Ref | null;
  recordedAt: Instant;
}

export interface NewConsent {
  channel: Channel;
  purpose: Purpose;
  given: boolean;
  at: Instant;
  source: string;
  proof?: string;
}

/** How somebody wants to be reached. */
export interface Preferences {
  channel: Channel | null;
  /** In their own words: `after six`, `not on Mondays`. */
  bestHours: string | null;
  /** A language's two letters; it stands on their card. */
  language: string | null;
  doNotCall: boolean;
}

/** Everything that somebody agreed to and took back, the newest first. */
export async function listConsents(pool: Pool, contactId: string): Promise<ConsentCard[]> {
  const { rows } = await pool.query<ConsentCard>(
    `SELECT c.id, c.channel, c.purpose, c.given, ${ms('c.at')} AS at, c.source, c.proof, ${ref('o')} AS "recordedBy",
       ${ms('c.recorded_at')} AS "recordedAt"
     FROM consents c LEFT JOIN people o ON o.id = c.recorded_by WHERE c.contact_id = $1 ORDER BY c.at DESC, c.id DESC`,
    [contactId],
  );
  return rows;
}

/** Of each channel and purpose what was said last. `consents`: the newest first. */
export function currentConsents(consents: readonly ConsentCard[]): ConsentCard[] {
  const newest = new Map<string, ConsentCard>();
  for (const one of consents) {
    const about = `${one.channel} ${one.purpose}`;
    if (!newest.has(about)) newest.set(about, one);
  }
  return [...newest.values()];
}

/** Writes down what somebody said; repeated with the same id it is written once. */
export async function recordConsent(
  pool: Pool,
  contactId: string,
  { id, by, now, ...given }: NewConsent & { id: string; by: string; now: Instant },
): Promise<void> {
  await pool.query(
    `INSERT INTO consents (id, contact_id, channel, purpose, given, at, source, proof, recorded_by, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
    [
      id,
      contactId,
      given.channel,
      given.purpose,
      given.given,
      new Date(given.at),
      given.source,
      given.proof ?? null,
      by,
      new Date(now),
    ],
  );
}

/** How somebody wants to be reached; nothing is known of whoever was not asked. */
export async function readPreferences(pool: Pool, contactId: string): Promise<Preferences> {
  const { rows } = await pool.query<Preferences>(
    `SELECT p.channel, p.best_hours AS "bestHours", c.language, coalesce(p.do_not_call, false) AS "doNotCall"
     FROM contacts c LEFT JOIN contact_preferences p ON p.contact_id = c.id WHERE c.id = $1`,
    [contactId],
  );
  return rows[0] ?? { channel: null, bestHours: null, language: null, doNotCall: false };
}

/** Keeps how somebody wants to be reached, all of it: what is not said is not wanted. One statement. */
export async function setPreferences(
  pool: Pool,
  contactId: string,
  { channel, bestHours, language, doNotCall }: Preferences,
  { by, at }: { by: string; at: Instant },
): Promise<void> {
  await pool.query(
    `WITH card AS (
       UPDATE contacts SET language = $5, revision = revision + 1, updated_at = $7, updated_by = $6
       WHERE id = $1 AND language IS DISTINCT FROM $5)
     INSERT INTO contact_preferences (contact_id, channel, best_hours, do_not_call, updated_by, updated_at)
     VALUES ($1, $2, $3, $4, $6, $7)
     ON CONFLICT (contact_id) DO UPDATE SET channel = excluded.channel, best_hours = excluded.best_hours,
       do_not_call = excluded.do_not_call, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
    [contactId, channel, bestHours, doNotCall, language, by, new Date(at)],
  );
}
