import type { Pool } from 'pg';
import { z } from 'zod';
import type { Instant } from '../../process';

/** What of a card an installation may ask for, or miss, beside the fields that it adds itself (`custom.<key>`). */
export const ACCOUNT_FIELDS = [
  'legalName',
  'taxNumber',
  'website',
  'industry',
  'activities',
  'region',
  'country',
  'foundedYear',
  'employees',
  'annualRevenue',
  'relationshipStage',
  'importance',
  'category',
  'ownerId',
  'phone',
  'email',
  'addresses',
  'requisites',
  'contacts',
] as const;
export const CONTACT_FIELDS = [
  'email',
  'phone',
  'language',
  'birthDate',
  'ownerId',
  'addresses',
  'accounts',
  'decisionRole',
] as const;

const added = z.string().regex(/^custom\.[a-z][a-z0-9_-]*$/);
const fields = <T extends readonly [string, ...string[]]>(names: T) => z.array(z.union([z.enum(names), added])).max(60);

/** Nobody can name people at an account before there is one, so a card is not refused for lack of them. */
const ASKED_FOR = ACCOUNT_FIELDS.filter((name) => name !== 'contacts') as [string, ...string[]];

/**
 * Which fields a new card must have (`required`: it is refused without), and which count as missing data (`wanted`). A name
 * is all that is required unless told. Required fields that an installation adds say so themselves.
 */
export const CardRules = z.strictObject({
  account: z.strictObject({ required: z.array(z.enum(ASKED_FOR)).max(60), wanted: fields(ACCOUNT_FIELDS) }),
  contact: z.strictObject({ required: z.array(z.enum(CONTACT_FIELDS)).max(60), wanted: fields(CONTACT_FIELDS) }),
});
export type CardRules = z.output<typeof CardRules>;

export const CARD_RULES: CardRules = {
  account: {
    required: [],
    wanted: [
      'industry',
      'country',
      'region',
      'phone',
      'email',
      'ownerId',
      'relationshipStage',
      'importance',
      'contacts',
    ],
  },
  contact: { required: [], wanted: ['email', 'phone', 'accounts', 'decisionRole'] },
};

const points = z.int().min(0).max(100);

/**
 * How an account is scored: the most points of each part. They need not add up to 100: the score is the share of what could be had.
 *
 * `importance` gives points by the key of that catalogue. Money is in minor units of the base currency: full points from
 * `full` on, in proportion below. `recency` gives all points up to `freshDays` after the last contact, none from `coldDays` on.
 */
export const ScoreRules = z.strictObject({
  importance: z.strictObject({ points, byKey: z.record(z.string().max(100), points) }),
  revenue: z.strictObject({ points, full: z.int().min(1) }),
  pipeline: z.strictObject({ points, full: z.int().min(1) }),
  won: z.strictObject({ points, full: z.int().min(1), withinDays: z.int().min(1).max(36_500) }),
  recency: z
    .strictObject({ points, freshDays: z.int().min(0).max(3650), coldDays: z.int().min(1).max(3650) })
    .refine((one) => one.freshDays < one.coldDays, 'It must be fresh before it is cold'),
});
export type ScoreRules = z.output<typeof ScoreRules>;

export const SCORE_RULES: ScoreRules = {
  importance: { points: 25, byKey: { high: 25, medium: 12, low: 4 } },
  revenue: { points: 15, full: 100_000_000_000 },
  pipeline: { points: 25, full: 500_000_000 },
  won: { points: 20, full: 1_000_000_000, withinDays: 730 },
  recency: { points: 15, freshDays: 14, coldDays: 180 },
};

const RULES = { cards: { schema: CardRules, normal: CARD_RULES }, score: { schema: ScoreRules, normal: SCORE_RULES } };
export type RuleKey = keyof typeof RULES;
type RuleOf<K extends RuleKey> = K extends 'cards' ? CardRules : ScoreRules;

/** The rules in force: those that somebody put, else the ones that ship. */
export async function readRules<K extends RuleKey>(pool: Pick<Pool, 'query'>, key: K): Promise<RuleOf<K>> {
  const { rows } = await pool.query<{ value: unknown }>('SELECT value FROM client_rules WHERE key = $1', [key]);
  const { schema, normal } = RULES[key];
  return (rows[0] ? schema.parse(rows[0].value) : normal) as RuleOf<K>;
}

/** Puts other rules in force. */
export async function putRules<K extends RuleKey>(
  pool: Pool,
  key: K,
  value: RuleOf<K>,
  { by, at }: { by: string; at: Instant },
): Promise<void> {
  await pool.query(
    `INSERT INTO client_rules (key, value, updated_at, updated_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [key, JSON.stringify(value), new Date(at), by],
  );
}
