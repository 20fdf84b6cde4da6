import type { SheetCell } from '../../crm';
import { cell } from './file';
import type { ReportTable } from './report';

type Named = { name: string } | null;
type Text = { en: string; ru: string };

/** What of a row of the board stands in a file. */
interface BoardRow {
  number: number;
  title?: string;
  topic?: string;
  account: Named;
  owner: Named;
  stage: { name: Text };
  level: string;
  light: string | null;
  moneyBase: { amount: string; currency: string } | null;
  timeAtStage: { usedDays: number; limitDays: number | null };
  turn: string;
  nextStep: { name: Text; dueAt: string | null } | null;
  lastContactAt: string | null;
  timesPushed: number;
  timesBack: number;
  deviationDays: number | null;
  score: { value: number } | null;
}

type Column = readonly [en: string, ru: string, of: (row: BoardRow, language: 'en' | 'ru') => SheetCell];

const instant = (at: string | null): SheetCell => (at === null ? null : { as: 'wall', time: at.slice(0, 19) });

const COLUMNS: readonly Column[] = [
  ['Number', 'Номер', (row) => cell.number(row.number)],
  ['Name', 'Название', (row) => cell.text(row.title ?? row.topic ?? null)],
  ['Client', 'Клиент', (row) => cell.text(row.account?.name ?? null)],
  ['Money', 'Сумма', (row) => cell.amount(row.moneyBase)],
  ['Currency', 'Валюта', (row) => cell.text(row.moneyBase?.currency ?? null)],
  ['Responsible', 'Ответственный', (row) => cell.text(row.owner?.name ?? null)],
  ['Stage', 'Этап', (row, language) => cell.text(row.stage.name[language])],
  ['Level', 'Уровень', (row) => cell.text(row.level)],
  ['Light', 'Сигнал', (row) => cell.text(row.light)],
  ['Days at the stage', 'Дней на этапе', (row) => cell.number(row.timeAtStage.usedDays)],
  ['Limit, days', 'Предел, дней', (row) => cell.number(row.timeAtStage.limitDays)],
  ['Turn', 'Чей ход', (row) => cell.text(row.turn)],
  ['Next step', 'Следующий шаг', (row, language) => cell.text(row.nextStep?.name[language] ?? null)],
  ['Due (UTC)', 'Срок (UTC)', (row) => instant(row.nextStep?.dueAt ?? null)],
  ['Last contact (UTC)', 'Последний контакт (UTC)', (row) => instant(row.lastContactAt)],
  ['Times pushed', 'Переносов', (row) => cell.number(row.timesPushed)],
  ['Times back', 'Возвратов', (row) => cell.number(row.timesBack)],
  ['Days off plan', 'Отклонение, дней', (row) => cell.number(row.deviationDays)],
  ['Score', 'Баллы', (row) => cell.number(row.score?.value ?? null)],
];

/** The board as a table, in the reader's language. */
export const boardTable = (rows: readonly unknown[], language: 'en' | 'ru'): ReportTable => ({
  titles: COLUMNS.map(([en, ru]) => ({ en, ru })[language]),
  rows: (rows as readonly BoardRow[]).map((row) => COLUMNS.map(([, , of]) => of(row, language))),
});
