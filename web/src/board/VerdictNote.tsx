import { IconBan, IconCheck } from '@tabler/icons-react';
import { useRequirementWords } from '../answer/requirements';
import { namesOf } from '../deal/names';
import type { Definition, Offer } from '../deal/queries';
import { useWords } from '../words';
import styles from './board.module.css';
import type { Card } from './queries';
import { type Verdict, wayBetween } from './verdict';

interface VerdictNoteProps {
  verdict: Verdict;
  card: Card;
  to: string;
  definition: Definition | undefined;
}

/** Whether the card may go here; where not, why, and what would let it. */
export function VerdictNote({ verdict, card, to, definition }: VerdictNoteProps) {
  const { t } = useWords();
  const lines = useVerdictWords(definition)(verdict, card, to);
  const Sign = verdict.is === 'open' ? IconCheck : IconBan;
  return (
    <div className={styles.verdict} data-is={verdict.is}>
      {(verdict.is === 'open' || verdict.is === 'closed') && <Sign size={16} aria-hidden />}
      <div>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {verdict.is === 'asking' && <p>{t('board.asking')}</p>}
      </div>
    </div>
  );
}

/** A verdict in words. */
export function useVerdictWords(definition: Definition | undefined) {
  const { t, say } = useWords();
  const words = useRequirementWords();
  const names = namesOf(definition);
  const nameOf = (key: string) => {
    const known = names[key];
    return known ? say(known) : key;
  };
  const open = ({ name, asks }: Offer) => {
    const by = t('board.by', { name: say(name) });
    return asks.length > 0 ? t('board.mayGoWith', { by, fields: asks.map(nameOf).join(', ') }) : by;
  };
  const closed = ({ name, until }: Offer) =>
    until.length > 0
      ? t('board.notNow', { name: say(name), why: until.map((one) => words(one, names)).join('; ') })
      : t('board.never', { name: say(name) });
  return (verdict: Verdict, card: Card, to: string): string[] => {
    switch (verdict.is) {
      case 'here':
        return [t('board.here')];
      case 'unknown':
        return [t('board.unknown')];
      case 'asking':
        return [];
      case 'open':
        return verdict.offers.map(open);
      case 'closed': {
        if (verdict.offers.length > 0) return verdict.offers.map(closed);
        const stage = say(card.stage.name);
        const way = definition && wayBetween(definition, card.stage.key, to);
        return [
          way && way.length > 0
            ? t('board.wayBy', { stage, way: way.map(nameOf).join(' → ') })
            : t('board.noWay', { stage }),
        ];
      }
    }
  };
}
