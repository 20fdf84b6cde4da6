import { seenSql } from '../../../access';
import type { SqlContext, SqlField } from '../sql-field';
import { dayOf, many, money, plain, ref } from './field';

const shared = [
  ref('owner', 'person', ['Responsible', 'Ответственный'], 'r.owner_id', 'o.name'),
  plain('notes', 'text', ['Notes', 'Заметки'], 'r.notes'),
  plain('createdAt', 'time', ['Created', 'Заведён'], 'r.created_at', { filled: true }),
  plain('updatedAt', 'time', ['Changed', 'Изменён'], 'r.updated_at', { filled: true }),
];

const seenHolding =
  (column: string) =>
  ({ sight, bind }: SqlContext) =>
    sight.owners === null ? `h.${column}` : `(CASE WHEN ${seenSql(sight, 'account', 'h', bind)} THEN h.${column} END)`;

/** The fields of an organisation. */
export const ACCOUNT_FIELDS: readonly SqlField[] = [
  plain('name', 'text', ['Name', 'Название'], 'r.name', { filled: true }),
  plain('legalName', 'text', ['Legal name', 'Юридическое название'], 'r.legal_name'),
  plain('taxNumber', 'text', ['Tax number', 'ИНН'], 'r.tax_number'),
  plain('website', 'text', ['Website', 'Сайт'], 'r.website'),
  plain('industry', 'text', ['Industry', 'Отрасль'], 'r.industry'),
  many(
    'activities',
    'texts',
    ['Activities', 'Виды деятельности'],
    'SELECT NULL AS id, x AS name FROM unnest(r.activities) x',
  ),
  plain('country', 'text', ['Country', 'Страна'], 'r.country'),
  plain('region', 'text', ['Region', 'Регион'], 'r.region'),
  many(
    'city',
    'texts',
    ['City', 'Город'],
    'SELECT NULL AS id, x.city AS name FROM addresses x WHERE x.account_id = r.id AND x.city IS NOT NULL',
  ),
  plain('foundedYear', 'number', ['Founded', 'Год основания'], 'r.founded_year'),
  plain('employees', 'number', ['Employees', 'Сотрудников'], 'r.employees'),
  money('annualRevenue', ['Annual revenue', 'Годовая выручка'], 'r.annual_revenue_minor', 'r.currency'),
  // A holding out of sight is not named.
  ref('holding', 'ref', ['Holding', 'Холдинг'], seenHolding('id'), seenHolding('name')),
  plain('relationshipStage', 'choice', ['Stage of the relationship', 'Стадия отношений'], 'r.relationship_stage', {
    options: {},
    open: true,
  }),
  plain('importance', 'choice', ['Importance', 'Важность'], 'r.importance', { options: {}, open: true }),
  plain('category', 'choice', ['Category', 'Категория'], 'r.category', { options: {}, open: true }),
  ...shared,
];

/** Organisations of a person, as far as the reader sees those. */
const places: SqlField[] = [
  many(
    'account',
    'refs',
    ['Organisations', 'Организации'],
    ({ sight, bind }) =>
      `SELECT x.id::text AS id, x.name FROM account_contacts m JOIN accounts x ON x.id = m.account_id
     WHERE m.contact_id = r.id AND x.merged_into IS NULL AND ${seenSql(sight, 'account', 'x', bind)}`,
  ),
  many(
    'post',
    'texts',
    ['Posts', 'Должности'],
    'SELECT NULL AS id, m.post AS name FROM account_contacts m WHERE m.contact_id = r.id AND m.post IS NOT NULL',
  ),
  many(
    'decisionRole',
    'texts',
    ['Roles in decisions', 'Роли в решении'],
    'SELECT NULL AS id, m.decision_role AS name FROM account_contacts m WHERE m.contact_id = r.id AND m.decision_role IS NOT NULL',
  ),
];

/** The fields of a person on a client's side. */
export const CONTACT_FIELDS: readonly SqlField[] = [
  plain('name', 'text', ['Name', 'Имя'], 'r.name', { filled: true }),
  plain('email', 'text', ['E-mail', 'Почта'], 'r.email'),
  plain('phone', 'text', ['Phone', 'Телефон'], 'r.phone'),
  plain('language', 'text', ['Language', 'Язык'], 'r.language'),
  plain('birthDate', 'date', ['Date of birth', 'Дата рождения'], dayOf('r.birth_date')),
  ...places,
  ...shared,
];
