import { useRequirementWords } from '../answer/requirements';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { namesOf } from './names';
import type { Place, Visit } from './path';
import type { Definition, Offer } from './queries';
import styles from './track.module.css';

interface PlaceAboutProps {
  place: Place;
  definition: Definition;
  here: boolean;
  visits: readonly Visit[];
  offers: readonly Offer[];
  plan: string | null;
}

/** What there is to know of a place: when the deal was there, what would lead there now, and if nothing does, why. */
export function PlaceAbout({ place, definition, here, visits, offers, plan }: PlaceAboutProps) {
  const { t, say } = useWords();
  const { when, span, day } = useFormat();
  const words = useRequirementWords();
  const names = namesOf(definition);
  return (
    <div className={styles.about} role="status">
      <strong>{say(place.name)}</strong>
      {visits.map(({ at, until }) => (
        <p key={at}>
          {until === null
            ? t('track.since', { at: when(at) })
            : t('track.stay', { at: when(at), until: when(until), span: span(Date.parse(until) - Date.parse(at)) })}
        </p>
      ))}
      {plan && <p>{t('track.plan', { day: day(plan) })}</p>}
      {!here &&
        offers.map((offer) => (
          <p key={JSON.stringify(offer.body)}>
            {t(`track.by.${offer.can}`, { name: say(offer.name) })}
            {offer.can === 'no' && `: ${offer.until.map((one) => words(one, names)).join('; ') || t('track.never')}`}
          </p>
        ))}
      {!here && offers.length === 0 && <p>{t('track.notFromHere')}</p>}
    </div>
  );
}
