import { type Narrowed, narrowed } from '../narrow/search';
import { text } from '../shell/address';
import { addressOf } from './items-address';

/** What single reports are asked beside what all of them are. */
const OWN = [
  ...(['period', 'from', 'until', 'compare', 'by', 'kind'] as const),
  ...([
    'per',
    'ahead',
    'starting',
    'day',
    'of',
    'model',
    'attribute',
    'x',
    'split',
    'width',
    'change',
    'days',
  ] as const),
] as const;
type Own = (typeof OWN)[number];

/** What the address of a report holds: its question, the number that is opened, the saved report that it was opened by. */
export interface ReportSearch extends Narrowed, Partial<Record<Own, string | undefined>> {
  behind?: string | undefined;
  saved?: string | undefined;
}

export function reportSearch(search: Record<string, unknown>): ReportSearch {
  const own: Partial<Record<Own, string>> = {};
  for (const key of OWN) {
    const value = text(search[key]);
    if (value !== undefined) own[key] = value;
  }
  return { ...narrowed(search), ...own, behind: text(search.behind), saved: text(search.saved) };
}

/** The question, as the API is asked it. */
export function questionOf({ behind: _behind, saved: _saved, ...question }: ReportSearch): Question {
  const given = Object.entries(question).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Question;
}
export type Question = Record<string, string | string[]>;

/** The address of a report as a file. */
export function fileOf(name: string, question: Question, format: 'csv' | 'xlsx'): string {
  return `/api/v1/insight/${name}/export?${addressOf({ format, ...question })}`;
}
