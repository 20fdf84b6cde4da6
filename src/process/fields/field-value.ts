import type { FieldDefinition, FieldType } from '../definition';
import type { Requirement } from '../refusal';
import { readLocalDate } from '../time/local-date';
import { isCurrency } from './money';

/** The longest text a field holds; longer ones belong into a comment or a file. */
export const MAX_TEXT = 2000;

/**
 * What is wrong with a value for a field, as the requirement that would make it right; null when it fits.
 * `null` fits every field: it means "not set". Whether a field may be unset is asked elsewhere.
 */
export function fieldProblem(field: FieldDefinition, value: unknown): Requirement | null {
  return value === null ? null : CHECKS[field.type](value, field);
}

type Check = (value: unknown, field: FieldDefinition) => Requirement | null;

const CHECKS: Readonly<Record<FieldType, Check>> = {
  text: textProblem,
  number: (value) => (isFiniteNumber(value) ? null : needs('MustBeNumber')),
  percent: (value) =>
    isFiniteNumber(value) && value >= 0 && value <= 100 ? null : needs('MustBePercent', { min: 0, max: 100 }),
  money: (value) => (isMoney(value) ? null : needs('MustBeMoney')),
  date: (value) => (readLocalDate(value) === null || isYearNought(value) ? needs('MustBeDate') : null),
  boolean: (value) => (typeof value === 'boolean' ? null : needs('MustBeBoolean')),
  choice: (value, { options }) =>
    typeof value === 'string' && Object.hasOwn(options, value)
      ? null
      : needs('MustBeOption', { options: Object.keys(options).join(', ') }),
};

/** NUL and lone surrogates are valid in JSON text, but no PostgreSQL column can keep them. */
function textProblem(value: unknown): Requirement | null {
  if (typeof value !== 'string') return needs('MustBeText');
  if (value.trim() === '') return needs('MustNotBeBlank');
  if (value.length > MAX_TEXT) return needs('MustBeShorter', { max: MAX_TEXT });
  return value.includes('\u0000') || /\p{Surrogate}/u.test(value) ? needs('MustBePrintable') : null;
}

/** The year before 1 is a day to the arithmetic, and none to PostgreSQL; whoever types it has not typed a year. */
const isYearNought = (value: unknown): boolean => String(value).startsWith('0000');

const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Minor units from 0 on, beside a currency, and nothing else: what is kept in a field travels in histories. */
function isMoney(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  if (!('minor' in value) || !('currency' in value)) return false;
  return Number.isSafeInteger(value.minor) && Number(value.minor) >= 0 && isCurrency(value.currency);
}

const needs = (code: string, params: Requirement['params'] = {}): Requirement => ({ code, params });
