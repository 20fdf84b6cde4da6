import type { Definition, FieldDefinition, Limit, StageDefinition } from '../definition';
import { parseMoney } from '../fields/money';
import type { Calendar } from '../time/calendar';
import { DAY_MS, localDateOf } from '../time/calendar';
import type { FieldValue, Instant } from '../types';

/** Values by which a field's conditions can be told apart: beside each one that a condition names, its neighbours. */
export interface Representatives {
  /** One value for a field, whichever. */
  usual(field: string): FieldValue;
  /** All of them; empty for a field that no condition names. */
  all(field: string): readonly FieldValue[];
  /** Fields that conditions name. */
  readonly fields: readonly string[];
  /** What every condition of the definition says of these fields: equal for those that the process cannot tell apart. */
  readonly conditions: readonly string[];
  /** Dates that limits hang on. */
  readonly dates: readonly string[];
}

/** How far ahead a date lies that somebody brings: long enough for limits before it to be worth the name. */
const AHEAD_DAYS = 20;

export function representativesOf(definition: Definition, calendar: Calendar, at: Instant): Representatives {
  const conditions = conditionsOf(definition);
  const day = (days: number) => localDateOf(calendar, at + days * DAY_MS);
  const named = Object.keys(definition.fields).filter((key) =>
    conditions.some((condition) => new RegExp(`\\b${key}\\b`).test(condition)),
  );
  const values = new Map<string, readonly FieldValue[]>();
  for (const [key, field] of Object.entries(definition.fields)) {
    const about = conditions.filter((condition) => new RegExp(`\\b${key}\\b`).test(condition));
    values.set(key, unique([...usualValues(field, day), ...about.flatMap((condition) => literals(field, condition))]));
  }
  return {
    usual: (field) => values.get(field)?.[0] ?? null,
    all: (field) => (named.includes(field) ? (values.get(field) ?? []) : []),
    fields: named,
    conditions,
    dates: limitsOf(definition).flatMap(({ due }) => (due.by === 'span' ? [] : due.field)),
  };
}

function usualValues({ type, options }: FieldDefinition, day: (days: number) => string): FieldValue[] {
  const keys = Object.keys(options);
  const values: Readonly<Record<FieldDefinition['type'], FieldValue[]>> = {
    text: ['text'],
    number: [1],
    percent: [1],
    money: [{ minor: 100_000, currency: 'RUB' }],
    date: [day(AHEAD_DAYS), day(2 * AHEAD_DAYS)],
    boolean: [true, false],
    choice: keys,
  };
  return values[type];
}

/** What a condition compares with, and what lies on both sides of it. */
function literals({ type }: FieldDefinition, condition: string): FieldValue[] {
  if (type === 'number' || type === 'percent') {
    const found = [...condition.matchAll(/(?<![\w.])\d+(?:\.\d+)?/g)].map(([text]) => Number(text));
    const near = found.flatMap((n) => [n, n + 1, n - 1]);
    return type === 'percent' ? near.filter((n) => n >= 0 && n <= 100) : near;
  }
  if (type === 'money') {
    const found = [...condition.matchAll(/money\(\s*["']([^"']+)["']\s*,\s*["']([A-Z]{3})["']\s*\)/g)];
    return found.flatMap(([, amount = '', currency = '']) => {
      const { minor } = parseMoney(amount, currency) ?? { minor: 0 };
      return [minor, minor + 1, minor - 1].filter((n) => n >= 0).map((n) => ({ minor: n, currency }));
    });
  }
  const texts = [...condition.matchAll(/["']([^"']+)["']/g)].map(([, text = '']) => text);
  if (type === 'text') return texts;
  return type === 'date' ? texts.filter((text) => /^\d{4}-\d\d-\d\d$/.test(text)) : [];
}

/** Every condition that decides what an instance does. */
function conditionsOf(definition: Definition): string[] {
  const ofStage = (stage: StageDefinition) => [
    stage.when,
    stage.enter.condition,
    stage.leave.condition,
    ...Object.values(stage.branches ?? {}).map(({ when }) => when),
    ...Object.values(stage.on ?? {}).flatMap((all) => all.map(({ when }) => when)),
    ...Object.values(stage.tasks).flatMap(({ when, repeat, outcomes }) => [
      when,
      repeat?.until,
      ...Object.values(outcomes).flatMap((one) => [one.when, ...(one.routes ?? []).map((route) => route.when)]),
    ]),
  ];
  const all = [
    ...Object.values(definition.stages).flatMap(ofStage),
    ...Object.values(definition.closed).map(({ require }) => require.condition),
    ...definition.moves.map(({ when }) => when),
    ...Object.values(definition.on ?? {}).flatMap((reactions) => reactions.map(({ when }) => when)),
  ];
  return [...new Set(all.filter((one): one is string => typeof one === 'string'))];
}

const unique = (values: readonly FieldValue[]): FieldValue[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const limitsOf = ({ limit, stages }: Definition): Limit[] =>
  [
    limit,
    ...Object.values(stages).flatMap((stage) => [stage.limit, ...Object.values(stage.tasks).map((one) => one.limit)]),
  ].filter((one) => one !== null);
