/** How CEL's types are called in a sentence for the person who wrote the condition. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  double: 'number',
  int: 'number',
  string: 'text',
  bool: 'yes/no',
  null: 'nothing',
  Money: 'money',
};

const TYPE_NAME = /\b(double|int|string|bool|null|Money)\b/g;

/** An error of the expression language, or one thrown while it ran, as a sentence. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return 'The condition cannot be read.';
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  const [, name] = /^Unknown variable: (.+)$/.exec(summary) ?? [];
  if (name) return `There is no field '${name}'.`;
  const [, operation] = /^no such overload: (.+)$/.exec(summary) ?? [];
  if (operation) return `'${inTypes(operation)}' is not possible.`;
  return /[.?!]$/.test(summary) ? summary : `${summary}.`;
}

const inTypes = (text: string): string =>
  text.replace(/dyn<([^<>]*)>/g, '$1').replace(TYPE_NAME, (name) => TYPE_WORDS[name] ?? name);
