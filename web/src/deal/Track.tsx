import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { IconCheck, IconFlag, IconMapPinFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Arrows } from './Arrows';
import { PlaceAbout } from './PlaceAbout';
import { offersTo, type Place, pathOf, placesOf } from './path';
import type { Card, Definition, HistoryEvent, Offer } from './queries';
import styles from './track.module.css';

const BOX = { width: 160, height: 78, gap: 38, bend: 30, margin: 26 };
/** How narrow a place may get before the drawing scrolls instead. */
const NARROWEST = { width: 124, gap: 26 };
export type Box = typeof BOX;

/** Places as wide as they like, or narrower where the whole process then fits. */
function boxIn(room: number, columns: number): Box {
  const needs = ({ width, gap }: { width: number; gap: number }) => columns * (width + gap) - gap + 6;
  if (room === 0 || needs(BOX) <= room || needs(NARROWEST) > room) return BOX;
  const { gap } = NARROWEST;
  return { ...BOX, gap, width: Math.min(BOX.width, Math.floor((room - 6 + gap) / columns) - gap) };
}

interface TrackProps {
  definition: Definition;
  card: Card;
  history: readonly HistoryEvent[];
  offers: readonly Offer[];
}

/** The process as a drawing: where the deal is, how it came there, and where it may go. A press on a place tells more. */
export function Track({ definition, card, history, offers }: TrackProps) {
  const { t } = useWords();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [open, setOpen] = useState<string | null>(null);
  const places = placesOf(definition);
  const { visits, steps } = pathOf(history);
  const { ref, width: room } = useElementSize();
  const endings = places.filter(({ ending }) => ending).length;
  const box = boxIn(room, places.length - endings + Math.min(endings, 1));
  const at = layOut(places, box);
  const width = Math.max(...places.map(({ key }) => (at.get(key)?.x ?? 0) + box.width), 0) + 2;
  const height = Math.max(BOX.height, endings * (BOX.height + 10) - 10) + 2 * BOX.margin;
  const scroll = useRef<HTMLDivElement>(null);
  const here = at.get(card.stage.key)?.x;
  // A long process shows first where the deal is.
  useEffect(() => {
    const { current } = scroll;
    if (current && here !== undefined) current.scrollLeft = here - (current.clientWidth - box.width) / 2;
  }, [here, box.width]);
  const chosen = places.find(({ key }) => key === open);
  return (
    <section ref={ref} aria-label={t('track.title')} className={styles.track}>
      <div ref={scroll} className={styles.scroll} data-narrow={narrow || undefined}>
        <div className={styles.canvas} style={narrow ? undefined : { width, height }}>
          {!narrow && (
            <Arrows
              at={at}
              box={box}
              places={places}
              steps={steps}
              here={card.stage.key}
              offers={offers}
              size={{ width, height }}
            />
          )}
          <ol className={styles.places}>
            {places.map((place) => {
              const spot = at.get(place.key);
              return (
                <li
                  key={place.key}
                  className={styles.spot}
                  style={narrow || !spot ? undefined : { left: spot.x, top: spot.y, width: box.width }}
                >
                  <PlaceBox
                    place={place}
                    card={card}
                    visits={visits.get(place.key)?.length ?? 0}
                    can={offersTo(offers, place.key)[0]?.can}
                    limit={definition.stages[place.key]?.limit?.due.span}
                    on={open === place.key}
                    press={() => setOpen(open === place.key ? null : place.key)}
                  />
                </li>
              );
            })}
          </ol>
        </div>
      </div>
      {chosen && (
        <PlaceAbout
          place={chosen}
          definition={definition}
          here={card.stage.key === chosen.key}
          visits={visits.get(chosen.key) ?? []}
          offers={offersTo(offers, chosen.key)}
          plan={card.plan.find(({ stage }) => stage === chosen.key)?.at ?? null}
        />
      )}
    </section>
  );
}

/** Stages in a row, the ways in which it ends in a column behind them. */
function layOut(places: readonly Place[], box: Box): ReadonlyMap<string, { x: number; y: number }> {
  const stages = places.filter(({ ending }) => !ending).length;
  const endings = places.length - stages;
  const tall = Math.max(box.height, endings * (box.height + 10) - 10);
  let ended = 0;
  return new Map(
    places.map(({ key, ending }, n) => {
      if (!ending) return [key, { x: n * (box.width + box.gap), y: box.margin + (tall - box.height) / 2 }];
      const spot = { x: stages * (box.width + box.gap), y: box.margin + ended * (box.height + 10) };
      ended += 1;
      return [key, spot];
    }),
  );
}

interface PlaceBoxProps {
  place: Place;
  card: Card;
  visits: number;
  can: Offer['can'] | undefined;
  limit: { amount: number; unit: string; working: boolean } | undefined;
  on: boolean;
  press: () => void;
}

function PlaceBox({ place, card, visits, can, limit, on, press }: PlaceBoxProps) {
  const { t, say } = useWords();
  const { span } = useFormat();
  const here = card.stage.key === place.key;
  const state = here ? 'here' : visits > 0 ? 'been' : 'ahead';
  const most =
    limit && t(`limit.${limit.unit as 'day'}${limit.working ? 'Working' : ''}` as 'limit.day', { count: limit.amount });
  const says = here
    ? card.open
      ? most
        ? t('track.hereOf', { span: span(card.timeInStageMs), limit: most })
        : t('track.here', { span: span(card.timeInStageMs) })
      : t('track.ended')
    : visits > 0
      ? t('track.been', { count: visits })
      : can === 'now' || can === 'with input'
        ? t('track.mayGo')
        : (most ?? '');
  const Sign = here ? IconMapPinFilled : visits > 0 ? IconCheck : place.ending ? IconFlag : null;
  return (
    <button
      type="button"
      className={styles.box}
      data-state={state}
      data-light={here ? (card.light ?? undefined) : undefined}
      data-can={can === 'now' || can === 'with input' || undefined}
      aria-expanded={on}
      aria-current={here ? 'step' : undefined}
      onClick={press}
    >
      <span className={styles.boxName}>
        {Sign && <Sign size={15} aria-hidden />} {say(place.name)}
      </span>
      <span className={styles.boxSays}>{says}</span>
    </button>
  );
}
