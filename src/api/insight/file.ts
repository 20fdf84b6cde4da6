import { z } from 'zod';
import { type CsvForm, csvLines, type SheetCell, workbook } from '../../crm';
import type { Money } from '../../process';
import { formatMoney } from '../../process/fields/money';
import { Written } from '../route';
import { Flag } from '../schema';
import type { ReportTable } from './report';

/** How a report is written as a file. */
export const exportForm = {
  format: z.enum(['csv', 'xlsx']).default('csv'),
  separator: z.enum(['comma', 'semicolon', 'tab']).optional().meta({ description: 'Else as your language has it' }),
  bom: Flag.default(true).meta({ description: 'A mark by which spreadsheet programs know UTF-8' }),
};

interface Form {
  format: 'csv' | 'xlsx';
  separator?: 'comma' | 'semicolon' | 'tab' | undefined;
  bom: boolean;
}

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;
const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** A table as a file that is handed out. */
export async function fileOf(name: string, table: ReportTable, form: Form, language: 'en' | 'ru'): Promise<Written> {
  const headers = {
    'Content-Disposition': `attachment; filename="${name}.${form.format}"`,
    'Cache-Control': 'no-store',
  };
  if (form.format === 'xlsx')
    return new Written(TYPES.xlsx, await workbook(table.titles, table.rows as SheetCell[][]), headers);
  const separator = form.separator ?? (language === 'ru' ? 'semicolon' : 'comma');
  const csv: CsvForm = { separator: SEPARATORS[separator], decimal: separator === 'semicolon' ? ',' : '.' };
  const titles = table.titles.map((title): SheetCell => ({ as: 'text', text: title }));
  return new Written(TYPES.csv, `${form.bom ? '\uFEFF' : ''}${csvLines([titles, ...table.rows], csv)}`, headers);
}

/** Cells of such a table. */
export const cell = {
  text: (text: string | null): SheetCell => (text ? { as: 'text', text } : null),
  number: (value: number | null): SheetCell => (value === null ? null : { as: 'decimal', text: String(value) }),
  /** Money as the API gives it: the amount alone, its currency stands in another cell or in the title. */
  amount: (money: { amount: string } | Money | null): SheetCell =>
    money && { as: 'decimal', text: 'minor' in money ? formatMoney(money) : money.amount },
};
