import { columnsOf } from '../../activities/decision-record';
import { at, shipped, walkThrough } from '../support/walk';

describe('the columns of an instance', () => {
  it('hold the decision date of a process where that is a date, and no words that go by its name', () => {
    const definition = shipped('standard-sale');
    const snapshot = { ...at(walkThrough(definition, [])), fields: { decisionDate: '2026-12-01' } };
    const wordy = { ...definition.fields, decisionDate: { ...definition.fields.reason, type: 'text' as const } };
    const columns = (fields: typeof definition.fields) =>
      columnsOf({ definition: { ...definition, fields }, kind: 'sale' }, snapshot);
    expect(columns(definition.fields).decisionOn).toBe('2026-12-01');
    expect(columns(wordy as typeof definition.fields).decisionOn).toBeNull();
  });
});
