import type { Kind } from '../../../process';
import { lightSql } from '../../standing';
import type { SqlContext, SqlField } from '../sql-field';
import { options, plain, ref } from './field';

const at = ({ bind, asOf }: SqlContext): string => `${bind(new Date(asOf))}::timestamptz`;

const LIGHTS = options({
  'on time': ['On time', 'В срок'],
  'due soon': ['Due soon', 'Срок подходит'],
  overdue: ['Overdue', 'Просрочено'],
  escalated: ['Escalated', 'Передано выше'],
  waiting: ['Waiting', 'Ожидание'],
});

const RESULTS: Readonly<Record<Kind, SqlField['options']>> = {
  lead: options({ qualified: ['Qualified', 'Квалифицирован'], disqualified: ['Disqualified', 'Дисквалифицирован'] }),
  sale: options({ won: ['Won', 'Выиграна'], lost: ['Lost', 'Проиграна'] }),
};

/** High before medium before low before none: the order in which leads are worked. Source: DYN-05. */
export const RATING_RANK = `(CASE i.rating WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END)`;

/** Stands still until a day, at a stage for that or by a wait. */
const POSTPONED = (context: SqlContext): string => {
  const waits = `(i.state = 'postponed' OR (i.wait_until IS NOT NULL AND i.wait_until > ${at(context)}))`;
  return `(i.open AND ${waits})`;
};

/** What leads and sales have in common: how their process stands, who is responsible, and for whom. */
export const instanceFields = (kind: Kind): SqlField[] => [
  plain('number', 'number', ['Number', 'Номер'], 'w.number', { rank: { by: 'w.number', type: 'int' } }),
  ref('owner', 'person', ['Responsible', 'Ответственный'], 'i.owner_id', 'o.name'),
  ref('createdBy', 'person', ['Created by', 'Кто завёл'], 'w.created_by', 'creator.name'),
  plain('open', 'flag', ['Open', 'Открыт'], 'i.open', { filled: true }),
  plain('result', 'choice', ['Result', 'Итог'], 'i.result', { options: RESULTS[kind] }),
  plain('stage', 'text', ['Stage', 'Этап'], 'i.state', { filled: true }),
  plain('process', 'text', ['Process', 'Процесс'], 'version.key'),
  plain('postponed', 'flag', ['Postponed', 'Отложен'], POSTPONED),
  plain('light', 'choice', ['Light', 'Сигнал'], (context) => lightSql(at(context)), { options: LIGHTS }),
  plain('startedAt', 'time', ['Opened', 'Открыт с'], 'i.started_at', { filled: true }),
  plain('createdAt', 'time', ['Created', 'Заведён'], 'w.created_at', { filled: true }),
  plain('enteredAt', 'time', ['At this stage since', 'На этапе с'], 'i.entered_at', { filled: true }),
  plain('closedAt', 'time', ['Closed', 'Закрыт'], 'i.closed_at'),
  plain('dueAt', 'time', ['Due', 'Срок'], 'i.due_at'),
  plain('plannedFor', 'time', ['Planned for', 'Плановая дата'], 'i.planned_for'),
  plain('nextTaskDueAt', 'time', ['Next task due', 'Срок ближайшей задачи'], 'i.next_task_due_at'),
  plain('openTasks', 'number', ['Open tasks', 'Открытых задач'], 'i.open_tasks', { filled: true }),
  plain('source', 'text', ['Source', 'Источник'], 'w.source'),
  plain('campaign', 'text', ['Campaign', 'Кампания'], 'w.campaign'),
  ref('account', 'ref', ['Organisation (client)', 'Организация (клиент)'], 'a.id', 'a.name'),
  ref('contact', 'ref', ['Contact', 'Контактное лицо'], 'c.id', 'c.name'),
  ref('product', 'ref', ['Product', 'Продукт'], 'p.id', 'p.name'),
];
