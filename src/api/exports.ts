import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Person } from '../access';
import {
  askerFor,
  type Cells,
  type CsvForm,
  countList,
  csvLines,
  ENTITIES,
  type Entity,
  MOST_WORKBOOK_ROWS,
  PRESET_VIEWS,
  rowsOfList,
  type SheetCell,
  type SheetColumn,
  sheetColumns,
  workbook,
} from '../crm';
import { asked, openColumns, questionOf, readerOf } from './list-question';
import { badInput, Problem } from './problem';
import type { Page } from './route';
import { Flag } from './schema';
import { sendLines } from './send-lines';
import { checked } from './to-problem';
import { createTurns } from './turns';
import { unkeepableIn } from './unkeepable';

const Query = z.strictObject({
  ...asked,
  format: z.enum(['csv', 'xlsx']).default('csv'),
  separator: z.enum(['comma', 'semicolon', 'tab']).optional().meta({ description: 'Else as your language has it' }),
  decimal: z.enum(['point', 'comma']).optional().meta({ description: 'Else a comma beside semicolons, and a point' }),
  bom: Flag.default(true).meta({ description: 'A mark by which spreadsheet programs know UTF-8' }),
});
type Wanted = z.output<typeof Query>;

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Each holds a connection while it is read: the others wait, so that lists stay quick. */
const turns = createTurns(3);

const exportOf = (entity: Entity): Page => ({
  method: 'get',
  path: `/exports/${entity}s`,
  right: `${entity}.export`,
  summary: `A list of ${entity}s as a file for spreadsheet programs, as far as you see it: asked for as the list is`,
  serves: 'text/csv',
  personal: true,
  serve: async (request, response, context) => {
    const query = queryOf(request);
    const actor = response.locals.actor as Person;
    const columns =
      query.columns ?? (query.view === undefined ? openColumns(actor, entity, usualColumns(entity)) : undefined);
    const question = await questionOf(context, actor, entity, { ...query, columns });
    const now = context.clock.now();
    const reader = readerOf(actor, query.zone);
    const { zone } = await askerFor(context.pool, actor, now, query.zone);
    const language = actor.language === 'ru' ? 'ru' : 'en';
    const sheet = sheetColumns(question.columns, { language, zone });
    const table: Table = { sheet, language, name: `${entity}s-${new Date(now).toISOString().slice(0, 10)}` };
    const count = () => countList(context.pool, reader, question, now);
    const rows = () => rowsOfList(context.pool, reader, question, now);
    await turns(() =>
      query.format === 'xlsx' ? sendWorkbook(response, table, count, rows) : sendCsv(response, table, query, rows),
    );
  },
});

interface Table {
  sheet: readonly SheetColumn[];
  language: 'en' | 'ru';
  name: string;
}

type Rows = () => ReturnType<typeof rowsOfList>;

const usualColumns = (entity: Entity): readonly string[] =>
  PRESET_VIEWS.find((view) => view.entity === entity)?.columns ?? [];

function queryOf(request: Request): Wanted {
  const query = checked(Query, request.query, 'query');
  const found = unkeepableIn(request.query, 'query');
  if (found) throw badInput(found);
  return query;
}

const cellsOf = (sheet: Table['sheet'], rows: readonly Cells[]): SheetCell[][] =>
  rows.map((cells) => sheet.map((column) => column.cell(cells)));

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;

function formOf({ separator, decimal }: Wanted, language: 'en' | 'ru'): CsvForm {
  const by = separator ?? (language === 'ru' ? 'semicolon' : 'comma');
  return {
    separator: SEPARATORS[by],
    decimal: (decimal ?? (by === 'semicolon' ? 'comma' : 'point')) === 'comma' ? ',' : '.',
  };
}

/** Row by row, as fast as it is taken; a reader who goes away, or takes nothing, ends it. */
async function sendCsv(response: Response, { sheet, language, name }: Table, query: Wanted, rows: Rows): Promise<void> {
  const form = formOf(query, language);
  async function* lines(): AsyncGenerator<string> {
    const titles = sheet.map(({ title }): SheetCell => ({ as: 'text', text: title }));
    yield `${query.bom ? '\uFEFF' : ''}${csvLines([titles], form)}`;
    for await (const some of rows()) yield csvLines(cellsOf(sheet, some), form);
  }
  head(response, 'csv', name);
  await sendLines(response, lines());
}

/** @throws Problem for more rows than a workbook is made of */
async function sendWorkbook(
  response: Response,
  { sheet, name }: Table,
  count: () => Promise<number>,
  rows: Rows,
): Promise<void> {
  const total = await count();
  if (total > MOST_WORKBOOK_ROWS) {
    const detail = `The list has ${total} rows, and a workbook takes ${MOST_WORKBOOK_ROWS}: narrow it, or take format=csv.`;
    throw new Problem('BadInput', { detail, errors: [{ path: 'query.format', message: detail }] });
  }
  const cells: SheetCell[][] = [];
  for await (const some of rows()) cells.push(...cellsOf(sheet, some));
  const file = await workbook(
    sheet.map(({ title }) => title),
    cells,
  );
  head(response, 'xlsx', name);
  response.send(file);
}

function head(response: Response, format: keyof typeof TYPES, name: string): void {
  response.status(200).set({
    'Content-Type': TYPES[format],
    'Content-Disposition': `attachment; filename="${name}.${format}"`,
    'Cache-Control': 'no-store',
  });
}

/** Lists as files. */
export const exportPages: readonly Page[] = ENTITIES.map(exportOf);
