import { z } from 'zod';
import { type Finding, type Problem, problem } from '../process/language/finding';
import { placeAll, readYaml } from '../process/language/yaml';

/** What a mail may say of its deal and its reader. docs/how-to/mail-and-webhooks.md says what each stands for. */
export const PLACEHOLDERS = ['person', 'deal', 'number', 'stage', 'task', 'owner', 'due', 'amount'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export type Language = 'en' | 'ru';
type InBoth = Readonly<Record<Language, string>>;

/** A mail before its values: the same in each language. */
export interface MailTemplate {
  name: string;
  subject: InBoth;
  text: InBoth;
}

/** What came of reading a template: it, or everything that is wrong with it. */
export type TemplateReading = { template: MailTemplate } | { template?: undefined; findings: Finding[] };

/** `{deal}`: braces around anything but braces. */
export const PLACEHOLDER = /\{([^{}]*)\}/g;

const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\r\n]*$/, 'Must be one line');
const words = z.string().trim().min(1).max(10_000);
const both = <T extends z.ZodType>(of: T) => z.strictObject({ en: of, ru: of });

/** What texts of templates are made of: the key they are known by, one line, and any words, both in each language. */
export const TEMPLATE_PARTS = {
  key: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'Must be a name of small letters, digits and hyphens'),
  line: both(line),
  words: both(words),
} as const;

const TemplateText = z.strictObject({
  mail: TEMPLATE_PARTS.key,
  subject: TEMPLATE_PARTS.line,
  text: TEMPLATE_PARTS.words,
});

/** Reads a mail template from its YAML text, and holds every placeholder in it against those there are. */
export function readTemplate(text: string): TemplateReading {
  const read = readTemplateText(text, TemplateText, { called: 'mail', placeholders: PLACEHOLDERS });
  if ('findings' in read) return read;
  const { mail: name, ...rest } = read.data;
  return { template: { name, ...rest } };
}

/**
 * Reads a template of any kind from its YAML text, and holds the placeholders in its subject and its text against those that its
 * kind has: its parts, or everything that is wrong with it.
 */
export function readTemplateText<T extends { subject: InBoth; text: InBoth }>(
  text: string,
  schema: z.ZodType<T>,
  kind: { called: string; placeholders: readonly string[] },
): { data: T } | { findings: Finding[] } {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const parsed = schema.safeParse(source.data, { reportInput: true });
  if (!parsed.success)
    return {
      findings: placeAll(
        source,
        parsed.error.issues.flatMap((issue) => problemsOf(issue, kind.called)),
      ),
    };
  const { data } = parsed;
  const found = (['subject', 'text'] as const).flatMap((part) => unknownIn(part, data[part], kind.placeholders));
  return found.length > 0 ? { findings: placeAll(source, found) } : { data };
}

/** The names in braces, in the order in which they stand. */
export const placeholdersIn = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

const unknownIn = (part: string, texts: InBoth, placeholders: readonly string[]): Problem[] =>
  Object.entries(texts).flatMap(([language, text]) =>
    placeholdersIn(text)
      .filter((name) => !placeholders.includes(name))
      .map((name) => {
        const listed = placeholders.map((known) => `{${known}}`).join(', ');
        return problem('UnknownField', [part, language], `There is no {${name}}; there are ${listed}.`);
      }),
  );

function problemsOf(issue: z.core.$ZodIssue, called: string): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem('UnknownKey', [...path, key], `A ${called} has no '${key}'.`));
  if (issue.input === undefined) return [problem('Missing', path, `'${path.join('.')}' is missing.`)];
  return [problem('WrongValue', path, `'${path.join('.')}': ${issue.message}.`)];
}
