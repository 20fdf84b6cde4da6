import { type Bind, type FieldEntity, type FieldMask, isAllOpen, isHidden } from '../../access';
import type { Question } from './question';
import { patternsOf } from './question';

const LINES = 6;
const REACHED_BY = ['email', 'phone', 'website', 'messenger'];

/** What stands in the lines of an entry (see the table `search_entries`): the fields by whose words a record is found there. */
const HOLDS: Readonly<Record<FieldEntity, Readonly<Record<number, readonly string[]>>>> = {
  account: { 1: ['legalName'], 3: REACHED_BY, 4: ['taxNumber'] },
  contact: { 3: REACHED_BY },
  lead: { 1: ['personName'], 2: ['organisation'], 3: ['email', 'phone'] },
  sale: {},
};
const ADDED_LINE = 5;

/** By kind of record, the lines that somebody finds nothing by: something in them is hidden from them. */
export type ClosedLines = Readonly<Record<string, readonly number[]>>;

/** The lines by which somebody of a mask may not find anything; a line goes as a whole. */
export function closedLines(mask: FieldMask): ClosedLines {
  if (isAllOpen(mask)) return {};
  const kinds = Object.keys(HOLDS) as FieldEntity[];
  const closed = kinds.map((kind): [string, number[]] => {
    const lines = Object.entries(HOLDS[kind]).filter(([, keys]) => keys.some((key) => isHidden(mask, kind, key)));
    const added = Object.keys(mask[kind] ?? {}).some((key) => key.startsWith('custom.') && isHidden(mask, kind, key));
    return [kind, [...lines.map(([line]) => Number(line)), ...(added ? [ADDED_LINE] : [])]];
  });
  return Object.fromEntries(closed.filter(([, lines]) => lines.length > 0));
}

/** What is left of an entry's text for somebody: its lines keep their places. */
export const openText = (text: string, closed: readonly number[] = []): string =>
  closed.length === 0
    ? text
    : text
        .split('\n')
        .map((line, n) => (closed.includes(n) ? '' : line))
        .join('\n');

/** That an entry `e` has some patterns of LIKE in the lines that are open, for kinds with closed ones; else nothing. */
export function foundInOpenLines(patterns: readonly string[], closed: ClosedLines, bind: Bind): string {
  const cases = Object.entries(closed).map(([kind, lines]) => {
    const open = [...Array(LINES).keys()].filter((n) => !lines.includes(n));
    const text = `concat_ws(E'\\n', ${open.map((n) => `split_part(e.text, E'\\n', ${n + 1})`).join(', ')})`;
    return `WHEN '${kind}' THEN ${patterns.map((pattern) => `${text} LIKE ${bind(pattern)}`).join(' AND ') || 'true'}`;
  });
  return cases.length === 0 ? '' : ` AND CASE e.kind ${cases.join(' ')} ELSE true END`;
}

/** As above, of a question's words. */
export const hasWordsInOpenLines = (question: Question, closed: ClosedLines, bind: Bind): string =>
  foundInOpenLines(patternsOf(question), closed, bind);
