import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { authenticate, createToken } from '../../src/access';
import type { Pool } from '../../src/platform/database';
import { freshDatabase, testPool } from '../support/database';

describe('a bearer token', () => {
  let pool: Pool;
  const person = newId();
  const now = Date.UTC(2026, 10, 1);

  beforeAll(async () => {
    pool = testPool((await freshDatabase()).apiUrl);
    const team = newId();
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Rita', 'rita@example.com', '{rep,service}')`,
      [person],
    );
    await pool.query(`INSERT INTO teams (id, key, name) VALUES ($1, 'north', '{"en":"North","ru":"Север"}')`, [team]);
    await pool.query('INSERT INTO team_members (team_id, person_id) VALUES ($1, $2)', [team, person]);
  });

  it('says who asks, with their roles and teams', async () => {
    const token = await createToken(pool, { personId: person, label: 'laptop' });
    expect(token).toMatch(/^dw_[A-Za-z0-9_-]{43}$/);
    expect(await authenticate(pool, token, now)).toMatchObject({
      id: person,
      roles: ['rep', 'service'],
      teams: ['north'],
    });
  });

  it('is kept as its SHA-256 only', async () => {
    const token = await createToken(pool, { personId: person, label: 'phone' });
    const { rows } = await pool.query(
      `SELECT hash, access_tokens::text AS text FROM access_tokens WHERE label = 'phone'`,
    );
    expect(rows[0].hash).toEqual(createHash('sha256').update(token).digest());
    expect(rows[0].text).not.toContain(token.slice(3));
  });

  it('opens nothing once it has expired, was revoked, or its person has left', async () => {
    const expiring = await createToken(pool, { personId: person, label: 'guest', expiresAt: new Date(now) });
    expect(await authenticate(pool, expiring, now - 1)).not.toBeNull();
    expect(await authenticate(pool, expiring, now)).toBeNull();
    const revoked = await createToken(pool, { personId: person, label: 'lost' });
    await pool.query(`UPDATE access_tokens SET revoked_at = now() WHERE label = 'lost'`);
    expect(await authenticate(pool, revoked, now)).toBeNull();
    const token = await createToken(pool, { personId: person, label: 'old' });
    await pool.query('UPDATE people SET active = false WHERE id = $1', [person]);
    expect(await authenticate(pool, token, now)).toBeNull();
    expect(await authenticate(pool, 'anything', now)).toBeNull();
  });
});
