import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { type Finding, type Problem, problem } from './finding';

/** Bounds on a text: far above any process that people read, far below what costs memory or time. */
export const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 12;

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
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2', prettyErrors: false });
  const faults = doc.errors.map((error) =>
    placed(problem('NotYaml', [], `The text is not YAML: ${error.message}.`), lines, error.pos[0]),
  );
  if (faults.length === 0) for (const { found, offset } of inspect(doc)) faults.push(placed(found, lines, offset));
  if (faults.length > 0) return { findings: faults };
  const data: unknown = doc.toJS({ maxAliasCount: 0 });
  return { source: { data, locate: (found) => placed(found, lines, offsetOf(doc, found)) } };
}

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
  else if (path.length > MAX_DEPTH) yield { found: problem('TooDeep', path, 'The text is nested too deeply.'), offset };
  else if (isMap(node)) for (const pair of node.items) yield* inspectPair(pair, path);
  else if (isSeq(node)) for (const [i, item] of node.items.entries()) yield* inspectNode(item, [...path, i]);
}

function* inspectPair({ key, value }: Pair, path: Path): Generator<Spotted> {
  const name = isScalar(key) ? key.value : undefined;
  if (typeof name === 'string' && !(name in {})) yield* inspectNode(value, [...path, name]);
  else {
    const shown = isScalar(key) ? String(name) : 'This';
    yield { found: problem('BadKey', path, `'${shown}' cannot be a name here.`), offset: startOf(key) ?? 0 };
  }
}

/** Where a path leads, or as far along it as the text goes: the value if that is one word, else its key. */
function offsetOf(doc: Document.Parsed, { path, code }: Problem): number {
  let node: unknown = doc.contents;
  let offset = 0;
  for (const [i, step] of path.entries()) {
    // What may be written alone or in a list has its place in either: a list of one, without its brackets.
    if (step === 0 && !isSeq(node) && i > 0) continue;
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
