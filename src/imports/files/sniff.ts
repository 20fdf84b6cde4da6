import { FileRefused } from './limits';

export const FORMATS = ['csv', 'xlsx', 'vcard'] as const;
/** What a file is, by its content; its name is not believed. */
export type Format = (typeof FORMATS)[number];

const STARTS: readonly (readonly [string, string])[] = [
  ['%PDF', 'a PDF'],
  [
    '\u00d0\u00cf\u0011\u00e0',
    'a file of an older spreadsheet or mail program (such as .xls or .msg): save it as .xlsx or .csv',
  ],
  ['{\\rtf', 'a text document (RTF)'],
  ['\u0089PNG', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['GIF8', 'a picture'],
  ['\u001f\u008b', 'packed with gzip: unpack it first'],
  ['Rar!', 'packed with RAR: unpack it first'],
  ['7z\u00bc\u00af', 'packed with 7-Zip: unpack it first'],
  ['MZ', 'a program'],
  ['\u007fELF', 'a program'],
  ['SQLite format 3', 'a database'],
];

/** By the beginning of a file, what it is. @throws FileRefused for what no import reads, saying what it is */
export function sniff(start: Buffer, size: number): Format {
  if (size === 0) throw new FileRefused('The file is empty.');
  const head = start.subarray(0, 64).toString('latin1');
  const known = STARTS.find(([begins]) => head.startsWith(begins));
  if (known) throw new FileRefused(`The file is ${known[1]}. CSV, XLSX and vCard are read.`);
  if (head.startsWith('PK\u0003\u0004')) return 'xlsx';
  const text = start
    .toString('latin1')
    .replaceAll('\u0000', '')
    .replace(/^\u00ef\u00bb\u00bf|^\u00ff\u00fe|^\u00fe\u00ff/, '')
    .trimStart();
  if (/^begin:vcard/i.test(text)) return 'vcard';
  if (/^(<!doctype|<html|<\?xml|<table)/i.test(text))
    throw new FileRefused('The file is a web page or XML, whatever its name says: save it as .xlsx or .csv.');
  if (/^[[{]\s*["{[\]}]/.test(text)) throw new FileRefused('The file is JSON. CSV, XLSX and vCard are read.');
  if (!isMarkedWide(start) && isBinary(start))
    throw new FileRefused('The file is no text, and no workbook either. CSV, XLSX and vCard are read.');
  return 'csv';
}

/** Text in two bytes a character: Cyrillic has control characters for halves. */
const isMarkedWide = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** Control characters that no text has; zeros are left to UTF-16. */
function isBinary(start: Buffer): boolean {
  let odd = 0;
  for (const byte of start) if (byte > 0 && byte < 32 && ![9, 10, 12, 13, 26, 27].includes(byte)) odd += 1;
  const zeros = start.filter((byte) => byte === 0).length;
  return odd > start.length / 100 || (zeros > 0 && zeros < start.length / 20);
}
