import { posix } from 'node:path';
import type { Bytes } from '../bytes';
import { FileRefused, LIMITS } from '../limits';
import { seeXml } from './xml';
import { openZip, type Zip } from './zip';

/** A sheet of a workbook. */
export interface Sheet {
  name: string;
  hidden: boolean;
  /** The part that holds its cells. */
  part: string;
}

/** What of a workbook is held in memory while a sheet is read. */
export interface Workbook {
  zip: Zip;
  sheets: readonly Sheet[];
  /** Whether days count from 1904 and not from 1900. */
  from1904: boolean;
}

/** Opens a workbook. The caller closes its zip. @throws FileRefused */
export async function openWorkbook(bytes: Bytes): Promise<Workbook> {
  const zip = await openZip(bytes);
  try {
    const root = await targets(zip, '_rels/.rels');
    const main = root.find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
    if (!zip.has(main)) throw new FileRefused(whatElse(zip));
    return { zip, ...(await readMain(zip, main)) };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const whatElse = (zip: Zip): string => {
  if (zip.has('word/document.xml')) return 'The file is a text document (DOCX). CSV, XLSX and vCard are read.';
  if (zip.has('content.xml')) return 'The file is an OpenDocument file: save it as .xlsx or .csv.';
  return 'The file is a zip without a workbook in it: unpack it first. CSV, XLSX and vCard are read.';
};

async function readMain(zip: Zip, main: string): Promise<Omit<Workbook, 'zip'>> {
  const parts = await targets(
    zip,
    posix.join(posix.dirname(main), '_rels', `${posix.basename(main)}.rels`),
    posix.dirname(main),
  );
  const sheets: Sheet[] = [];
  let from1904 = false;
  await seeXml(await zip.open(main), {
    open(name, a) {
      if (name === 'workbookPr') from1904 = a.date1904 === '1' || a.date1904 === 'true';
      if (name !== 'sheet') return;
      const part = parts.find(({ id }) => id === a['r:id'] || id === a['relationships:id'])?.target;
      if (part !== undefined && zip.has(part))
        sheets.push({ name: a.name ?? '', hidden: a.state === 'hidden' || a.state === 'veryHidden', part });
    },
  });
  if (sheets.length === 0) throw new FileRefused('The workbook has no sheet with cells.');
  return { sheets, from1904 };
}

interface Target {
  id: string;
  type: string;
  target: string;
}

async function targets(zip: Zip, part: string, base = ''): Promise<Target[]> {
  const found: Target[] = [];
  if (!zip.has(part)) return found;
  await seeXml(await zip.open(part), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      // What lies outside of the file is not looked for.
      if (name !== 'Relationship' || TargetMode === 'External') return;
      found.push({ id: Id, type: Type, target: Target.startsWith('/') ? Target.slice(1) : posix.join(base, Target) });
    },
  });
  return found;
}

/** The texts that cells share, in their order. @throws FileRefused where they are more than memory is given for */
export async function sharedTexts({ zip }: Workbook): Promise<string[]> {
  const texts: string[] = [];
  if (!zip.has('xl/sharedStrings.xml')) return texts;
  let one = '';
  let characters = 0;
  let inText = false;
  let phonetic = 0;
  await seeXml(await zip.open('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') one = '';
      if (name === 'rPh') phonetic += 1;
      inText = name === 't' && phonetic === 0;
    },
    text(text) {
      if (inText) one += text;
    },
    close(name) {
      if (name === 'rPh') phonetic -= 1;
      if (name === 't') inText = false;
      if (name !== 'si') return;
      characters += one.length;
      if (characters > LIMITS.sharedCharacters)
        throw new FileRefused('The texts of the workbook are too many: save it as .csv.');
      texts.push(unescaped(one));
    },
  });
  return texts;
}

/** Workbooks write characters that XML cannot as _x000D_. */
export const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Which cell styles show a number as a day or a time. Source: ECMA-376, 18.8.30, the numbers of the built-in formats. */
export async function dateStyles({ zip }: Workbook): Promise<ReadonlySet<number>> {
  const formats = new Map<number, string>();
  const styles: number[] = [];
  if (!zip.has('xl/styles.xml')) return new Set();
  let inCells = false;
  await seeXml(await zip.open('xl/styles.xml'), {
    open(name, a) {
      if (name === 'numFmt') formats.set(Number(a.numFmtId), a.formatCode ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) styles.push(Number(a.numFmtId ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return new Set(styles.flatMap((format, style) => (isDay(format, formats.get(format)) ? [style] : [])));
}

function isDay(format: number, code: string | undefined): boolean {
  if (code === undefined)
    return (
      (format >= 14 && format <= 22) ||
      (format >= 27 && format <= 36) ||
      (format >= 45 && format <= 47) ||
      (format >= 50 && format <= 58)
    );
  const [shown = ''] = code.split(';');
  // Without texts, colours, conditions and escaped characters, a letter of a day or a time is left, or none.
  return /[dmyhs]/i.test(
    shown.replace(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.|\*./gi, '').replace(/general|e[+-]/gi, ''),
  );
}
