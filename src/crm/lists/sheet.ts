import { Temporal } from 'temporal-polyfill';
import type { Instant, LocalDate, Money, Text } from '../../process';
import { formatMoney } from '../../process/fields/money';
import type { ListField } from './filter';
import type { Cells } from './rows-of-list';

/** A value of a table that people open in a spreadsheet program. Decimal text is a number, exactly. */
export type SheetCell =
  | { as: 'text'; text: string }
  | { as: 'decimal'; text: string }
  | { as: 'day'; day: LocalDate }
  /** On the wall, in the reader's zone: `YYYY-MM-DDTHH:mm:ss`. */
  | { as: 'wall'; time: string }
  | null;

/** A column of such a table. Money takes two: its amount, and its currency. */
export interface SheetColumn {
  title: string;
  cell(cells: Cells): SheetCell;
}

/** In which language, and in which zone, a table is read. */
export interface SheetReader {
  language: 'en' | 'ru';
  zone: string;
}

/** The columns of a list as those of a table, in the reader's language. */
export function sheetColumns(fields: readonly ListField[], reader: SheetReader): SheetColumn[] {
  return fields.flatMap((field) => (field.type === 'money' ? moneyColumns(field, reader) : [column(field, reader)]));
}

function moneyColumns({ key, name }: ListField, { language }: SheetReader): SheetColumn[] {
  const title = name[language];
  const money = (cells: Cells) => cells[key] as Money | null;
  const currency = { en: 'currency', ru: 'валюта' }[language];
  return [
    { title, cell: (cells) => decimal(amountOf(money(cells))) },
    { title: `${title}, ${currency}`, cell: (cells) => text(money(cells)?.currency ?? null) },
  ];
}

const amountOf = (money: Money | null): string | null => money && formatMoney(money);

function column({ key, type, name, options }: ListField, { language, zone }: SheetReader): SheetColumn {
  const named = (value: string): string => options?.[value]?.[language] ?? value;
  const cell = (value: unknown): SheetCell => {
    if (value === null || value === undefined) return null;
    switch (type) {
      case 'number':
        return decimal(String(value));
      case 'date':
        return { as: 'day', day: value as LocalDate };
      case 'time':
        return { as: 'wall', time: wallTime(value as Instant, zone) };
      case 'flag':
        return text(YES_NO[value ? 'yes' : 'no'][language]);
      case 'person':
      case 'ref':
        return text((value as { name: string }).name);
      case 'refs':
      case 'texts':
        return text((value as string[]).map(named).join('; '));
      default:
        return text(named(String(value)));
    }
  };
  return { title: name[language], cell: (cells) => cell(cells[key]) };
}

const YES_NO: Readonly<Record<'yes' | 'no', Text>> = { yes: { en: 'yes', ru: 'да' }, no: { en: 'no', ru: 'нет' } };

const text = (given: string | null): SheetCell => (given === null || given === '' ? null : { as: 'text', text: given });
const decimal = (given: string | null): SheetCell => (given && { as: 'decimal', text: given }) || null;

const wallTime = (at: Instant, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
