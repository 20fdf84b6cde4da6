import { useWords } from '../../words';

const MINUTE_MS = 60_000;
const HOUR_MIN = 60;

/** Moments by the clock of a calendar's zone, and spans to the minute: sums are to be followed on paper. */
export function useZoned(zone: string) {
  const { t, language } = useWords();
  const format = new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
  return {
    at: (iso: string) => format.format(new Date(iso)),
    span: (ms: number) => {
      const all = Math.round(ms / MINUTE_MS);
      const [hours, minutes] = [Math.floor(all / HOUR_MIN), all % HOUR_MIN];
      return [
        hours > 0 && t('onDeal.explain.h', { hours }),
        (minutes > 0 || hours === 0) && t('onDeal.explain.min', { minutes }),
      ]
        .filter(Boolean)
        .join(' ');
    },
  };
}
