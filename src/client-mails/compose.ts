import type { Pool } from 'pg';
import { PLACEHOLDER, placeholdersIn, tame } from '../outbound';
import type { FieldValue, Instant, Money } from '../process';
import { formatMoney } from '../process/fields/money';
import { type Hindrance, hindranceOf, type LetterAbout, type Recipient, warningsOf } from './recipients';
import type { LetterLanguage, LetterPlaceholder, LetterTemplate } from './template';

/** Who writes. */
export interface Writer {
  id: string;
  name: string;
  email: string;
  language: string;
  /** Whether their roles let them see what a deal comes to: else no template says it for them. */
  seesAmount: boolean;
}

/** What is to be said: a template, filled in for each; or these words, to everybody alike. */
export type Words =
  | { template: LetterTemplate; language?: LetterLanguage | undefined }
  | { subject: string; text: string };

/** One letter as it would be sent. */
export interface Draft {
  to: Recipient;
  subject: string;
  text: string;
  /** Why it may not be sent; null: it may. */
  hindrance: Hindrance | null;
  /** Placeholders for which nothing is known. It is not sent as long as there are any. */
  missing: string[];
  warnings: string[];
}

/** Writes a letter to each. What is shown is what is sent: the words are kept with it. */
export async function compose(
  pool: Pool,
  writing: { by: Writer; about: LetterAbout; to: readonly Recipient[]; words: Words },
  now: Instant,
): Promise<Draft[]> {
  const { by, about, to, words } = writing;
  const deal = 'template' in words ? await dealOf(pool, about.instanceId) : null;
  return Promise.all(
    to.map(async (one) => {
      const [hindrance, warnings] = await Promise.all([hindranceOf(pool, one, now), warningsOf(pool, one)]);
      return { to: one, hindrance, warnings, ...wordsFor(words, one, by, deal) };
    }),
  );
}

interface DealWords {
  name: string;
  number: number;
  amount: FieldValue | undefined;
  organisation: string | null;
}

async function dealOf(pool: Pool, id: string | null): Promise<DealWords | null> {
  if (id === null) return null;
  const { rows } = await pool.query<DealWords>(
    `SELECT coalesce(s.title, l.topic, '') AS name, coalesce(s.number, l.number) AS number, i.snapshot #> '{fields,amount}' AS amount,
       coalesce(a.name, l.organisation) AS organisation
     FROM process_instances i LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
       LEFT JOIN accounts a ON a.id = coalesce(s.account_id, l.account_id) WHERE i.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

function wordsFor(words: Words, to: Recipient, by: Writer, deal: DealWords | null) {
  if (!('template' in words)) return { subject: words.subject, text: words.text, missing: [] };
  const { template } = words;
  const language = words.language ?? languageOf(to.language) ?? languageOf(by.language) ?? 'en';
  const values = valuesOf(to, by, deal, language);
  const [subject, text] = [template.subject[language], template.text[language]];
  const used = [...new Set([...placeholdersIn(subject), ...placeholdersIn(text)])];
  const missing = used.filter((name) => !values[name as LetterPlaceholder]);
  const fill = (one: string) => one.replace(PLACEHOLDER, (_, name: LetterPlaceholder) => tame(values[name] ?? ''));
  return { subject: fill(subject), text: fill(text).trim(), missing };
}

const languageOf = (code: string | null): LetterLanguage | null => (code === 'en' || code === 'ru' ? code : null);

function valuesOf(
  to: Recipient,
  by: Writer,
  deal: DealWords | null,
  language: LetterLanguage,
): Readonly<Record<LetterPlaceholder, string | null>> {
  return {
    contact: to.name,
    organisation: to.organisation ?? deal?.organisation ?? null,
    deal: deal?.name ?? null,
    number: deal ? String(deal.number) : null,
    amount: by.seesAmount && isMoney(deal?.amount) ? moneyIn(deal.amount, language) : null,
    sender: by.name,
    email: by.email,
  };
}

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'minor' in value;

function moneyIn(money: Money, language: LetterLanguage): string {
  const options = { style: 'currency', currency: money.currency } as const;
  // As text, so that no digit is lost on the way.
  return new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', options).format(
    formatMoney(money) as `${number}`,
  );
}
