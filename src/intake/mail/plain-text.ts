const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  laquo: '«',
  raquo: '»',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};

/**
 * The words of a mail that has HTML alone. Nothing of it is ever shown as HTML: what looks like a tag is left out, what was
 * escaped becomes the character it stands for, and what is inside of scripts, styles and comments is gone. In linear time,
 * whatever it is given.
 */
export function plainText(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    text += html.slice(at, open);
    const [end, mark] = tagAt(html, open);
    text += mark;
    at = end;
  }
  return decoded(text + html.slice(at));
}

/** Where what begins at `open` ends, and what stands for it in the text. */
function tagAt(html: string, open: number): [end: number, mark: string] {
  if (html.startsWith('<!--', open)) return [after(html, '-->', open), ''];
  const name = /^<\/?([a-z][a-z0-9]{0,10})/i.exec(html.slice(open, open + 14))?.[1]?.toLowerCase();
  if (name === undefined)
    return html[open + 1] === '!' || html[open + 1] === '?' ? [after(html, '>', open), ''] : [open + 1, '<'];
  const end = after(html, '>', open);
  if (html[open + 1] !== '/' && SILENT.has(name)) return [closing(html, name, end), ''];
  return [end, BREAKS.has(name) ? '\n' : name === 'td' || name === 'th' ? ' ' : ''];
}

const SILENT = new Set(['script', 'style', 'head', 'title', 'template', 'svg', 'math', 'noscript', 'iframe', 'object']);
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'tr',
  'li',
  'ul',
  'ol',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'blockquote',
  'hr',
  'section',
]);

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

function closing(html: string, name: string, from: number): number {
  const pattern = new RegExp(`</${name}[\\s>]`, 'gi');
  pattern.lastIndex = from;
  const found = pattern.exec(html);
  return found ? after(html, '>', found.index) : html.length;
}

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (written, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? written;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
  });
