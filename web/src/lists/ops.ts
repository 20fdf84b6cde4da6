import type { Op } from './conditions';
import type { Field } from './queries';

const EMPTY: readonly Op[] = ['is empty', 'is not empty'];
const WORDS: readonly Op[] = ['contains', 'not contains', '=', '!=', 'starts with', ...EMPTY];
const PICKED: readonly Op[] = ['in', 'not in', ...EMPTY];
const ORDERED: readonly Op[] = ['>=', '<=', '=', '>', '<', ...EMPTY];
const TIMED: readonly Op[] = ['=', '>=', '<', ...EMPTY];

/** The ways in which a field is compared, the likeliest first. */
export function opsOf({ key, type, options }: Field): readonly Op[] {
  if (key === '') return ['in list', 'not in list'];
  switch (type) {
    case 'choice':
    case 'person':
      return PICKED;
    case 'number':
    case 'money':
      return ORDERED;
    case 'date':
    case 'time':
      return TIMED;
    case 'flag':
      return ['='];
    default:
      return options && Object.keys(options).length > 0 ? [...PICKED, 'contains', 'not contains'] : WORDS;
  }
}

/** Whether a way of comparing is held against something. */
export const valued = (op: Op): boolean => !op.endsWith('empty');
