import type { Colour, Definition, FieldDefinition, FieldType, LightRule } from './definition';
import { holds } from './fields/condition';
import { definitionOf, openTasks } from './machine/draft';
import type { Light, Snapshot, Task } from './snapshot';
import type { Fields, FieldValue, Instant, Text } from './types';

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

/** A colour and what it says. */
export interface Signal {
  light: Colour;
  say: Text | null;
}

/** How a deal stands by the rules of its definition: its own light, those of its tasks by key, and what could be tried. */
export interface Signals {
  deal: Signal | null;
  tasks: Readonly<Record<string, Signal>>;
  tactics: readonly Signal[];
}

/**
 * What the light rules of a definition say of an instance at a moment. Read, never recorded: lights change as time passes.
 * A line whose condition cannot be evaluated does not hold.
 */
export function lightsOf(definition: Definition, snapshot: Snapshot, now: Instant): Signals {
  const named = fieldsFor(definition);
  const facts = { ...snapshot.fields, ...factsOf(snapshot, now) };
  const first = (lines: readonly LightRule[] | undefined, values: Fields) => {
    const line = lines?.find(({ when }) => holds(when, named, values));
    return line ? { light: line.light, say: line.say } : null;
  };
  const ofTask = (task: Task) => {
    const signal = first(definitionOf({ definition }, task)?.lights, { ...facts, ...taskFactsOf(task, now) });
    return signal ? [[task.key, signal] as const] : [];
  };
  return {
    deal: first(definition.lights, facts),
    tasks: Object.fromEntries(openTasks(snapshot).flatMap(ofTask)),
    tactics: (definition.tactics ?? [])
      .filter(({ when }) => holds(when, named, facts))
      .map(({ light, say }) => ({ light, say })),
  };
}

const DAY_MS = 86_400_000;
const LIGHT_ORDER: readonly Light[] = ['on time', 'due soon', 'overdue', 'escalated'];

/** The light that is on at a moment: that of the deadlines that have fired, or of an instant that has passed since. */
function lightAt(clock: Snapshot['clock'], now: Instant): Light {
  if (!clock) return 'on time';
  const { light, dueSoonAt, dueAt, escalateAt, paused } = clock;
  if (paused) return light;
  const passed = [null, dueSoonAt, dueAt, escalateAt].findLastIndex((at) => at !== null && at <= now);
  return LIGHT_ORDER[Math.max(passed, LIGHT_ORDER.indexOf(light))] ?? light;
}

function factsOf({ state, clock, branches, wait, enteredAt, visits, plannedFor }: Snapshot, now: Instant): Fields {
  const clocks = [clock, ...Object.values(branches ?? {}).map((branch) => branch.clock)];
  const worst = Math.max(...clocks.map((one) => LIGHT_ORDER.indexOf(lightAt(one, now))));
  return {
    stage: state,
    clockLight: LIGHT_ORDER[worst] ?? 'on time',
    waiting: wait !== null,
    daysInStage: (now - enteredAt) / DAY_MS,
    timesBack: Object.values(visits).reduce((sum, n) => sum + n - 1, 0),
    daysToPlan: plannedFor === null ? null : (plannedFor - now) / DAY_MS,
  };
}

const taskFactsOf = ({ clock, openedAt }: Task, now: Instant): Fields => ({
  taskLight: lightAt(clock, now),
  daysOpen: (now - openedAt) / DAY_MS,
});

const known = new WeakMap<Definition, Definition['fields']>();

/** One object for each definition: compiled conditions are kept by it. */
function fieldsFor(definition: Definition): Definition['fields'] {
  const made = known.get(definition) ?? { ...definition.fields, ...LIGHT_FACTS, ...TASK_LIGHT_FACTS };
  known.set(definition, made);
  return made;
}
