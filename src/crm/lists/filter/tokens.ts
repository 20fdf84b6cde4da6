import type { Found } from './findings';
import type { At } from './tree';

/** A piece of a filter's text. `text` of a quoted one is what stands between the quotes. */
export type Token = At & { is: 'word' | 'quoted' | 'number' | 'moment' | 'id' | 'sign' | 'end'; text: string };

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '«': '»', '“': '”' };
const SPELT: ReadonlyMap<string, string> = new Map([
  ['≤', '<='],
  ['≥', '>='],
  ['≠', '!='],
  ['<>', '!='],
  ['==', '='],
]);

const PIECES: readonly [Token['is'], RegExp][] = [
  ['id', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\p{L}\p{N}_-])/iuy],
  ['moment', /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?(?![\p{L}\p{N}_])/uy],
  ['number', /[+-]?\d+(?:\.\d+)?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*(?:[.-][\p{L}\p{N}_]+)*/uy],
  ['sign', /<=|>=|!=|<>|==|!~|[=<>~(),≤≥≠]/y],
];

/** Cuts a filter into its pieces. What fits nowhere is found, and left out. */
export function tokensOf(text: string): { tokens: Token[]; found: Found[] } {
  const tokens: Token[] = [];
  const found: Found[] = [];
  for (let at = 0; at < text.length; ) {
    const blank = /^\s+/u.exec(text.slice(at, at + 200))?.[0].length ?? 0;
    if (blank > 0) at += blank;
    else if (CLOSING[text[at] as string]) at = quoted(text, at, tokens, found);
    else at = piece(text, at, tokens) ?? strange(text, at, found);
  }
  return { tokens: [...tokens, { is: 'end', text: '', from: text.length, to: text.length }], found };
}

function piece(text: string, at: number, tokens: Token[]): number | null {
  for (const [is, pattern] of PIECES) {
    pattern.lastIndex = at;
    const [match] = pattern.exec(text) ?? [];
    if (match === undefined) continue;
    tokens.push({ is, text: SPELT.get(match) ?? match, from: at, to: at + match.length });
    return at + match.length;
  }
  return null;
}

/** Text between quotes; a backslash keeps the next character as it is. */
function quoted(text: string, from: number, tokens: Token[], found: Found[]): number {
  const closing = CLOSING[text[from] as string];
  let inside = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === closing) {
      tokens.push({ is: 'quoted', text: inside, from, to: at + 1 });
      return at + 1;
    }
    if (text[at] === '\\' && at + 1 < text.length) at++;
    inside += text[at];
  }
  tokens.push({ is: 'quoted', text: inside, from, to: text.length });
  found.push({
    code: 'TextNotClosed',
    from,
    to: text.length,
    message: {
      en: `The text that begins here never ends: close it with ${closing}.`,
      ru: `Текст не закрыт: поставьте ${closing} в его конце.`,
    },
  });
  return text.length;
}

function strange(text: string, from: number, found: Found[]): number {
  const one = String.fromCodePoint(text.codePointAt(from) as number);
  const to = from + one.length;
  const message = {
    en: `“${one}” means nothing in a filter; put text into quotes.`,
    ru: `«${one}» в фильтре ничего не значит; текст пишется в кавычках.`,
  };
  if (found.at(-1)?.code !== 'UnexpectedCharacter' || found.at(-1)?.to !== from)
    found.push({ code: 'UnexpectedCharacter', from, to, message });
  else (found.at(-1) as Found).to = to;
  return to;
}
