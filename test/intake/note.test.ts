import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import type { Note } from '../../src/intake/incoming';
import { writeNote } from '../../src/intake/note';
import { freshDatabase, testPool } from '../support/database';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const NOBODY = { instanceId: null, contactId: null, accountId: null };

describe('the events of a call', () => {
  let pool: ReturnType<typeof testPool>;
  beforeAll(async () => {
    pool = testPool((await freshDatabase()).workerUrl);
  });

  const event = (call: string, result: string, at: number, more: Partial<Note> = {}): Note => ({
    kind: 'call',
    direction: 'in',
    at,
    subject: 'Call',
    body: '',
    result,
    durationS: null,
    externalKey: call,
    thread: null,
    authorId: null,
    ...more,
  });
  const rowOf = async (call: string) => {
    const sql = 'SELECT at, result, duration_s, body FROM interactions WHERE external_key = $1';
    return (await pool.query(sql, [call])).rows;
  };

  it('make the same interaction in whatever order they come, and however often', async () => {
    const events = (call: string) => [
      event(call, 'ringing', NOW),
      event(call, 'answered', NOW + 5_000, { body: 'https://pbx.example/1' }),
      event(call, 'ended', NOW + 80_000, { durationS: 75 }),
    ];
    const orders = fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const call = newId();
        for (const n of order) await writeNote(pool, newId(), events(call)[n] as Note, NOBODY, NOW);
        expect(await rowOf(call)).toEqual([
          { at: new Date(NOW), result: 'answered', duration_s: 75, body: 'https://pbx.example/1' },
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it('that come at the same moment make one interaction', async () => {
    const call = newId();
    const at = ['ringing', 'missed', 'ended', 'ringing', 'missed'];
    await Promise.all(at.map((result, n) => writeNote(pool, newId(), event(call, result, NOW + n), NOBODY, NOW)));
    expect(await rowOf(call)).toEqual([{ at: new Date(NOW), result: 'missed', duration_s: null, body: null }]);
  });

  it('a mail that is known stays as it was written down first', async () => {
    const mail = { kind: 'e-mail', result: null, externalKey: '<a@b.example>' } as const;
    await writeNote(pool, newId(), event('', '', NOW, { ...mail, body: 'first' }), NOBODY, NOW);
    const again = await writeNote(pool, newId(), event('', '', NOW, { ...mail, body: 'second' }), NOBODY, NOW);
    expect(again.before).toBe(true);
    expect(await rowOf('<a@b.example>')).toMatchObject([{ body: 'first' }]);
  });
});
