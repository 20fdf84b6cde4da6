import type { Definition, FieldDefinition, Limit } from '../definition';
import { parseMoney } from '../fields/money';
import { compile } from '../machine/machine';
import type { Calendar } from '../time/calendar';
import { DAY_MS, localDayOf, spansOf } from '../time/calendar';
import { localDateAt } from '../time/local-date';
import type { FieldValue, Instant } from '../types';

/** Values by which a field's conditions can be told apart: beside each one that a condition names, its neighbours. */
export interface Representatives {
  /** One value for a field, whichever. */
  usual(field: string): FieldValue;
  /** All of them; empty for a field that no condition names. */
  all(field: string): readonly FieldValue[];
  /** The conditions that decide what may happen next at one of these stages; at none: of the whole definition. */
  conditionsAt(stages: readonly string[]): readonly string[];
  /** Dates that limits hang on. */
  readonly dates: readonly string[];
}

/** How far ahead a date lies that somebody brings: long enough for limits before it to be worth the name. */
const AHEAD_DAYS = 21;

/** The first day from an instant on that is worked at all. */
function workingDayAfter(calendar: Calendar, at: Instant): string {
  const first = localDayOf(calendar, at);
  const days = Array.from({ length: 31 }, (_, n) => first + n);
  return localDateAt(days.find((day) => spansOf(calendar, day).length > 0) ?? first);
}

export function representativesOf(definition: Definition, calendar: Calendar, at: Instant): Representatives {
  const everywhere = conditionsOf(definition, Object.keys(definition.stages));
  const day = (days: number) => workingDayAfter(calendar, at + days * DAY_MS);
  const about = (key: string) => everywhere.filter((condition) => names(condition, key));
  // A field that is compared with another has to come to either side of what that one is compared with.
  const near = (key: string) => [
    ...new Set(
      Object.keys(definition.fields)
        .filter((other) => about(key).some((condition) => names(condition, other)))
        .flatMap(about),
    ),
  ];
  const values = new Map(
    Object.entries(definition.fields).map(([key, field]) => [
      key,
      unique([...usualValues(field, day), ...near(key).flatMap((condition) => literals(field, condition))]),
    ]),
  );
  const known = new Map<string, readonly string[]>();
  const conditionsAt = (stages: readonly string[]) => {
    const key = stages.join(' ');
    const found = known.get(key) ?? conditionsOf(definition, stages);
    known.set(key, found);
    return found;
  };
  return {
    usual: (field) => values.get(field)?.[0] ?? null,
    all: (field) => (about(field).length > 0 ? (values.get(field) ?? []) : []),
    conditionsAt: (stages) => (stages.length > 0 ? conditionsAt(stages) : everywhere),
    dates: limitsOf(definition).flatMap(({ due }) => (due.by === 'span' ? [] : due.field)),
  };
}

/** Whether a condition speaks of a field. */
export const names = (condition: string, field: string): boolean => new RegExp(`\\b${field}\\b`).test(condition);

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

/** Every condition that decides what an instance does at these stages, and whether it comes into those that follow. */
function conditionsOf(definition: Definition, at: readonly string[]): string[] {
  const { edges } = compile(definition);
  const ofStage = (key: string) => {
    const stage = definition.stages[key];
    const after = edges(key).flatMap(({ target }) => (target === null ? [] : target));
    return [
      ...edges(key).flatMap(({ gate, choice }) => [...gate.conditions, choice?.when]),
      ...[...after, stage?.next ?? ''].flatMap((next) => [
        definition.stages[next]?.when,
        ...Object.values(definition.stages[next]?.branches ?? {}).map(({ when }) => when),
      ]),
      ...Object.values(stage?.branches ?? {}).map(({ when }) => when),
      ...Object.values(stage?.tasks ?? {}).flatMap(({ when, repeat }) => [when, repeat?.until]),
    ];
  };
  const [first = ''] = Object.keys(definition.stages);
  const all = [definition.stages[first]?.when, ...at.flatMap(ofStage)];
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
