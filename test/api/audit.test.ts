import { createHash } from 'node:crypto';
import { sealedEntries, verifyAudit } from '../../src/access';
import { startTestApi } from '../support/api';
import { openBrowser } from '../support/browser';
import { testPool } from '../support/database';

interface Entry {
  n: number;
  act: string;
  actor: string;
  route: string;
  status: number | null;
  content: Record<string, unknown> | null;
  link: number | null;
}

describe('the audit', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: ReturnType<typeof testPool>;
  const admin = () => ({ as: api.engine.cast.manager });
  const newest = async (query = ''): Promise<Entry[]> => (await api.get(`/audit?limit=20${query}`, admin())).body.items;
  const verdict = async () => (await api.post('/audit/verification', undefined, admin())).body;

  beforeAll(async () => {
    api = await startTestApi();
    owner = testPool(api.engine.database.ownerUrl);
    await owner.query(`UPDATE people SET roles = '{administrator}' WHERE id = $1`, [api.engine.cast.manager]);
  });

  it('keeps each change: a command with its instance, another write with its address', async () => {
    const lead = (await api.post('/leads', { topic: 'A secret of Ada' })).body;
    expect((await newest())[0]).toMatchObject({
      act: 'change',
      actor: api.engine.cast.rep,
      route: 'start lead',
      content: { instance: lead.id },
    });
    const team = { name: { en: 'North', ru: 'Север' }, members: [] };
    await api.put('/teams/north', team, admin());
    expect((await newest())[0]).toMatchObject({
      act: 'change',
      route: 'PUT /teams/:key',
      content: { key: 'north' },
      status: 200,
    });
    expect(JSON.stringify(await newest())).not.toContain('secret');
  });

  it('keeps who read the data of many at once: a list with what was asked and how many came, and a file', async () => {
    await api.get('/leads?filter=topic ~ "secret"&limit=5');
    const read = { act: 'read', actor: api.engine.cast.rep, status: 200 };
    expect((await newest())[0]).toMatchObject({ ...read, route: 'GET /leads', content: { limit: '5', items: 1 } });
    expect((await api.get('/exports/leads', admin())).status).toBe(200);
    expect((await newest())[0]).toMatchObject({ act: 'read', route: 'GET /exports/leads' });
    await api.get('/me');
    expect((await newest())[0]?.route).toBe('GET /exports/leads');
  });

  it('keeps who was refused: by the door, and by a process', async () => {
    await api.put('/roles/rep', { name: { en: 'x', ru: 'x' }, rights: [], sight: 'all' });
    expect((await newest())[0]).toMatchObject({
      act: 'refusal',
      actor: api.engine.cast.rep,
      route: 'PUT /roles/:key',
      status: 403,
    });
    await openBrowser(api.url).send('POST', '/sign-in', { email: 'x@dealwright.example', password: 'guess' });
    expect((await newest())[0]).toMatchObject({ act: 'refusal', actor: '', route: 'POST /sign-in', status: 401 });
    const lead = (await api.post('/leads', { topic: 'Refused' })).body;
    await api.post(`/leads/${lead.id}/commands`, { type: 'resume' });
    expect((await newest('&act=refusal'))[0]).toMatchObject({ route: 'resume lead', content: { instance: lead.id } });
  });

  it('is for who holds the right, and may be changed by no login', async () => {
    expect((await api.get('/audit')).status).toBe(403);
    await newest();
    for (const pool of [api.engine.apiPool, api.engine.pool]) {
      await expect(pool.query('DELETE FROM audit_entries')).rejects.toThrow(/permission denied/);
      await expect(pool.query(`UPDATE audit_entries SET actor = 'x'`)).rejects.toThrow(/permission denied/);
    }
    await expect(owner.query('DELETE FROM audit_entries')).rejects.toThrow(/never changed/);
    await expect(owner.query(`UPDATE audit_entries SET actor = 'x'`)).rejects.toThrow(/never changed/);
  });

  it('can be gone along by anybody who has its export, and holds also once something is erased', async () => {
    const before = await verdict();
    expect(before).toMatchObject({ holds: true, erased: 0 });
    const [entry] = await newest();
    await owner.query('UPDATE audit_entries SET content = NULL, salt = NULL WHERE n = $1', [entry?.n]);
    const now = await verdict();
    expect(now).toMatchObject({ holds: true, erased: 1 });
    expect((await newest()).find(({ n }) => n === entry?.n)?.content).toBeNull();

    const lines: string[] = (await api.get('/audit/export', admin())).body.trim().split('\n');
    const sha = (...parts: (Buffer | string)[]) =>
      parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    let last: Buffer | string = '';
    for (const line of lines) {
      const { link, at, actor, act, route, status, requestId, content, salt, contentDigest, seal } = JSON.parse(line);
      const digest = Buffer.from(contentDigest, 'hex');
      if (content !== null) expect(sha(Buffer.from(salt, 'hex'), content)).toEqual(digest);
      last = sha(last, [link, at, actor, act, route, status ?? '', requestId ?? ''].join('|'), digest);
      expect(last.toString('hex')).toBe(seal);
    }
    // To ask for a verdict is an entry too.
    expect(lines).toHaveLength(now.entries + 1);
  });

  it.each([
    ['an entry is missing', 'DELETE FROM audit_entries WHERE link = 2'],
    ['an entry was altered', `UPDATE audit_entries SET actor = 'somebody else' WHERE link = 3`],
    ['what it says was altered', `UPDATE audit_entries SET content = '{}' WHERE link = 1`],
  ])('tells that %s, even by who owns the tables', async (because, sql) => {
    expect(await verdict()).toMatchObject({ holds: true });
    const client = await owner.connect();
    try {
      await client.query('BEGIN');
      await client.query('ALTER TABLE audit_entries DISABLE TRIGGER audit_kept');
      await client.query(sql);
      await client.query('ALTER TABLE audit_entries ENABLE TRIGGER audit_kept');

      expect(await verifyAudit(sealedEntries(client))).toMatchObject({ holds: false, because });
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
