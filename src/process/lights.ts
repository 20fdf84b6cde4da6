import type { FieldDefinition, FieldType } from './definition';
import type { FieldValue } from './types';

const LIGHTS = {
  'on time': { en: 'On time', ru: 'В срок' },
  'due soon': { en: 'Due soon', ru: 'Скоро срок' },
  overdue: { en: 'Overdue', ru: 'Просрочено' },
  escalated: { en: 'Escalated', ru: 'Передано руководителю' },
};

const fact = (
  type: FieldType,
  en: string,
  ru: string,
  byDefault: FieldValue,
  options: FieldDefinition['options'] = {},
): FieldDefinition => ({ type, name: { en, ru }, options, default: byDefault });

/** What the conditions of `lights` and `tactics` may read beside the fields. What has a default is never unset. */
export const LIGHT_FACTS: Readonly<Record<string, FieldDefinition>> = {
  stage: fact('text', 'Stage', 'Этап', ''),
  clockLight: fact('choice', 'How the limit stands', 'Как со сроком', 'on time', LIGHTS),
  waiting: fact('boolean', 'Waiting', 'Ожидает', false),
  daysInStage: fact('number', 'Days in the stage', 'Дней на этапе', 0),
  timesBack: fact('number', 'Stages entered again', 'Возвратов на этапы', 0),
  daysToPlan: fact('number', 'Days to the planned end', 'Дней до планового конца', null),
};

/** What the conditions of a task's `lights` may read beside those. */
export const TASK_LIGHT_FACTS: Readonly<Record<string, FieldDefinition>> = {
  taskLight: fact('choice', 'How the limit of the task stands', 'Как со сроком задачи', 'on time', LIGHTS),
  daysOpen: fact('number', 'Days open', 'Дней открыта', 0),
};
