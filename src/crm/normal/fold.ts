/**
 * One spelling for what people write in many: `Северный металл`, `Severny metall` and `SEVERNYI METALL` fold to the same. It
 * is for finding and for likeness, never for showing. The SQL functions of the same names do the same; a test holds them together.
 */

/** Digraphs and letters that stand for several, in this order. ш, ч, ж and ц are marks here: a letter each, whatever spells it. */
export const DIGRAPHS: readonly (readonly [string, string])[] = [
  ['shch', 'ш'],
  ['sch', 'ш'],
  ['sh', 'ш'],
  ['chr', 'kr'],
  ['ch', 'ч'],
  ['ce', 'se'],
  ['ci', 'si'],
  ['cy', 'si'],
  ['zh', 'ж'],
  ['kh', 'h'],
  ['ph', 'f'],
  ['ts', 'ц'],
  ['tz', 'ц'],
  ['x', 'ks'],
  ['ю', 'iu'],
  ['я', 'ia'],
  ['ξ', 'ks'],
  ['ψ', 'ps'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
];

/** Letter for letter. What has a mark above (й, ё, ї, ў) has lost it before. */
export const LETTERS: Readonly<Record<string, string>> = {
  ...pairs('абвгдезиклмнопрстуфхщыэ', 'abvgdeziklmnoprstufhшie'),
  ...pairs('єіґђјљњћџәғқңөұүһ', 'eigdilnчжagknouuh'),
  ...pairs('cqwyjøłđðı', 'kkviiolddi'),
  ...pairs('αβγδεζηθικλμνοπρςστυφχω', 'avgdezitiklmnoprsstifho'),
};

/** The signs that are no sound. */
export const SILENT = 'ьъ';

const WRITTEN: Readonly<Record<string, string>> = { ш: 'sh', ч: 'ch', ж: 'zh', ц: 'ts' };

function pairs(from: string, to: string): Record<string, string> {
  return Object.fromEntries([...from].map((letter, n) => [letter, to[n] ?? '']));
}

const MARKS = /[\u0300-\u036f\u0483-\u0487'’‘ʼʹ`´′]/g;
const BETWEEN = /[^0-9A-Za-z\u00c0-\u167f\u1681-\u1fff\u2c00-\u2fff\u3040-\ufe0f\ufe70-\ufefe\uff00-\uffff]+/g;

/**
 * Small letters, no accents, Cyrillic and Greek in Latin, the usual spellings of one sound as one (`kh` is `h`; `y`, `j`, `й`, `ы`
 * are `i`), no letter twice, words with one space between. Digits stay as they are.
 */
export function fold(text: string): string {
  let folded = text.normalize('NFKD').replace(MARKS, '').toLowerCase();
  for (const [from, to] of DIGRAPHS) folded = folded.replaceAll(from, to);
  return [...folded]
    .map((one) => (SILENT.includes(one) ? '' : (LETTERS[one] ?? one)))
    .join('')
    .replace(/([a-zжчшц])\1+/g, '$1')
    .replace(/[шчжц]/g, (one) => WRITTEN[one] ?? one)
    .replace(BETWEEN, ' ')
    .trim();
}
