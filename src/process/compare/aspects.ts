import { same } from '../same';
import type { Text } from '../types';
import { type Difference, type DifferenceCode, differ, type Place, within } from './difference';
import { showPlain, showText } from './show';

/** How one part of a definition is compared. Both sides are different when it is asked. */
export type Aspect<T> = (from: T, to: T, at: Place) => Difference[];

/** How each part of something is compared: the type sees to it that none is forgotten. */
export type Aspects<T> = { readonly [K in keyof T]-?: Aspect<T[K]> };

/** Compares part by part. */
export function byParts<T extends object>(aspects: Aspects<T>, from: T, to: T, at: Place): Difference[] {
  return (Object.keys(aspects) as (keyof T & string)[]).flatMap((part) =>
    same(from[part], to[part]) ? [] : aspects[part](from[part], to[part], within(at, part)),
  );
}

/** What a set of parts by key is compared by. */
export interface Members<T> {
  added: DifferenceCode;
  removed: DifferenceCode;
  /** Where one of them stands, and what became of it. */
  place(key: string, at: Place, is: T, became: 'added' | 'removed' | 'kept'): Place;
  compare: Aspect<T>;
}

type Keyed<T> = Readonly<Record<string, T>> | undefined;

/** Compares parts that are known by their keys. */
export const members =
  <T>({ added, removed, place, compare }: Members<T>): Aspect<Keyed<T>> =>
  (from = {}, to = {}, at) => [
    ...Object.entries(from).flatMap(([key, old]) => {
      const is = Object.hasOwn(to, key) ? to[key] : undefined;
      if (is === undefined) return [differ(removed, place(key, at, old, 'removed'), { what: key }, showPlain)];
      return same(old, is) ? [] : compare(old, is, place(key, at, is, 'kept'));
    }),
    ...Object.entries(to).flatMap(([key, is]) =>
      Object.hasOwn(from, key) ? [] : [differ(added, place(key, at, is, 'added'), { what: key }, showPlain)],
    ),
  ];

/** A part that is one value: what it was, and what it is. */
export const value =
  <T>(code: DifferenceCode, show: (value: T) => ReturnType<typeof showPlain> = showPlain): Aspect<T> =>
  (from, to, at) => [differ(code, at, { from, to }, show)];

/** Names and guidance: nothing that runs depends on them. */
export const words: Aspect<Text | null | undefined> = (from, to, at) => [
  differ('WordsChanged', { ...at, touches: 'nobody' }, { from, to }, showText),
];

/** Lists whose order means nothing: what came, what went, or that only the order is another. */
export const listed =
  (added: DifferenceCode, removed: DifferenceCode): Aspect<readonly string[] | undefined> =>
  (from = [], to = [], at) => {
    const gone = from.filter((one) => !to.includes(one));
    const come = to.filter((one) => !from.includes(one));
    if (gone.length + come.length === 0)
      return [differ('OrderChanged', { ...at, touches: 'nobody' }, { from, to }, showPlain)];
    return [
      ...come.map((what) => differ(added, at, { what }, showPlain)),
      ...gone.map((what) => differ(removed, at, { what }, showPlain)),
    ];
  };
