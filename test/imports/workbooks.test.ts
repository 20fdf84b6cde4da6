import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, dataRows, lookAt, propose } from '../../src/imports';

const file = (name: string) => bytesOf(readFileSync(join(__dirname, 'files', name)));

async function read(name: string) {
  const bytes = file(name);
  const shape = await lookAt(bytes);
  const rows = [];
  for await (const row of dataRows(bytes, shape)) rows.push(row);
  return { shape, rows };
}

const COLUMNS = [
  'Клиент ФИО',
  'Клиент Компания',
  'Телефон рабочий',
  'Телефон мобильный',
  'Дата рождения',
  'Эл. почта',
  'Скидка',
  'Подписан',
];

describe.each(['clients.libreoffice.xlsx', 'clients.gnumeric.xlsx'])('%s', (name) => {
  it('has its heading below a title, in two rows with merged cells', async () => {
    const { shape } = await read(name);
    expect(shape).toMatchObject({ format: 'xlsx', sheet: 'Клиенты', headerRow: 4 });
    expect(shape.columns.map((column) => column.name)).toEqual(COLUMNS);
    expect(shape.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['Formulas', 'MergedHeading', 'MoreSheets', 'TitleRows']),
    );
  });

  it('has dates by their style, whole numbers of phones, the kept values of formulas', async () => {
    const { rows } = await read(name);
    const cells = rows.map((row) => COLUMNS.map((_, i) => row.cells[i] ?? ''));
    expect(cells).toEqual([
      [
        'Иванова Анна',
        'ООО «Ромашка»',
        '+7 495 123-45-67',
        '79160001122',
        '1980-05-17',
        'anna@romashka.example',
        '0.15',
        'true',
      ],
      [
        'O\'Brien "Pat" & Co',
        'Smith & Sons <Ltd>',
        '+44 20 7946 0958',
        '',
        '1975-11-03 14:30',
        'pat@smith.example',
        '12.345',
        'false',
      ],
      ['Петров Пётр', 'Завод', '', '', '1904-01-01', 'petr@zavod.example', '', 'true'],
    ]);
    expect(rows[2]).toMatchObject({ row: 7, formulas: expect.arrayContaining([0, 5, 6]), errors: [6] });
  });

  it('seems to be contacts', async () => {
    const { shape } = await read(name);
    expect(propose(shape)[0]).toMatchObject({
      entity: 'contact',
      columns: {
        'Клиент ФИО': 'name',
        'Клиент Компания': 'account',
        'Телефон рабочий': 'phone',
        'Телефон мобильный': 'phone2',
        'Дата рождения': 'birthDate',
        'Эл. почта': 'email',
      },
    });
  });
});

it('hidden sheets are named, and are not what is read', async () => {
  const { shape } = await read('clients.libreoffice.xlsx');
  expect(shape.sheets.filter(({ hidden }) => hidden).map(({ name }) => name)).toEqual(['Служебный']);
  expect(shape.notes).toContainEqual({ code: 'HiddenSheets', value: 'Служебный' });
});

it('days that are counted from 1904 are the same days', async () => {
  const { rows } = await read('clients-1904.libreoffice.xlsx');
  expect(rows.map(({ cells }) => cells[4])).toEqual(['1980-05-17', '1975-11-03 14:30', '1904-01-01']);
});

it('a formula whose program kept no value is empty: nothing is worked out', async () => {
  const { rows } = await read('clients.openpyxl.xlsx');
  expect(rows.at(-1)?.cells.slice(0, 2)).toEqual(['', 'Завод']);
});

it('texts may stand in the cells themselves', async () => {
  const { shape, rows } = await read('inline.xlsxwriter.xlsx');
  expect(shape.columns.map(({ name }) => name)).toEqual(['Company', 'Phone', 'Founded on']);
  expect(rows).toEqual([{ row: 2, cells: ['Inline & Co', '+44 20 7946 0958', '1999-12-31'] }]);
});
