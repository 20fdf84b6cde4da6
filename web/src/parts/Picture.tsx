import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import styles from './parts.module.css';

/** What a picture draws: each series is a field of each point. */
export interface PictureProps {
  /** What it shows, in a few words: the table with its numbers stands beside it. */
  title: string;
  as: 'bars' | 'stacked' | 'lines';
  points: readonly Record<string, string | number | null>[];
  /** The field that names a point. */
  by: string;
  series: readonly { name: string; label: string; color: Tone }[];
  /** Bars that lie: for names that are long. */
  lying?: boolean;
  format?: (value: number) => string;
}

/** Colours that are told apart in light and dark. */
export type Tone = 'deal.6' | 'orange.6' | 'grape.5' | 'green.6' | 'red.6' | 'gray.5' | 'blue.5' | 'yellow.6';

const Chart = lazy(() => import('./Chart'));

/** A picture of numbers for who would rather look; by ear and by key their table, beside it, says the same. */
export function Picture(props: PictureProps) {
  const height = props.lying ? Math.max(140, props.points.length * 42 + 60) : 280;
  if (props.points.length === 0) return null;
  return (
    <figure className={styles.picture} aria-hidden>
      <figcaption>{props.title}</figcaption>
      <Suspense fallback={<Skeleton height={height} />}>
        <Chart {...props} height={height} />
      </Suspense>
    </figure>
  );
}
