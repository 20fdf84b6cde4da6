import type { Question } from '../../insight';
import { badInput } from '../problem';
import { TimeIn } from '../schema';

/** How reports that are older than periods by name are told their end. */
export const Until = TimeIn.optional().meta({ description: 'The same as `until`, as an instant' });

/** The question up to there. @throws Problem where that is before its begin, or beside what needs to know the end before */
export function upTo(question: Question, to: number | undefined): Question {
  if (to === undefined) return question;
  if (question.compared) throw badInput({ path: 'query.to', message: 'Say `until` where periods are compared' });
  if (question.period.from >= to) throw badInput({ path: 'query.from', message: 'Must be before `to`' });
  return { ...question, period: { ...question.period, until: to } };
}
