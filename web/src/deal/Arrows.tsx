import { useWords } from '../words';
import type { Place } from './path';
import type { Offer } from './queries';
import type { Box } from './Track';
import styles from './track.module.css';

interface Spot {
  x: number;
  y: number;
}

interface ArrowsProps {
  at: ReadonlyMap<string, Spot>;
  box: Box;
  places: readonly Place[];
  steps: readonly { from: string; to: string; times: number }[];
  here: string;
  offers: readonly Offer[];
  size: { width: number; height: number };
}

/** The ways between the places: the usual one thin, those that were taken strong, those that are open now dashed. */
export function Arrows({ at, box, places, steps, here, offers, size }: ArrowsProps) {
  const { t } = useWords();
  const stages = places.filter(({ ending }) => !ending).map(({ key }) => key);
  const taken = new Set(steps.map(({ from, to }) => `${from} ${to}`));
  const open = new Set(offers.flatMap(({ to, can }) => (to !== null && can !== 'no' && to !== here ? [to] : [])));
  const line = (from: string, to: string, look: string | undefined, key: string) => {
    const [a, b] = [at.get(from), at.get(to)];
    if (!a || !b) return null;
    const neighbours = b.x > a.x && b.x - a.x <= box.width + box.gap;
    const ends = !stages.includes(to) && b.x > a.x;
    return (
      <path
        key={key}
        d={neighbours ? straight(a, b, box) : ends ? past(a, b, box) : arc(a, b, box)}
        className={look}
        markerEnd={`url(#${key.split(' ')[0]})`}
      />
    );
  };
  return (
    <svg className={styles.arrows} width={size.width} height={size.height} role="img" aria-label={t('track.arrows')}>
      <defs>
        {(['usual', 'taken', 'open'] as const).map((look) => (
          <marker
            key={look}
            id={look}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 L8 4 L0 8 Z" className={styles[`${look}Head`]} />
          </marker>
        ))}
      </defs>
      {stages.slice(1).map((to, n) => {
        const from = stages[n] ?? '';
        return taken.has(`${from} ${to}`) ? null : line(from, to, styles.usual, `usual ${from} ${to}`);
      })}
      {[...open].map((to) => line(here, to, styles.open, `open ${to}`))}
      {steps.map(({ from, to }) => line(from, to, styles.taken, `taken ${from} ${to}`))}
    </svg>
  );
}

function straight(a: Spot, b: Spot, box: Box): string {
  const [x1, y1] = [a.x + box.width, a.y + box.height / 2];
  const [x2, y2] = [b.x - 2, b.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return y1 === y2 ? `M${x1} ${y1} H${x2}` : `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** Over the places forwards, under them backwards. */
function arc(a: Spot, b: Spot, box: Box): string {
  const forwards = b.x > a.x;
  const from = { x: a.x + box.width / 2 + (forwards ? 14 : -14), y: forwards ? a.y : a.y + box.height };
  const to = { x: b.x + box.width / 2, y: forwards ? b.y - 2 : b.y + box.height + 2 };
  const edge = forwards ? from.y - box.bend : from.y + box.bend;
  return `M${from.x} ${from.y} C${from.x} ${edge} ${to.x} ${edge} ${to.x} ${to.y}`;
}

/** Past the stages in between, and into an ending from the side. */
function past(a: Spot, b: Spot, box: Box): string {
  const under = b.y + box.height / 2 >= a.y + box.height / 2;
  const y = under ? a.y + box.height : a.y;
  const edge = under ? y + box.bend : y - box.bend;
  const [x1, x2, y2] = [a.x + box.width / 2, b.x - 2, b.y + box.height / 2];
  const lane = x2 - box.gap / 2;
  return `M${x1} ${y} C${x1} ${edge} ${x1 + 30} ${edge} ${x1 + 60} ${edge} H${lane - 30} C${lane} ${edge} ${lane - 8} ${y2} ${x2} ${y2}`;
}
