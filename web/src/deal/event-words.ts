import { useWords } from '../words';
import { namesOf, outcomeName } from './names';
import type { Definition, HistoryEvent } from './queries';

/** A decision of a history, in a sentence. */
export function useEventWords(definition?: Definition) {
  const { t, say } = useWords();
  const names = namesOf(definition);
  const named = (key: string | null): string => {
    const found = key === null ? undefined : names[key];
    return found ? say(found) : (key ?? '');
  };
  return (event: HistoryEvent): string => {
    const who = event.actor?.name ?? t('event.itself');
    const asked = event.asked as Record<string, string | undefined>;
    const outcome = asked.outcome ?? '';
    const called = outcomeName(definition, event.from, outcome);
    const [subject = '', rest = ''] = (asked.deadline ?? '').split(/:(.*)/);
    const values = {
      who,
      from: named(event.from),
      to: named(event.to),
      outcome: called ? say(called) : outcome,
      subject:
        subject === 'stage'
          ? t('event.theStage')
          : subject === 'process'
            ? t('event.whole')
            : named(subject.replace(/#\d+$/, '')),
    };
    const kind = event.type === 'deadline' ? `deadline_${rest.replace(/@.*$/, '')}` : event.type;
    const moved = event.from !== null && event.from !== event.to;
    const sentence = t(`event.${kind as 'start'}`, {
      ...values,
      defaultValue: t('event.other', { ...values, type: kind }),
    });
    return moved && !/^(move|reopen|close)$/.test(event.type) ? `${sentence} → ${values.to}` : sentence;
  };
}
