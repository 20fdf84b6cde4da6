import type { Snapshot } from '../../src/process';
import type { Language } from './lists';

/** What people of the sample company note about leads, beside who it is. In step: one row is one lead's. */
const NOTED: Readonly<
  Record<Language, readonly { region: string; line: string; post: string; plans: string; revenue: number }[]>
> = {
  en: [
    {
      region: 'Yorkshire',
      line: 'Water supply',
      post: 'Plant manager',
      plans: 'Send the price list, then call',
      revenue: 4_200_000,
    },
    {
      region: 'Kent',
      line: 'Retrofit',
      post: 'Chief engineer',
      plans: 'Visit the site before the budget round',
      revenue: 18_500_000,
    },
    { region: 'Cumbria', line: 'Service', post: 'Head of procurement', plans: 'Ask who decides', revenue: 950_000 },
    {
      region: 'Devon',
      line: 'Water supply',
      post: 'Finance director',
      plans: 'Show the reference in Leeds',
      revenue: 61_000_000,
    },
  ],
  ru: [
    {
      region: 'Пермский край',
      line: 'Водоснабжение',
      post: 'Главный инженер',
      plans: 'Отправить прайс и позвонить',
      revenue: 380_000_000,
    },
    {
      region: 'Тверская область',
      line: 'Модернизация',
      post: 'Директор завода',
      plans: 'Приехать на площадку до бюджета',
      revenue: 1_900_000_000,
    },
    {
      region: 'Самарская область',
      line: 'Сервис',
      post: 'Начальник отдела закупок',
      plans: 'Узнать, кто решает',
      revenue: 95_000_000,
    },
    {
      region: 'Мурманская область',
      line: 'Водоснабжение',
      post: 'Финансовый директор',
      plans: 'Показать объект в Твери',
      revenue: 7_200_000_000,
    },
  ],
};

const CAMPAIGNS: Readonly<Record<Language, string>> = { en: 'Water week', ru: 'Неделя воды' };

/**
 * The words of the nth lead that say more of it than who it is. Every third was noted in haste, with nothing else. No dice are
 * thrown, so that the rest of the company stays as it is.
 */
export function moreOfLead(
  n: number,
  language: Language,
  source: string,
  snapshot: Snapshot,
): Record<string, string | number | null | undefined> {
  const { need } = snapshot.fields;
  const campaign = source === 'campaign' ? CAMPAIGNS[language] : null;
  const known = { need: typeof need === 'string' ? need : null, campaign, language };
  const noted = NOTED[language][n % NOTED[language].length];
  if (n % 3 === 2 || !noted) return known;
  const { revenue, ...words } = noted;
  const currency = language === 'ru' ? 'RUB' : 'GBP';
  const money = { annualRevenueMinor: revenue * 100, revenueCurrency: currency };
  const estimate =
    n % 2 === 0
      ? { estimatePct: 20 + (n % 6) * 10, estimateMinor: Math.round(revenue / 500) * 100, estimateCurrency: currency }
      : {};
  return { ...known, ...words, country: language === 'ru' ? 'RU' : 'GB', ...money, ...estimate };
}
