import { type Language, type MailTemplate, PLACEHOLDER, type Placeholder } from './template';

/** What a mail's placeholders stand for, in the reader's language. Not yet made safe. */
export type MailValues = Readonly<Record<Placeholder, string>>;

/** A mail as it is sent, but for its addresses. */
export interface Rendered {
  subject: string;
  text: string;
  html: string;
}

/** Longer than any name that people give; what a value says beyond it is cut off. */
const VALUE_MOST = 200;

/**
 * Fills in a template. Values are words, whatever they hold: line ends, control characters and those that turn the direction
 * of writing become blanks, so a name cannot add a header, a line or a placeholder; in HTML their marks are escaped.
 */
export function renderMail(template: MailTemplate, language: Language, values: MailValues): Rendered {
  const fill = (text: string, made: (value: string) => string) =>
    text.replace(PLACEHOLDER, (_, name: Placeholder) => made(tame(values[name])));
  const text = template.text[language];
  const html = fill(asHtml(text), escaped);
  return { subject: fill(template.subject[language], (value) => value), text: fill(text, (value) => value), html };
}

/** Plain words as paragraphs, with their marks escaped. */
export const asHtml = (text: string): string =>
  escaped(text.trim())
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n');

const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A value as one line of plain words. */
export function tame(value: string): string {
  const line = value.replace(UNRULY, ' ').trim();
  const characters = [...line];
  return characters.length <= VALUE_MOST ? line : `${characters.slice(0, VALUE_MOST - 1).join('')}…`;
}

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
