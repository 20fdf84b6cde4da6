import type { Instant, Text } from '../../process';
import { formatMoney } from '../../process/fields/money';
import type { ScoreRules } from './rules';

/** What an account is scored by. Money is in minor units of the base currency. */
export interface ScoreFacts {
  /** A key of the catalogue, and its name. */
  importance: { key: string; name: Text } | null;
  revenueMinor: number | null;
  openSales: number;
  pipelineMinor: number;
  wonSales: number;
  wonMinor: number;
  lastContactAt: Instant | null;
  currency: string;
}

/** A part of a score: so many points of so many, and why. */
export interface ScorePart {
  code: keyof ScoreRules;
  points: number;
  of: number;
  says: Text;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How much an account promises, 0 to 100: the share of the points that its parts could have had, rounded. The same facts, rules
 * and instant give the same score; nothing but what the parts say goes into it.
 */
export function scoreOf(facts: ScoreFacts, rules: ScoreRules, now: Instant): { score: number; parts: ScorePart[] } {
  const parts = [
    importancePart(facts, rules.importance),
    revenuePart(facts, rules.revenue),
    pipelinePart(facts, rules.pipeline),
    wonPart(facts, rules.won),
    recencyPart(facts, rules.recency, now),
  ];
  const of = parts.reduce((sum, part) => sum + part.of, 0);
  const points = parts.reduce((sum, part) => sum + part.points, 0);
  return { score: of === 0 ? 0 : Math.round((points * 100) / of), parts };
}

const inProportion = (amount: number, { points, full }: { points: number; full: number }): number =>
  Math.round(points * Math.min(1, Math.max(0, amount) / full));

/** Money as each language writes it; whole sums, since points do not turn on their cents. */
function money(minor: number, currency: string): Text {
  const amount = Number(formatMoney({ minor, currency }));
  const style = { style: 'currency', currency, maximumFractionDigits: 0 } as const;
  return {
    en: new Intl.NumberFormat('en-GB', style).format(amount),
    ru: new Intl.NumberFormat('ru-RU', style).format(amount),
  };
}

function importancePart({ importance }: ScoreFacts, { points: of, byKey }: ScoreRules['importance']): ScorePart {
  if (importance === null)
    return { code: 'importance', points: 0, of, says: { en: 'No importance is set', ru: 'Важность не указана' } };
  const points = Math.min(of, byKey[importance.key] ?? 0);
  const { en, ru } = importance.name;
  return { code: 'importance', points, of, says: { en: `Importance: ${en}`, ru: `Важность: ${ru}` } };
}

function revenuePart({ revenueMinor, currency }: ScoreFacts, rule: ScoreRules['revenue']): ScorePart {
  const of = rule.points;
  if (revenueMinor === null)
    return { code: 'revenue', points: 0, of, says: { en: 'Its revenue is not known', ru: 'Выручка неизвестна' } };
  const [is, full] = [money(revenueMinor, currency), money(rule.full, currency)];
  const says = {
    en: `Revenue ${is.en} a year; all points from ${full.en} on`,
    ru: `Выручка ${is.ru} в год; полный балл от ${full.ru}`,
  };
  return { code: 'revenue', points: inProportion(revenueMinor, rule), of, says };
}

function pipelinePart({ openSales, pipelineMinor, currency }: ScoreFacts, rule: ScoreRules['pipeline']): ScorePart {
  const [is, full] = [money(pipelineMinor, currency), money(rule.full, currency)];
  const says = {
    en: `Open sales: ${openSales}, for ${is.en}; all points from ${full.en} on`,
    ru: `Открытых продаж: ${openSales}, на ${is.ru}; полный балл от ${full.ru}`,
  };
  return { code: 'pipeline', points: inProportion(pipelineMinor, rule), of: rule.points, says };
}

function wonPart({ wonSales, wonMinor, currency }: ScoreFacts, rule: ScoreRules['won']): ScorePart {
  const [is, full] = [money(wonMinor, currency), money(rule.full, currency)];
  const says = {
    en: `Won in the last ${rule.withinDays} days: ${wonSales}, for ${is.en}; all points from ${full.en} on`,
    ru: `Выиграно за последние ${rule.withinDays} дн.: ${wonSales}, на ${is.ru}; полный балл от ${full.ru}`,
  };
  return { code: 'won', points: inProportion(wonMinor, rule), of: rule.points, says };
}

/** A contact that is dated ahead counts as one of today. */
function recencyPart({ lastContactAt }: ScoreFacts, rule: ScoreRules['recency'], now: Instant): ScorePart {
  const { points: of, freshDays, coldDays } = rule;
  if (lastContactAt === null)
    return {
      code: 'recency',
      points: 0,
      of,
      says: { en: 'Nobody has been in contact yet', ru: 'Контактов ещё не было' },
    };
  const days = Math.max(0, Math.floor((now - lastContactAt) / DAY_MS));
  const share = Math.min(1, Math.max(0, (coldDays - days) / (coldDays - freshDays)));
  const says = {
    en: `Last contact ${days} days ago; all points up to ${freshDays} days, none from ${coldDays} on`,
    ru: `Последний контакт ${days} дн. назад; полный балл до ${freshDays} дн., ноль от ${coldDays}`,
  };
  return { code: 'recency', points: Math.round(of * share), of, says };
}
