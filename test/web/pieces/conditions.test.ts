import fc from 'fast-check';
import { readFilter, SHIPPED_FIELDS } from '../../../src/crm';
import {
  conditionsOf,
  filterOf,
  OPS,
  readCondition,
  withCondition,
  writeCondition,
} from '../../../web/src/lists/conditions';

describe('filters as chips', () => {
  it('each condition that must hold is one; what an "or" joins stays together', () => {
    expect(conditionsOf('rating = high and source = "Fair and more" and (open or postponed)')).toEqual([
      'rating = high',
      'source = "Fair and more"',
      '(open or postponed)',
    ]);
    expect(conditionsOf('rating = high or source = Fair')).toEqual(['rating = high or source = Fair']);
    expect(conditionsOf('  ')).toEqual([]);
    expect(filterOf(['open', 'rating = high or source = Fair'])).toBe('open and (rating = high or source = Fair)');
    expect(withCondition('open', 'open', 'rating = high')).toBe('open and rating = high');
  });

  it('a condition is read as a form shows it, and nothing is read out of what only the language says', () => {
    expect(readCondition('rating in (high, "very low")')).toEqual({
      key: 'rating',
      op: 'in',
      values: ['high', 'very low'],
    });
    expect(readCondition('not postponed')).toEqual({ key: 'postponed', op: '=', values: ['no'] });
    expect(readCondition('startedAt >= -30d')).toEqual({ key: 'startedAt', op: '>=', values: ['-30d'] });
    expect(readCondition('in list "Guests"')).toEqual({ key: '', op: 'in list', values: ['Guests'] });
    expect(readCondition('source is not empty')).toEqual({ key: 'source', op: 'is not empty', values: [] });
    expect(readCondition('industry = steel')).toEqual({ key: 'industry', op: '=', values: ['steel'] });
    expect(readCondition('(open or postponed)')).toBeNull();
  });

  it('whatever text a form is given, the filter says just that: it is one condition, makes sense, and is read back as it was', () => {
    const signs = fc.constantFrom(...'aя1 "\\«»,()and or%_'.split(''), 'and', ' or ');
    const texts = fc
      .array(signs, { minLength: 1, maxLength: 12 })
      .map((some) => some.join(''))
      .filter((text) => text.trim() !== '');
    const conditions = fc
      .record({
        key: fc.constantFrom('topic', 'source'),
        op: fc.constantFrom(
          ...OPS.filter((op) => ['=', '!=', 'in', 'contains', 'not contains', 'starts with'].includes(op)),
        ),
        values: fc.array(texts, { minLength: 1, maxLength: 3 }),
      })
      .map((one) => (one.op === 'in' ? one : { ...one, values: one.values.slice(0, 1) }));
    fc.assert(
      fc.property(conditions, (condition) => {
        const text = writeCondition(condition, 'text');
        expect(conditionsOf(text)).toEqual([text]);
        expect(readFilter(text, { fields: SHIPPED_FIELDS.lead, listable: false }).findings).toEqual([]);
        expect(readCondition(text)?.values).toEqual(condition.values);
      }),
    );
  });
});
