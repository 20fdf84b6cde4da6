import type { Column } from '../parts/rows/column';
import { useWords } from '../words';
import { CellOf, NameOf } from './CellOf';
import type { Field, Listed } from './queries';
import { type Entity, NAME } from './search';

/** So that the columns of the views that ship stand beside each other in a window of 1280 px. */
const WIDTHS: Partial<Record<Field['type'], number>> = { flag: 76, number: 84, money: 120, person: 145, time: 132 };
const NARROW: Readonly<Record<string, number>> = { number: 84, rating: 90, light: 125, language: 84, source: 112 };
const NAME_WIDTH = 220;
const WIDTH = 130;

/** The fields of a list as the columns of its table. */
export function useColumns(entity: Entity, fields: readonly Field[]): Column<Listed>[] {
  const { say } = useWords();
  return fields.map((field) => {
    const { key, type, sortable } = field;
    const names = key === NAME[entity];
    return {
      key,
      name: say(field.name),
      sortable,
      figures: type === 'number' || type === 'money',
      width: names ? NAME_WIDTH : (NARROW[key] ?? WIDTHS[type] ?? WIDTH),
      cell: (row) =>
        names ? <NameOf row={row} entity={entity} name={nameIn(row, key)} /> : <CellOf row={row} field={field} />,
    };
  });
}

const nameIn = (row: Listed, key: string): string => {
  const value = row.columns?.[key];
  return typeof value === 'string' ? value : '';
};
