import { z } from 'zod';
import { readTemplateText, TEMPLATE_PARTS } from '../outbound';
import type { Finding } from '../process/language/finding';

/** What a letter to a client may say by itself. docs/how-to/write-to-clients.md says what each stands for. */
export const LETTER_PLACEHOLDERS = ['contact', 'organisation', 'deal', 'number', 'amount', 'sender', 'email'] as const;
export type LetterPlaceholder = (typeof LETTER_PLACEHOLDERS)[number];

export const LETTER_LANGUAGES = ['en', 'ru'] as const;
export type LetterLanguage = (typeof LETTER_LANGUAGES)[number];

type InBoth = Readonly<Record<LetterLanguage, string>>;

/** A letter before its values: the same in each language. */
export interface LetterTemplate {
  key: string;
  name: InBoth;
  subject: InBoth;
  text: InBoth;
}

const TemplateText = z.strictObject({
  letter: TEMPLATE_PARTS.key,
  name: TEMPLATE_PARTS.line,
  subject: TEMPLATE_PARTS.line,
  text: TEMPLATE_PARTS.words,
});

/** Reads a template of a letter to clients from its YAML text: it, or everything that is wrong with it. */
export function readLetterTemplate(
  text: string,
): { template: LetterTemplate } | { template?: undefined; findings: Finding[] } {
  const read = readTemplateText(text, TemplateText, { called: 'letter', placeholders: LETTER_PLACEHOLDERS });
  if ('findings' in read) return read;
  const { letter: key, ...rest } = read.data;
  return { template: { key, ...rest } };
}
