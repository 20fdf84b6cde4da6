import { FileRefused, LIMITS } from '../limits';
import { columnIndex, type FileRow } from '../row';
import { dateStyles, type Sheet, sharedTexts, unescaped, type Workbook } from './workbook';
import { readXml } from './xml';

/** Cells that are shown as one, as `A1:C1`. */
export type Merge = string;

/** What a sheet says beside its rows; complete once they are read. */
export interface SheetFacts {
  formulas: number;
}

/** The rows of a sheet, streamed: texts, numbers as they are counted, days as YYYY-MM-DD. @throws FileRefused */
export async function* sheetRows(
  workbook: Workbook,
  sheet: Sheet,
  facts: SheetFacts = { formulas: 0 },
): AsyncGenerator<FileRow> {
  const shared = await sharedTexts(workbook);
  const days = await dateStyles(workbook);
  const reader = new RowReader((type, style, text) =>
    cellText({ type, style, text }, { shared, days, from1904: workbook.from1904 }),
  );
  for await (const row of readXml(await workbook.zip.open(sheet.part), reader, () => reader.taken())) {
    facts.formulas += row.formulas?.length ?? 0;
    yield row;
  }
}

class RowReader {
  private done: FileRow[] = [];
  private row = 0;
  private cells: string[] = [];
  private formulas: number[] = [];
  private errors: number[] = [];
  private column = -1;
  private type = '';
  private style = 0;
  private value = '';
  private kept = false;
  private hasFormula = false;

  constructor(private readonly textOf: (type: string, style: number, text: string) => string) {}

  taken(): FileRow[] {
    const rows = this.done;
    this.done = [];
    return rows;
  }

  open(name: string, a: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.row = a.r === undefined ? this.row + 1 : Number(a.r);
      this.cells = [];
      this.formulas = [];
      this.errors = [];
      this.column = -1;
    } else if (name === 'c') {
      this.column = a.r === undefined ? this.column + 1 : columnIndex(a.r);
      this.type = a.t ?? 'n';
      this.style = Number(a.s ?? 0);
      this.value = '';
      this.hasFormula = false;
    } else if (name === 'f') this.hasFormula = true;
    this.kept = name === 'v' || name === 't';
  }

  text(text: string): void {
    if (!this.kept) return;
    this.value += text;
    if (this.value.length > LIMITS.recordCharacters)
      throw new FileRefused(`Row ${this.row} holds a cell of more than ${LIMITS.recordCharacters} characters.`);
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.kept = false;
    if (name === 'c') this.keep();
    if (name !== 'row') return;
    const { row, cells, formulas, errors } = this;
    this.done.push({ row, cells, ...(formulas.length > 0 && { formulas }), ...(errors.length > 0 && { errors }) });
  }

  private keep(): void {
    const { column, type, style, value } = this;
    if (column < 0 || (value === '' && !this.hasFormula)) return;
    // Far to the right of any table stands nothing that was meant.
    if (column >= LIMITS.columns * 4)
      throw new FileRefused(`Row ${this.row} has cells beyond column ${LIMITS.columns}.`);
    while (this.cells.length < column) this.cells.push('');
    if (this.hasFormula) this.formulas.push(column);
    if (type === 'e') this.errors.push(column);
    this.cells[column] = type === 'e' ? '' : this.textOf(type, style, value);
  }
}

interface Raw {
  type: string;
  style: number;
  text: string;
}

function cellText(
  { type, style, text }: Raw,
  known: { shared: readonly string[]; days: ReadonlySet<number>; from1904: boolean },
): string {
  if (type === 's') return known.shared[Number(text)] ?? '';
  if (type === 'inlineStr' || type === 'str') return unescaped(text);
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type === 'd') return text.replace(/T00:00(:00(\.0+)?)?$/, '');
  if (text === '') return '';
  return known.days.has(style) ? dayText(Number(text), known.from1904) : numberText(text);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days since the turn of the century as a date. 29 February 1900, which never was, is counted as spreadsheets do. */
export function dayText(serial: number, from1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return String(serial);
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : serial < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  const at = new Date(epoch + Math.round((serial * DAY_MS) / 1000) * 1000).toISOString();
  const [day = '', time = ''] = at.split('T');
  if (!from1904 && serial < 1) return time.slice(0, 5);
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)}`;
}

/** A number as people see it: fifteen digits, and no power of ten. */
export function numberText(text: string): string {
  if (/^-?\d{1,15}$/.test(text)) return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  const short = String(Number(number.toPrecision(15)));
  return short.includes('e')
    ? number.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    : short;
}

/** The merged cells of a sheet; they stand behind its rows. */
export async function mergesOf(workbook: Workbook, sheet: Sheet): Promise<Merge[]> {
  const found: Merge[] = [];
  const open = (name: string, { ref = '' }: Readonly<Record<string, string>>) => {
    if (name === 'mergeCell' && found.length < 10_000) found.push(ref);
  };
  for await (const _ of readXml(await workbook.zip.open(sheet.part), { open }, () => []));
  return found;
}
