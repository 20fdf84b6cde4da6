import { audit } from '../../src/access';
import { run } from '../support/command-line';
import { freshDatabase, testPool } from '../support/database';

describe('dealwright audit verify', () => {
  it('says that the chain holds, and where it breaks', async () => {
    const database = await freshDatabase();
    Object.assign(process.env, { DATABASE_URL_API: database.apiUrl, DATABASE_URL_WORKER: database.workerUrl });
    const note = {
      actor: '',
      act: 'refusal',
      route: 'GET /leads',
      status: 403,
      requestId: '0198c2f0-0000-7000-8000-000000000000',
    } as const;
    for (const at of [1, 2, 3]) await audit(testPool(database.apiUrl), { ...note, at, content: { at } });
    expect(await run('audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^3 entries hold, 0 of them erased\. Seal: [0-9a-f]{64}\n$/),
    });
    const owner = testPool(database.ownerUrl);
    await owner.query('ALTER TABLE audit_entries DISABLE TRIGGER audit_kept');
    await owner.query('DELETE FROM audit_entries WHERE link = 2');
    expect(await run('audit', 'verify')).toMatchObject({
      code: 1,
      out: 'The chain breaks at link 2: an entry is missing.\n',
    });
  });
});
