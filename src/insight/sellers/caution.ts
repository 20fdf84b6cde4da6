import type { Text } from '../../process';
import type { Interval } from '../statistics';

/** Of fewer than so many, chance says more than anybody's work. */
export const FEW = 20;

/** What is to be said beside a share of so many. Null: nothing. */
export const cautionOfShare = (n: number): Text | null =>
  n >= FEW
    ? null
    : {
        en: `Only ${n} were closed: the share may well be chance. Compare nobody by it.`,
        ru: `Закрыто всего ${n}: доля может быть случайной. Не сравнивайте по ней людей.`,
      };

/** What a difference between before and after is worth. */
export function cautionOfChange(before: number, after: number, difference: Interval | null): Text {
  if (before < FEW || after < FEW || difference === null)
    return {
      en: `Too few to conclude anything: ${before} closed before, ${after} after.`,
      ru: `Слишком мало, чтобы делать выводы: до — ${before}, после — ${after}.`,
    };
  if (difference.low <= 0 && difference.high >= 0)
    return {
      en: 'The interval holds 0: the difference may be chance.',
      ru: 'Интервал содержит 0: различие может быть случайным.',
    };
  return {
    en: 'More than chance alone would give. Whether the change made it, this does not say: other things changed with time, too.',
    ru: 'Больше, чем дала бы случайность. Сделало ли это изменение процесса, отсюда не видно: со временем менялось и другое.',
  };
}
