import type { Question } from '../../insight';

/** The questions of a report about what is asked and what that is held against: each is read for itself. */
export function bothPeriods(question: Question): [asked: Question, other: Question | null] {
  const { compared } = question;
  return [question, compared && { ...question, period: compared, compared: null }];
}
