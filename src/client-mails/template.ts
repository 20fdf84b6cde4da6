import { z } from 'zod';
import { type Finding, type Problem, problem } from '../process/language/finding';
import { placeAll, readYaml } from '../process/language/yaml';

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

/** Braces around anything but braces. */
export const IN_BRACES = /\{([^{}]*)\}/g;

const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\r\n]*$/, 'Must be one line');
const words = z.string().trim().min(1).max(10_000);
const both = <T extends z.ZodType>(of: T) => z.strictObject({ en: of, ru: of });
const TemplateText = z.strictObject({
  letter: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'Must be a name of small letters, digits and hyphens'),
  name: both(line),
  subject: both(line),
  text: both(words),
});

/** Reads a template of a letter to clients from its YAML text: it, or everything that is wrong with it. */
export function readLetterTemplate(
  text: string,
): { template: LetterTemplate } | { template?: undefined; findings: Finding[] } {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const parsed = TemplateText.safeParse(source.data, { reportInput: true });
  if (!parsed.success) return { findings: placeAll(source, parsed.error.issues.flatMap(problemsOf)) };
  const { letter: key, ...rest } = parsed.data;
  const found = [...unknownIn('subject', rest.subject), ...unknownIn('text', rest.text)];
  return found.length > 0 ? { findings: placeAll(source, found) } : { template: { key, ...rest } };
}

const LISTED = LETTER_PLACEHOLDERS.map((name) => `{${name}}`).join(', ');

const unknownIn = (part: string, texts: InBoth): Problem[] =>
  Object.entries(texts).flatMap(([language, text]) =>
    placeholdersIn(text)
      .filter((name) => !LETTER_PLACEHOLDERS.some((known) => known === name))
      .map((name) => problem('UnknownField', [part, language], `There is no {${name}}; there are ${LISTED}.`)),
  );

/** The names in braces, in the order in which they stand. */
export const placeholdersIn = (text: string): string[] => [...text.matchAll(IN_BRACES)].map(([, name = '']) => name);

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem('UnknownKey', [...path, key], `A letter has no '${key}'.`));
  if (issue.input === undefined) return [problem('Missing', path, `'${path.join('.')}' is missing.`)];
  return [problem('WrongValue', path, `'${path.join('.')}': ${issue.message}.`)];
}
