import type { Head } from './define';
import type { Question } from './search';

/** The period of an answer as lists of single things are asked it. All time has no begin and no end. */
export const spanOf = ({ period }: Head): Question =>
  period && Date.parse(period.from) > 0 ? { from: period.from, to: period.until } : {};

/** A question as the part of an address after its question mark. */
export function addressOf(question: Question): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(question))
    for (const one of Array.isArray(value) ? value : [value]) params.append(key, one);
  return params.toString();
}
