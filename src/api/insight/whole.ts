import type { Question } from '../../insight';
import { badInput } from '../problem';

/** For reports that are about one period. @throws Problem for whoever asks for a comparison, which would be passed over */
export function ofOnePeriod({ compared }: Question): void {
  if (compared === null) return;
  const message = 'This report compares no periods: ask for each of them';
  throw badInput({ path: 'query.compare', message });
}

/** For reports that have one part. @throws Problem for whoever asks for parts as well */
export function ofOnePart(question: Question): void {
  ofOnePeriod(question);
  if (question.by === null) return;
  throw badInput({ path: 'query.by', message: 'This report has no parts: narrow it instead' });
}
