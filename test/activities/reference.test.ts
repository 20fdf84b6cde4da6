import { v7 as newId } from 'uuid';
import { createReferenceSource } from '../../activities/reference';
import { freshDatabase, testPool } from '../support/database';

describe('who is asked in the place of somebody who has left', () => {
  it('the nearest manager who still works here, of the owner who left too; no queue counts who left', async () => {
    const pool = testPool((await freshDatabase()).ownerUrl);
    const [head, gone, rep, left, alone] = [newId(), newId(), newId(), newId(), newId()];
    await pool.query(
      `INSERT INTO people (id, name, email, roles, manager_id, active) VALUES
         ($1, 'Head', 'h@example.com', '{manager}', NULL, true), ($2, 'Gone', 'g@example.com', '{manager}', $1, false),
         ($3, 'Rep', 'r@example.com', '{rep}', $2, true), ($4, 'Left', 'l@example.com', '{rep}', $1, false),
         ($5, 'Alone', 'a@example.com', '{rep}', $5, true)`,
      [head, gone, rep, left, alone],
    );
    const { people } = await createReferenceSource(pool).current();
    expect([rep, left, head, alone].map((person) => people.managerOf(person))).toEqual([head, head, null, null]);
    expect(people.membersOf({ role: 'rep' }).toSorted()).toEqual([rep, alone].toSorted());
  });
});
