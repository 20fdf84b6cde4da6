/** One condition of a filter, as far as it is a plain one: `rating in (high, low)`. */
export interface Condition {
  key: string;
  op: Op;
  /** As they are, without quotes. */
  values: readonly string[];
}

export const OPS = [
  'is not empty',
  'is empty',
  'not in list',
  'in list',
  'not in',
  'in',
  'not starts with',
  'starts with',
  'not contains',
  'contains',
  '!=',
  '<=',
  '>=',
  '!~',
  '=',
  '<',
  '>',
  '~',
] as const;
export type Op = (typeof OPS)[number];

const QUOTES: Readonly<Record<string, string>> = { '"': '"', '«': '»', '“': '”', '„': '“' };

/** Where the parts of a text lie that stand in no quotes and no parentheses: each character, or null. */
function bare(text: string): string {
  let closing: string | null = null;
  let depth = 0;
  let seen = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (closing !== null) {
      seen += '`';
      if (sign === '\\') seen += at++ < text.length - 1 ? '`' : '';
      else if (sign === closing) closing = null;
      continue;
    }
    closing = QUOTES[sign] ?? null;
    if (sign === '(') depth++;
    seen += closing !== null || depth > 0 ? '`' : sign;
    if (sign === ')') depth--;
  }
  return seen;
}

/** The conditions of a filter that must all hold. One that holds an `or` at its top is one condition. */
export function conditionsOf(filter: string): string[] {
  const plain = bare(filter);
  if (/(^|\s|`)or(\s|`|$)/i.test(plain)) return [filter.trim()];
  const parts: string[] = [];
  let from = 0;
  for (const found of plain.matchAll(/(?<=[\s`]|^)and(?=[\s`]|$)/gi)) {
    parts.push(filter.slice(from, found.index));
    from = found.index + 3;
  }
  parts.push(filter.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The filter of which they are the conditions; an `or` among them stands in parentheses. */
export const filterOf = (conditions: readonly string[]): string =>
  conditions
    .map((one) => (conditions.length > 1 && /(^|\s|`)or(\s|`|$)/i.test(bare(one)) ? `(${one})` : one))
    .join(' and ');

/** A filter with one condition more; the same twice is once. */
export const withCondition = (filter: string | undefined, ...more: readonly string[]): string =>
  filterOf([...new Set([...conditionsOf(filter ?? ''), ...more])]);

const PLAIN = new RegExp(
  `^([\\p{L}\\p{N}_.-]+)?\\s*(${OPS.map((op) => (/^\w/.test(op) ? `${op.replaceAll(' ', '\\s+')}(?=[\\s("«“„]|$)` : op)).join('|')})\\s*(.*)$`,
  'isu',
);

/** A condition as a form shows it; null for what only the language says. */
export function readCondition(text: string): Condition | null {
  const yes = /^(not\s+)?([\p{L}\p{N}_.-]+)$/iu.exec(text);
  if (yes?.[2]) return { key: yes[2], op: '=', values: [yes[1] ? 'no' : 'yes'] };
  const [, key = '', said = '', rest = ''] = PLAIN.exec(text) ?? [];
  const op = OPS.find((one) => one === said.toLowerCase().replace(/\s+/g, ' '));
  if (!op || (key === '' && !op.endsWith('list'))) return null;
  const values = op.endsWith('empty') ? [] : valuesOf(op.endsWith('in') ? inside(rest) : rest);
  return values === null ? null : { key, op, values };
}

const inside = (text: string): string => /^\((.*)\)$/s.exec(text.trim())?.[1] ?? text;

function valuesOf(text: string): string[] | null {
  const plain = bare(text);
  const values: string[] = [];
  let from = 0;
  for (let at = 0; at <= plain.length; at++) {
    if (at < plain.length && plain[at] !== ',') continue;
    values.push(unquoted(text.slice(from, at).trim()));
    from = at + 1;
  }
  return values.every((value) => value !== '') ? values : null;
}

function unquoted(text: string): string {
  const closing = QUOTES[text[0] ?? ''];
  return closing !== undefined && text.endsWith(closing) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Types whose values are written as they are; the others are texts, in quotes. */
const AS_THEY_ARE = new Set(['number', 'money', 'date', 'time', 'flag']);
const ASKER = /^(me|my team|[0-9a-f]{8}-[0-9a-f-]{27})$/i;

/** A condition in the filter language. */
export function writeCondition({ key, op, values }: Condition, type: string): string {
  const value = (one: string) => (AS_THEY_ARE.has(type) || (type !== 'text' && ASKER.test(one)) ? one : quoted(one));
  if (op.endsWith('empty')) return `${key} ${op}`;
  const many = op === 'in' || op === 'not in';
  if (many && values.length > 1) return `${key} ${op} (${values.map(value).join(', ')})`;
  const sign = many ? (op === 'in' ? '=' : '!=') : op;
  return `${key} ${sign} ${value(values[0] ?? '')}`.trim();
}
