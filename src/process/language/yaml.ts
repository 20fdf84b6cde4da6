import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
} from 'yaml';
import { type Finding, type Problem, problem } from './finding';

/** Bounds on a text: far above any process that people read, far below what costs memory or time. */
export const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 16;
/** The parser's own tree has more levels than the text has parts. */
const MAX_TOKEN_DEPTH = 4 * MAX_DEPTH;
/** Names and items, and the marks before them. */
const MAX_PARTS = 100_000;
/** The most that is told of one text: whoever reads on has mended some of it by then. */
const MOST_FINDINGS = 1000;

type Path = Problem['path'];

/** YAML that was read: its plain data, and where each part of it stands. */
export interface Source {
  data: unknown;
  locate(found: Problem): Finding;
}

/** Reads YAML 1.2 into plain data. Anchors, aliases and tags are refused: what a reader sees is what there is. */
export function readYaml(text: string): { source: Source } | { findings: Finding[] } {
  const lines = new LineCounter();
  if (utf8Length(text) > MAX_BYTES)
    return {
      findings: [placed(problem('TooLarge', [], `The text is larger than ${MAX_BYTES / 1024} KiB.`), lines, 0)],
    };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const over = excess(tokens);
  if (over) return { findings: [placed(over.found, lines, over.offset)] };
  const [doc, second] = compose(tokens, text, lines);
  const faults = spotted(doc, second).slice(0, MOST_FINDINGS);
  if (!doc || faults.length > 0) return { findings: faults.map(({ found, offset }) => placed(found, lines, offset)) };
  const data: unknown = doc.toJS({ maxAliasCount: 0 });
  return { source: { data, locate: (found) => placed(found, lines, offsetOf(doc, found)) } };
}

/** The places of what was found, in the order of the text; of very many, the first and how many more there are. */
export function placeAll({ locate }: Source, found: readonly Problem[]): Finding[] {
  const more = found.slice(MOST_FINDINGS);
  const told = found.slice(0, MOST_FINDINGS).map(locate);
  told.sort((a, b) => a.line - b.line || a.column - b.column);
  if (more.length === 0) return told;
  const level = found.some((one) => one.level === 'error') ? 'error' : 'warning';
  return [...told, locate(problem('TooMany', [], `And ${more.length} more findings, which are not listed.`, level))];
}

const UNKEPT = 'No zero bytes and no half characters: they cannot be kept.';
const DEEP = 'The text is nested too deeply.';
const MANY = `The text has more than ${MAX_PARTS} parts.`;

/**
 * What is nested deeper than any definition, or has more parts: looked for before the tokens are put together, which
 * is done by recursion and would run out of stack, and take the process along. Looks at each token once.
 */
function excess(tokens: readonly CST.Token[]): Spotted | null {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  let parts = 0;
  for (let here = open.pop(); here; here = open.pop()) {
    const { token, depth } = here;
    const items = 'items' in token ? token.items : [];
    if (token.type === 'document') parts += marksIn(token.start);
    for (const { start } of items) parts += 1 + marksIn(start);
    if (depth > MAX_TOKEN_DEPTH) return { found: problem('TooDeep', [], DEEP), offset: token.offset };
    if (parts > MAX_PARTS) return { found: problem('TooLarge', [], MANY), offset: token.offset };
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    for (const { key, value } of items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return null;
}

/** Commas, tags and the like before a part; what stands for the eye does not count. */
const marksIn = (start: readonly CST.SourceToken[]): number =>
  start.reduce((sum, { type }) => (TO_THE_EYE.has(type) ? sum : sum + 1), 0);

const TO_THE_EYE: ReadonlySet<string> = new Set(['space', 'newline', 'comment']);

/**
 * The documents of a text: one, if it is as it should be. Keys written twice are looked for in `inspect`: the
 * library holds each key against all others.
 */
function compose(tokens: readonly CST.Token[], text: string, lineCounter: LineCounter): Document.Parsed[] {
  const options = { lineCounter, uniqueKeys: false, version: '1.2', prettyErrors: false } as const;
  return [...new Composer(options).compose(tokens, true, text.length)] as Document.Parsed[];
}

/** Everything for which YAML that could be read is refused all the same, and everything that could not be read. */
function spotted(doc: Document.Parsed | undefined, second: Document.Parsed | undefined): Spotted[] {
  if (!doc) return [{ found: problem('NotYaml', [], 'The text is empty.'), offset: 0 }];
  // What comes after the first is what the parser makes of a text that it has lost track of.
  const faults = doc.errors.slice(0, 1).map(({ message, code, pos: [offset] }) => ({
    found: problem('NotYaml', [], `The text is not YAML: ${message}.${UNQUOTED.has(code) ? QUOTES_HELP : ''}`),
    offset,
  }));
  if (second)
    faults.push({
      found: problem('NotYaml', [], "A text is one definition: take the '---' out."),
      offset: second.range[0],
    });
  return faults.length > 0 ? faults : [...inspect(doc)];
}

/** What the parser says of words that should stand in quotes. */
const UNQUOTED: ReadonlySet<ErrorCode> = new Set([
  'UNEXPECTED_TOKEN',
  'MISSING_CHAR',
  'BLOCK_IN_FLOW',
  'BLOCK_AS_IMPLICIT_KEY',
]);
const QUOTES_HELP = ` Words with commas, brackets, quotes or colons in them stand in quotes: when: 'size in ["small"]'.`;

interface Spotted {
  found: Problem;
  offset: number;
}

/** What plain data cannot show once it is made: directives, aliases, names that are no words, depth. */
function* inspect(doc: Document.Parsed): Generator<Spotted> {
  if (doc.directives?.yaml.explicit)
    yield { found: problem('NotYaml', [], 'Directives such as %YAML are not allowed.'), offset: 0 };
  yield* inspectNode(doc.contents, []);
}

function* inspectNode(node: unknown, path: Path): Generator<Spotted> {
  const offset = startOf(node) ?? 0;
  if (isAlias(node) || ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor))
    yield { found: problem('AliasUsed', path, 'Anchors and aliases are not allowed: write the part out.'), offset };
  else if (path.length > MAX_DEPTH) yield { found: problem('TooDeep', path, DEEP), offset };
  else if (isScalar(node) && !isKept(node.value)) yield { found: problem('NotYaml', path, UNKEPT), offset };
  else if (isMap(node)) yield* inspectMap(node.items, path);
  else if (isSeq(node)) for (const [i, item] of node.items.entries()) yield* inspectNode(item, [...path, i]);
}

function* inspectMap(pairs: readonly Pair[], path: Path): Generator<Spotted> {
  const seen = new Set<unknown>();
  for (const pair of pairs) {
    const name = isScalar(pair.key) ? pair.key.value : pair.key;
    if (seen.has(name))
      yield { found: problem('NotYaml', path, `'${String(name)}' is written twice.`), offset: startOf(pair.key) ?? 0 };
    seen.add(name);
    yield* inspectPair(pair, path);
  }
}

function* inspectPair({ key, value }: Pair, path: Path): Generator<Spotted> {
  const name = isScalar(key) ? key.value : undefined;
  if (typeof name === 'string' && isKept(name) && !(name in {})) yield* inspectNode(value, [...path, name]);
  else {
    const shown = isScalar(key) ? String(name) : 'This';
    yield { found: problem('BadKey', path, `'${shown}' cannot be a name here.`), offset: startOf(key) ?? 0 };
  }
}

/** Escapes can write what no table keeps. */
const isKept = (value: unknown): boolean =>
  typeof value !== 'string' || !(value.includes('\u0000') || /\p{Surrogate}/u.test(value));

/** Where a path leads, or as far along it as the text goes: the value if that is one word, else its key. */
function offsetOf(doc: Document.Parsed, { path, code }: Problem): number {
  let node: unknown = doc.contents;
  let offset = 0;
  for (const [i, step] of path.entries()) {
    // What may be written alone or in a list has its place in either: a list of one, without its brackets.
    if (step === 0 && isMap(node) && i > 0) continue;
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const item = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
    // The path of a short form goes on where its text is one word: that word is the place.
    if (!pair && !item) return isScalar(node) ? (startOf(node) ?? offset) : offset;
    node = pair ? pair.value : item;
    const atValue = !pair || (i === path.length - 1 && isScalar(node) && code !== 'UnknownKey' && code !== 'BadKey');
    offset = startOf(atValue ? node : pair.key) ?? offset;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined =>
  node && typeof node === 'object' ? ((node as Node).range?.[0] ?? undefined) : undefined;

function placed(found: Problem, lines: LineCounter, offset: number): Finding {
  const { line, col } = lines.linePos(offset);
  return { ...found, line: Math.max(1, line), column: Math.max(1, col) };
}

/** Bytes in UTF-8, without an encoder, which not every place that runs this has. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
