import type { ReactNode } from 'react';
import type { Shown } from '../api/client';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './reports.module.css';

type Amount = { amount: string; currency: string } | null | undefined;

/** What stands where there is no figure. */
const NONE = '–';

/** How figures of reports are written: a dash where there is none. */
export function useCells() {
  const { t } = useWords();
  const { figure, sum, day, when } = useFormat();
  const days = (value: number | null | undefined) =>
    value === null || value === undefined ? NONE : figure(Math.round(value * 10) / 10);
  const percent = (share: number | null | undefined) =>
    share === null || share === undefined ? NONE : `${figure(Math.round(share * 1000) / 10)} %`;
  return {
    days,
    percent,
    figure: (value: number | null | undefined) => (value === null || value === undefined ? NONE : figure(value)),
    /** Money in a column or a total; its exact amount for whoever points at it. */
    money: (amount: Amount): ReactNode => (amount ? <Sum of={amount} /> : NONE),
    /** The same within a sentence. */
    moneyText: (amount: Amount) => (amount ? sum(amount) : NONE),
    /** A share with the interval that it lies in. */
    between: (share: Shown['Proportion']) =>
      share
        ? t('reports.between', { share: percent(share.share), low: percent(share.low), high: percent(share.high) })
        : NONE,
    /** Seconds as people say them. */
    seconds: (value: number | null | undefined) =>
      value === null || value === undefined
        ? NONE
        : value < 3600
          ? t('time.minutes', { count: Math.round(value / 60) })
          : value < 172_800
            ? t('time.hours', { count: Math.round(value / 3600) })
            : t('time.days', { count: Math.round(value / 86_400) }),
    day,
    when,
  };
}

/** Money as a picture draws it: in whole units. */
export const drawn = (amount: Amount): number => (amount ? Math.round(Number(amount.amount)) : 0);

/** What it was in the period that it is held against. */
export function Was({ children }: { children: string | number | null | undefined }) {
  const { t } = useWords();
  if (children === null || children === undefined || /^–( \/ –)?$/.test(String(children))) return null;
  return <span className={styles.was}>{t('reports.was', { value: children })}</span>;
}

/** What is to be known before anybody acts on a figure, as the API words it. */
export const Caution = ({ children }: { children: string }) => <p className={styles.caution}>{children}</p>;
