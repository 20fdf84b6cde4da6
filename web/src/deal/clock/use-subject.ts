import { useWords } from '../../words';
import { namesOf } from '../names';
import type { Card, Definition } from '../queries';

/** What a deadline is the deadline of: the stage, the whole process, or a task by its name. */
export function useSubject(card: Card, definition: Definition | undefined) {
  const { t, say } = useWords();
  const names = namesOf(definition);
  return (subject: string): string => {
    const found = names[subject.replace(/#\d+$/, '')];
    if (subject === 'stage') return say(card.stage.name);
    if (subject === 'process') return t('event.whole');
    return found ? say(found) : subject;
  };
}
