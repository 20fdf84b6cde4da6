import { v7 as newId } from 'uuid';
import { createSweepInbox } from '../../activities/sweep-inbox';
import { freshDatabase, testPool } from '../support/database';

describe('the sweep of the inbox', () => {
  it('sends what is for other instances when one cannot be sent, and says so', async () => {
    const pool = testPool((await freshDatabase()).workerUrl);
    const [broken, behind, other] = [newId(), newId(), newId()];
    const [first, second] = [newId(), newId()];
    await pool.query(
      `INSERT INTO commands (id, caller_id, route, body_hash, kind, instance_id, type, command, status, received_at)
       SELECT id, 'system', 'test', '', 'sale', instance, 'resume', '{}', 'received', now() - make_interval(secs => 20 - n)
       FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS c (id, instance, n)`,
      [
        [broken, behind, other],
        [first, first, second],
      ],
    );
    const sent: string[] = [];
    const forward = async (id: string) => {
      if (id === broken) throw new Error('It cannot be sent.');
      sent.push(id);
      return { became: 'applied', answer: { instanceId: second, seq: 2, state: 'x' }, repeated: false } as const;
    };
    await expect(createSweepInbox({ pool, forward })()).rejects.toThrow('It cannot be sent.');
    expect(sent).toEqual([other]);
  });
});
