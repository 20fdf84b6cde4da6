import type { Pool } from 'pg';
import { z } from 'zod';

/** Why two records may be the same. */
export const SIGNS = [
  'same-tax-number',
  'same-email',
  'same-phone',
  'same-site',
  'same-name',
  'similar-name',
  'same-person',
  'similar-person',
  'same-organisation',
] as const;
export type Sign = (typeof SIGNS)[number];

/** What speaks against it. */
export const DOUBTS = [
  'other-tax-number',
  'other-number-in-name',
  'other-patronymic',
  'other-name',
  'other-region',
] as const;
export type Doubt = (typeof DOUBTS)[number];

const Share = z.number().min(0).max(1);

/** An object of shares, each with its usual value. */
function shares<K extends string>(usual: Readonly<Record<K, number>>) {
  const each = Object.entries<number>(usual).map(([key, value]) => [key, Share.default(value)]);
  const shape = Object.fromEntries(each) as Record<K, z.ZodDefault<typeof Share>>;
  return z.strictObject(shape).default(usual as never);
}

/** How likeness is judged: by weights for each sign, and factors for each doubt. */
export const DuplicateRules = z
  .strictObject({
    signs: shares<Sign>({
      'same-tax-number': 0.97,
      'same-email': 0.9,
      'same-phone': 0.7,
      'same-site': 0.65,
      'same-name': 0.9,
      'similar-name': 0.9,
      'same-person': 0.78,
      'similar-person': 0.76,
      'same-organisation': 0.45,
    }).meta({ description: 'How sure each sign alone makes it; several together make it surer' }),
    doubts: shares<Doubt>({
      'other-tax-number': 0.25,
      'other-number-in-name': 0.3,
      'other-patronymic': 0.3,
      'other-name': 0.75,
      'other-region': 0.65,
    }).meta({ description: 'What a score is multiplied by where that speaks against it' }),
    namesFrom: Share.default(0.75).meta({ description: 'Names that are less alike than this are no sign' }),
    warnFrom: Share.default(0.6).meta({ description: 'The score from which a match is shown to whoever types' }),
    listFrom: Share.default(0.75).meta({
      description: 'The score from which a run over all lists a pair',
    }),
    takeFrom: Share.default(0.85).meta({
      description: 'The score from which an import takes a row for a record that is there',
    }),
    mostAlike: z
      .int()
      .min(2)
      .max(500)
      .default(60)
      .meta({ description: 'What more records than this share is not followed by a run over all' }),
  })
  .meta({ id: 'DuplicateRules' });
export type DuplicateRules = z.output<typeof DuplicateRules>;

export const USUAL_RULES: DuplicateRules = DuplicateRules.parse({});

/** The rules as sales ops set them; the usual ones where they have not. */
export async function readDuplicateRules(pool: Pick<Pool, 'query'>): Promise<DuplicateRules> {
  const { rows } = await pool.query<{ rules: unknown }>('SELECT rules FROM duplicate_rules');
  return DuplicateRules.parse(rows[0]?.rules ?? {});
}

/** Sets the rules; what is found from now on is judged by them. */
export async function writeDuplicateRules(pool: Pick<Pool, 'query'>, rules: DuplicateRules, by: string): Promise<void> {
  await pool.query(
    `INSERT INTO duplicate_rules (rules, changed_by, changed_at) VALUES ($1, $2, now())
     ON CONFLICT (one) DO UPDATE SET rules = excluded.rules, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [JSON.stringify(rules), by],
  );
}
