import type { SqlField } from '../sql-field';
import { dayOf, money, options, plain } from './field';
import { instanceFields, RATING_RANK } from './instances';

const RATINGS = options({ high: ['High', 'Высокая'], medium: ['Medium', 'Средняя'], low: ['Low', 'Низкая'] });

/** What a lead's rating is, wherever it is asked for. A process may have values of its own beside these. */
const rating = plain('rating', 'choice', ['Rating', 'Оценка'], 'i.rating', {
  options: RATINGS,
  open: true,
  rank: { by: RATING_RANK, type: 'int' },
});

/** The fields of a lead. What one of a known client does not say itself, the client's card says. Source: DYN-17. */
export const LEAD_FIELDS: readonly SqlField[] = [
  plain('topic', 'text', ['Topic', 'Тема'], 'w.topic', { filled: true }),
  rating,
  plain('personName', 'text', ['Person', 'Имя'], 'coalesce(w.person_name, c.name)'),
  plain('post', 'text', ['Post', 'Должность'], 'w.post'),
  plain('organisation', 'text', ['Organisation as typed', 'Организация со слов'], 'coalesce(w.organisation, a.name)'),
  plain('email', 'text', ['E-mail', 'Почта'], 'coalesce(w.email, c.email)'),
  plain('phone', 'text', ['Phone', 'Телефон'], 'coalesce(w.phone, c.phone)'),
  plain('industry', 'text', ['Industry', 'Отрасль'], 'coalesce(w.industry, a.industry)'),
  money('annualRevenue', ['Annual revenue', 'Годовая выручка'], 'w.annual_revenue_minor', 'w.revenue_currency'),
  plain('country', 'text', ['Country', 'Страна'], 'coalesce(w.country, a.country)'),
  plain('region', 'text', ['Region', 'Регион'], 'coalesce(w.region, a.region)'),
  plain('line', 'text', ['Line of business', 'Направление'], 'w.line'),
  plain('language', 'text', ['Language', 'Язык'], 'coalesce(w.language, c.language)'),
  plain('need', 'text', ['Need', 'Потребность'], 'w.need'),
  plain('plans', 'text', ['Plans', 'Планы'], 'w.plans'),
  plain('estimatePct', 'number', ['Own estimate, %', 'Своя оценка вероятности, %'], 'w.estimate_pct'),
  money('estimate', ['Own estimate', 'Своя оценка суммы'], 'w.estimate_minor', 'w.estimate_currency'),
  plain('firstResponseAt', 'time', ['First response', 'Первый ответ'], 'w.first_response_at'),
  ...instanceFields('lead'),
];

/** The fields of a sale. */
export const SALE_FIELDS: readonly SqlField[] = [
  plain('title', 'text', ['Title', 'Название'], 'w.title', { filled: true }),
  money('amount', ['Amount', 'Сумма'], 'i.amount_minor', 'i.currency', {
    rank: { by: 'i.amount_base_minor', type: 'bigint' },
  }),
  plain('probabilityPct', 'number', ['Probability, %', 'Вероятность, %'], 'i.probability_pct'),
  plain('decisionDate', 'date', ['Client decides by', 'Решение клиента до'], dayOf('i.decision_on')),
  rating,
  plain('competitor', 'text', ['Competitor', 'Конкурент'], 'w.competitor'),
  plain('line', 'text', ['Line of business', 'Направление'], 'w.line'),
  plain('account.industry', 'text', ['Industry of the client', 'Отрасль клиента'], 'a.industry'),
  plain('account.region', 'text', ['Region of the client', 'Регион клиента'], 'a.region'),
  plain('account.importance', 'text', ['Importance of the client', 'Важность клиента'], 'a.importance'),
  plain('account.category', 'text', ['Category of the client', 'Категория клиента'], 'a.category'),
  ...instanceFields('sale'),
];
