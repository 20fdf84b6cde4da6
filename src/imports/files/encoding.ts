import chardet from 'chardet';
import iconv from 'iconv-lite';

/** Encodings that people's files have; the names are iconv's and the web's. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1251', 'koi8-r', 'ibm866', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The encoding of a text by its first bytes: its mark, else what it can be and reads most like. */
export function detectEncoding(sample: Buffer, whole = false): Encoding {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => sample[i] === byte));
  if (marked) return marked[0];
  const wide = wideEncoding(sample);
  if (wide) return wide;
  if (isUtf8(sample, whole)) return 'utf-8';
  return cyrillicEncoding(sample) ?? guessed(sample);
}

/** Text in two bytes a character has zeros in every second place, as far as it is Latin, digits and separators. */
function wideEncoding(sample: Buffer): Encoding | null {
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const half = sample.length / 2;
  const [even = 0, odd = 0] = zeros;
  if (odd > half * 0.1 && even < odd / 10) return 'utf-16le';
  return even > half * 0.1 && odd < even / 10 ? 'utf-16be' : null;
}

function isUtf8(sample: Buffer, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

const FREQUENT = new Set('оеаинтсрвлкмдпу');

/** Of the Cyrillic encodings the one in which most letters are the small ones that Russian has most of. */
function cyrillicEncoding(sample: Buffer): Encoding | null {
  const scores = (['windows-1251', 'koi8-r', 'ibm866'] as const).map((encoding) => {
    const text = iconv.decode(sample, encoding);
    let high = 0;
    let good = 0;
    for (const letter of text) {
      if (letter < '\u0080') continue;
      high += 1;
      if (FREQUENT.has(letter)) good += 2;
      else if (/[а-яё]/.test(letter)) good += 1;
      else if (/[А-ЯЁ]/.test(letter)) good += 0.6;
      else if (!/[«»№—–…“”„\u00a0]/.test(letter)) good -= 2;
    }
    return { encoding, score: high === 0 ? 0 : good / high };
  });
  const [best] = scores.sort((a, b) => b.score - a.score);
  return best && best.score > 0.7 ? best.encoding : null;
}

function guessed(sample: Buffer): Encoding {
  const known = chardet.analyse(sample).find(({ name }) => isEncoding(name.toLowerCase()));
  const name = known?.name.toLowerCase() ?? '';
  return isEncoding(name) && name !== 'utf-8' ? name : 'windows-1252';
}

const isEncoding = (name: string): name is Encoding => (ENCODINGS as readonly string[]).includes(name);

/** A text from its bytes, without its mark. */
export const decode = (bytes: Buffer, encoding: Encoding): string => iconv.decode(bytes, encoding);

/** Text piece by piece from bytes piece by piece; a character that two pieces share is read whole. */
export async function* decoded(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for await (const piece of pieces) yield decoder.write(piece);
  yield decoder.end() ?? '';
}
