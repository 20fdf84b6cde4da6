import { Environment } from '@marcbachmann/cel-js';
import type { FieldDefinition, FieldType } from '../definition';
import type { FieldValue } from '../types';
import { parseMoney } from './money';

/** Field definitions by key: what a condition may name. */
export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

/** Money as conditions see it: a class, because CEL finds its operators by the constructor. */
export class ConditionMoney {
  constructor(
    readonly minor: number,
    readonly currency: string,
  ) {}
}

/** How each field type is called in CEL. Dates are text there: `YYYY-MM-DD` sorts as days do. */
const CEL_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'string',
  number: 'double',
  percent: 'double',
  money: 'Money',
  date: 'string',
  boolean: 'bool',
  choice: 'string',
};

/** Bounds on one condition: far above what a person writes, far below what costs time. */
const LIMITS = { maxAstNodes: 200, maxDepth: 24, maxListElements: 50, maxMapEntries: 0, maxCallArguments: 4 };

/** The longest text of a condition. */
export const MAX_CONDITION = 1000;

/** Types as declared, so that a wrong comparison is found before anything runs. */
export function checkingEnvironment(fields: FieldDefinitions): Environment {
  // What runs meets untyped values there, and CEL's own `in` compares them as numbers.
  const environment = base.clone().registerOperator('double in list<int>', () => false);
  for (const [key, field] of Object.entries(fields)) environment.registerVariable(key, CEL_TYPES[field.type]);
  return environment;
}

/** Any value for each field, since every field may be null when a condition runs. Made once for each fields object. */
export function runningEnvironment(fields: FieldDefinitions): Environment {
  const known = running.get(fields);
  if (known) return known;
  const environment = base.clone();
  for (const key of Object.keys(fields)) environment.registerVariable(key, 'dyn');
  running.set(fields, environment);
  return environment;
}

const running = new WeakMap<FieldDefinitions, Environment>();

/** A field's value as conditions see it. */
export const toCelValue = (value: FieldValue): unknown =>
  typeof value === 'object' && value !== null ? new ConditionMoney(value.minor, value.currency) : value;

const base = createBase();

function createBase(): Environment {
  const environment = new Environment({ limits: LIMITS });
  environment.registerType('Money', { ctor: ConditionMoney, fields: { minor: 'double', currency: 'string' } });
  environment.registerFunction('money(string, string): Money', money);
  registerMoneyOperators(environment);
  registerNullTests(environment);
  registerMixedNumbers(environment);
  return environment;
}

function money(text: string, currency: string): ConditionMoney {
  const value = parseMoney(text, currency);
  if (!value) throw new RangeError(`${text} ${currency} is no amount of money`);
  return new ConditionMoney(value.minor, value.currency);
}

function registerMoneyOperators(environment: Environment): void {
  const compare = (a: ConditionMoney, b: ConditionMoney): number => {
    if (a.currency !== b.currency) throw new RangeError(`${a.currency} cannot be compared with ${b.currency}`);
    return a.minor - b.minor;
  };
  environment
    .registerOperator('Money == Money', (a, b) => a.minor === b.minor && a.currency === b.currency)
    .registerOperator('Money < Money', (a, b) => compare(a, b) < 0)
    .registerOperator('Money <= Money', (a, b) => compare(a, b) <= 0)
    .registerOperator('Money > Money', (a, b) => compare(a, b) > 0)
    .registerOperator('Money >= Money', (a, b) => compare(a, b) >= 0);
}

/** CEL has no null among its plain types; ours may all be unset, so a test against null is always allowed. */
function registerNullTests(environment: Environment): void {
  for (const type of new Set(Object.values(CEL_TYPES)))
    environment.registerOperator(`${type} == null`, (value) => value === null);
}

/** `discount * 2 > 30` means what it says: whole numbers in a condition meet fields, which are all doubles. */
function registerMixedNumbers(environment: Environment): void {
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [sign, apply] of Object.entries(operators))
    environment
      .registerOperator(`double ${sign} int`, (a, b) => apply(a, Number(b)))
      .registerOperator(`int ${sign} double`, (a, b) => apply(Number(a), b));
  environment.registerOperator('double == int', (a, b) => a === Number(b));
}
