import { z } from 'zod';
import { type Finding, type Problem, problem } from '../process/language/finding';
import { placeAll, readYaml } from '../process/language/yaml';

/** What a mail may say of its deal and its reader. docs/how-to/mail-and-webhooks.md says what each stands for. */
export const PLACEHOLDERS = ['person', 'deal', 'number', 'stage', 'task', 'owner', 'due', 'amount'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export type Language = 'en' | 'ru';

/** A mail before its values: the same in each language. */
export interface MailTemplate {
  name: string;
  subject: Readonly<Record<Language, string>>;
  text: Readonly<Record<Language, string>>;
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
const TemplateText = z.strictObject({
  mail: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'Must be a name of small letters, digits and hyphens'),
  subject: z.strictObject({ en: line, ru: line }),
  text: z.strictObject({ en: words, ru: words }),
});

/** Reads a mail template from its YAML text, and holds every placeholder in it against those there are. */
export function readTemplate(text: string): TemplateReading {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const parsed = TemplateText.safeParse(source.data, { reportInput: true });
  if (!parsed.success) return { findings: placeAll(source, parsed.error.issues.flatMap(problemsOf)) };
  const { mail: name, subject, text: body } = parsed.data;
  const found = [...unknownIn('subject', subject), ...unknownIn('text', body)];
  return found.length > 0 ? { findings: placeAll(source, found) } : { template: { name, subject, text: body } };
}

function unknownIn(part: string, texts: Readonly<Record<Language, string>>): Problem[] {
  return Object.entries(texts).flatMap(([language, text]) =>
    [...text.matchAll(PLACEHOLDER)]
      .map(([, name = '']) => name)
      .filter((name) => !PLACEHOLDERS.some((known) => known === name))
      .map((name) => problem('UnknownField', [part, language], `There is no {${name}}; there are ${LISTED}.`)),
  );
}

const LISTED = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem('UnknownKey', [...path, key], `A mail has no '${key}'.`));
  if (issue.input === undefined) return [problem('Missing', path, `'${path.join('.')}' is missing.`)];
  return [problem('WrongValue', path, `'${path.join('.')}': ${issue.message}.`)];
}
