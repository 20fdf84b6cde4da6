import type { Instant, LocalDate, Money } from '../../../process';
import { daysOf, instantsOf, type When } from './bounds';
import type { Checked, Test, Value } from './checked';
import { isMore, type Rates } from './money';
import { small } from './small';
import type { Span } from './tree';

/** Another record, or a person, as fields name it. */
export interface Named {
  id: string;
  name: string;
}

/** A value of a field, by the field's type: an instant for a time, `YYYY-MM-DD` for a date. null and nothing are empty. */
export type Cell = string | number | boolean | Money | Named | readonly Named[] | readonly string[] | null;

/** Who asks, and what words such as `me` and `today` stand for then. */
export interface Asker extends When {
  personId: string;
  /** Everybody of their teams and below them, themselves included. */
  teamIds: readonly string[];
  rates: Rates;
  /** Whether an organisation is in a list. */
  isListed?: (accountId: string, list: string) => boolean;
}

/** A record with its values by field. */
export type Plain = Readonly<Record<string, Cell | undefined>> & { id: string };

/** Whether a record meets a filter: the same answer that the database gives. */
export function matches(filter: Checked | null, record: Plain, asker: Asker): boolean {
  if (filter === null) return true;
  switch (filter.is) {
    case 'and':
      return filter.of.every((one) => matches(one, record, asker));
    case 'or':
      return filter.of.some((one) => matches(one, record, asker));
    case 'not':
      return !matches(filter.of, record, asker);
    case 'listed':
      return isListed(filter, record, asker);
    case 'term':
      return (
        partsOf(record[filter.field.key] ?? null).some((part) => holds(filter, part, asker)) !==
        (filter.test === 'empty')
      );
  }
}

function isListed({ field, list }: Extract<Checked, { is: 'listed' }>, record: Plain, asker: Asker): boolean {
  const id = field === null ? record.id : (record[field.key] as Named | null | undefined)?.id;
  return id !== undefined && (asker.isListed?.(id, list) ?? false);
}

/** What a field holds, one by one; nothing of an empty one. */
const partsOf = (cell: Cell): readonly Exclude<Cell, null>[] => {
  const parts = Array.isArray(cell)
    ? (cell as readonly (string | Named)[])
    : [cell as Exclude<Cell, readonly unknown[]>];
  return parts.filter((part) => part !== null && part !== '') as Exclude<Cell, null>[];
};

/** Whether one value that is there passes a test. `empty` asks whether there is any, so that each of them passes. */
function holds(
  { test, values }: { test: Test; values: readonly Value[] },
  cell: Exclude<Cell, null>,
  asker: Asker,
): boolean {
  if (test === 'empty') return true;
  return values.some((value) => passes(test, cell, value, asker));
}

function passes(test: Exclude<Test, 'empty'>, cell: Exclude<Cell, null>, value: Value, asker: Asker): boolean {
  switch (value.as) {
    case 'text':
      return compareText(test, typeof cell === 'string' ? cell : (cell as Named).name, value.text);
    case 'id':
      return (cell as Named).id === value.id;
    case 'me':
      return (cell as Named).id === asker.personId;
    case 'my team':
      return asker.teamIds.includes((cell as Named).id);
    case 'flag':
      return cell === value.on;
    case 'number':
      return ordered(test, (cell as number) - value.number);
    case 'money':
      return comparesMoney(test, cell as Money, value.money, asker.rates);
    case 'span':
      return compareSpan(test, cell as Instant | LocalDate, value.span, asker);
  }
}

function compareText(test: Test, text: string, asked: string): boolean {
  const [have, want] = [small(text), small(asked)];
  if (test === 'contains') return have.includes(want);
  return test === 'starts with' ? have.startsWith(want) : have === want;
}

function ordered(test: Test, difference: number): boolean {
  if (test === '<') return difference < 0;
  if (test === '<=') return difference <= 0;
  if (test === '>') return difference > 0;
  return test === '>=' ? difference >= 0 : difference === 0;
}

function comparesMoney(test: Test, have: Money, asked: Money, rates: Rates): boolean {
  const difference = isMore(have, asked, rates);
  return difference !== null && ordered(test, difference);
}

function compareSpan(test: Test, at: Instant | LocalDate, span: Span, when: When): boolean {
  const { from, before } = typeof at === 'string' ? daysOf(span, when) : instantsOf(span, when);
  if (test === '<') return at < from;
  if (test === '<=') return at < before;
  if (test === '>') return at >= before;
  return test === '>=' ? at >= from : at >= from && at < before;
}
