import { AnswerForm, type Asking } from '../answer/AnswerForm';
import styles from '../answer/answer.module.css';
import { MovedOn } from '../answer/MovedOn';
import { RefusedNote } from '../answer/RefusedNote';
import { useAnswer, useFaults } from '../answer/use-answer';
import { UNTIL, type Value } from '../answer/values';
import { queryClient } from '../api/query';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { namesOf } from './names';
import { type Answer, type Card, type Command, command, type Definition, type Kind, type Offer } from './queries';

interface OfferFormProps {
  kind: Kind;
  card: Card;
  definition: Definition;
  offer: Offer;
  close: () => void;
  /** What it came to, before it closes. */
  done?: (answer: Answer) => void;
}

/** One of the things that may be done, with the fields that it asks for; known values stand there already. */
export function OfferForm({ kind, card, definition, offer, close, done }: OfferFormProps) {
  const { t, say } = useWords();
  const words = useFaultWords();
  const asks = asksOf(offer, card, definition);
  const answer = useAnswer({
    scope: `deal.${card.id}.${JSON.stringify(offer.body)}`,
    seq: card.seq,
    fields: asks.map(({ field }) => field),
    send: (given, expectedSeq, key) =>
      command(kind, card.id, { ...offer.body, ...given, expectedSeq } as unknown as Command, key),
    done: (after) => {
      done?.(after);
      void queryClient.invalidateQueries({ queryKey: ['deal', card.id] });
      void queryClient.invalidateQueries({ queryKey: ['inbox'] });
      close();
    },
  });
  const names = namesOf(definition);
  const { byField, others } = useFaults(answer.refused, names);
  const to = offer.to === null ? undefined : names[offer.to];
  const { refused } = answer;
  const stale = refused?.problem.meanwhile !== undefined;
  return (
    <AnswerForm
      name={say(offer.name)}
      leads={to && say(to)}
      asks={asks}
      typed={answer.typed}
      faults={byField}
      busy={answer.busy}
      currency={'amount' in card ? card.amount?.currency : undefined}
      onType={answer.type}
      onSend={() => answer.send()}
      onClose={() => {
        answer.giveUp();
        close();
      }}
    >
      {answer.waits && (
        <p className={styles.moved} role="status">
          {t('answer.waits')}
        </p>
      )}
      {refused && stale && <MovedOn refused={refused} again={answer.sendAgain} />}
      {refused && !stale && <RefusedNote refused={refused} others={others} />}
      {answer.fault !== null && !refused && <p className={styles.refused}>{words(answer.fault)}</p>}
    </AnswerForm>
  );
}

const UNTIL_NAME = { en: 'Until', ru: 'До какого времени' };

function asksOf({ asks, until }: Offer, card: Card, { fields }: Definition): Asking[] {
  const missing = new Set(
    until.filter(({ code }) => code === 'FieldMissing').map(({ params }) => String(params.field)),
  );
  return [...new Set([...asks, ...missing])].map((key) => {
    const known = fields[key];
    const value = (card.fields[key] ?? null) as Value;
    const field = known
      ? { key, type: known.type, name: known.name, hint: known.hint ?? null, value, options: optionsOf(known.options) }
      : { key: UNTIL, type: 'instant' as const, name: UNTIL_NAME, hint: null, value: null, options: [] };
    return { field, required: missing.has(key) };
  });
}

const optionsOf = (options: Record<string, { en: string; ru: string }>) =>
  Object.entries(options).map(([value, name]) => ({ value, name }));
