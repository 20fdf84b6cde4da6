import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { createSweepFiles } from '../../activities/files/sweep-files';
import { createSettableClock } from '../../src/platform/clock';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import { type Engine, until } from '../support/engine';
import { filesOver, PNG, pdf, sha256, testRoom } from '../support/files';
import { repsSee, sharedWith } from '../support/sight';

const HOUR_MS = 3_600_000;

describe('files on records', () => {
  let api: TestApi & { engine: Engine };
  let files: ReturnType<typeof filesOver>;
  const place = testRoom();
  const sweep = (later = 2 * HOUR_MS) =>
    createSweepFiles({ pool: api.engine.pool, clock: createSettableClock(Date.now() + later), files: place.room })();
  const made = async (path: string, body: unknown) => (await api.post(path, body)).body.id as string;

  beforeAll(async () => {
    api = await startTestApi({ deps: { files: place.room } });
    files = filesOver(api, api.engine.cast.rep);
  });

  const records = async () => {
    const account = await made('/accounts', { name: 'Acme' });
    const contact = await made('/contacts', { name: 'Ann Other', accounts: [{ id: account }] });
    const sale = await api.engine.start('standard-sale');
    const lead = await api.engine.start('standard-lead');
    const interaction = await made('/interactions', {
      kind: 'call',
      subject: 'Hello',
      instanceId: sale,
      at: new Date().toISOString(),
    });
    const { body } = await api.get(`/tasks?instance=${sale}`);
    return {
      leads: lead,
      sales: sale,
      accounts: account,
      contacts: contact,
      interactions: interaction,
      tasks: body.items[0].id,
    };
  };

  it('hang on a lead, a sale, an account, a contact, an interaction and a task, and come back as they were sent', async () => {
    for (const [kind, id] of Object.entries(await records())) {
      const bytes = pdf(kind);
      const { status, body, headers } = await files.put(`/${kind}/${id}`, 'Предложение № 5.pdf', bytes);
      expect([kind, status]).toEqual([kind, 201]);
      expect(body).toMatchObject({
        on: { kind: kind.slice(0, -1), id },
        name: 'Предложение № 5.pdf',
        type: 'application/pdf',
        bytes: bytes.length,
        state: 'clear',
        origin: 'person',
        by: { name: 'Rita Rep' },
        sha256: sha256(bytes),
      });
      expect(headers.get('location')).toBe(`/api/v1/files/${body.id}`);
      const { sha256: _, ...card } = body;
      expect((await api.get(`/${kind}/${id}/files`)).body.items).toEqual([card]);
      expect((await files.content(body.id)).bytes.equals(bytes)).toBe(true);
    }
    expect(place.incoming()).toEqual([]);
  });

  const onAccount = async (bytes: Uint8Array, more = {}) => {
    const account = await made('/accounts', { name: `Acme ${newId()}` });
    return { account, file: (await files.put(`/accounts/${account}`, 'offer.pdf', bytes, more)).body };
  };

  it('are out of reach for who does not see the record: listed, read, downloaded, removed and added to alike', async () => {
    const sale = await api.engine.start('standard-sale');
    const { body: file } = await files.put(`/sales/${sale}`, 'offer.pdf', pdf('private'));
    const owner = testPool(api.engine.database.ownerUrl);
    await repsSee(owner, 'own');
    const as = api.engine.cast.colleague;
    const answers = [
      await api.get(`/sales/${sale}/files`, { as }),
      await api.get(`/files/${file.id}`, { as }),
      await files.content(file.id, as),
      await api.delete(`/files/${file.id}`, { as }),
      await files.put(`/sales/${sale}`, 'mine.pdf', pdf(), { as }),
      await api.get(`/files/${newId()}`, { as }),
    ];
    await repsSee(owner, 'all');
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect((await api.get(`/sales/${sale}/files`)).body.items).toHaveLength(1);
  });

  it('are downloaded by who holds the right only, and each download is in the audit', async () => {
    const { file } = await onAccount(pdf('audited'));
    const reads = `SELECT actor, content FROM audit_entries WHERE route = 'GET /files/:id/content' AND content::text LIKE '%' || $1 || '%'`;
    await files.content(file.id);
    const { rows } = await testPool(api.engine.database.ownerUrl).query(reads, [file.id]);
    expect(rows).toEqual([{ actor: api.engine.cast.rep, content: JSON.stringify({ id: file.id }) }]);
    const answer = await fetch(`${api.url}/api/v1/files/${file.id}/content`);
    expect(answer.status).toBe(401);
  });

  it('are taken off by who put them there; others need the right to', async () => {
    const { account, file } = await onAccount(pdf('mine'));
    expect((await api.delete(`/files/${file.id}`, { as: api.engine.cast.colleague })).status).toBe(403);
    expect((await api.delete(`/files/${file.id}`)).body).toEqual({ id: file.id, removed: true });
    expect((await api.get(`/accounts/${account}/files`)).body.items).toEqual([]);
    expect((await api.get(`/files/${file.id}`)).status).toBe(404);
    const other = (await onAccount(pdf('theirs'))).file;
    expect((await api.delete(`/files/${other.id}`, { as: api.engine.cast.manager })).status).toBe(200);
  });

  it('with the same bytes lie in the store once, and nobody can tell; the bytes go with the last of them', async () => {
    const bytes = pdf('the same twice');
    const [one, two] = [
      (await onAccount(bytes)).file,
      (await onAccount(bytes, { as: api.engine.cast.colleague })).file,
    ];
    const { id: _, on: __, by: ___, at: ____, ...same } = one;
    expect(two).toMatchObject(same);
    const key = sha256(bytes);
    expect(place.kept().filter((kept) => kept === key)).toHaveLength(1);
    await api.delete(`/files/${one.id}`);
    await sweep();
    expect((await files.content(two.id)).bytes.equals(bytes)).toBe(true);
    await api.delete(`/files/${two.id}`, { as: api.engine.cast.colleague });
    await sweep(0); // somebody may be sending the same bytes just now
    expect(place.kept()).toContain(key);
    await sweep();
    expect(place.kept()).not.toContain(key);
  });

  it('are whole or not there, whoever sends, removes and sweeps the same bytes at once', async () => {
    const bytes = pdf('crowded');
    const account = await made('/accounts', { name: 'Crowded' });
    let busy = 4;
    const sender = async () => {
      for (let n = 0; n < 8; n += 1) {
        const { status, body } = await files.put(`/accounts/${account}`, 'offer.pdf', bytes);
        expect([201, 503]).toContain(status);
        if (status === 201 && n % 2 === 0) await api.delete(`/files/${body.id}`);
      }
      busy -= 1;
    };
    const sweeper = async () => {
      while (busy > 0) await sweep();
    };
    await Promise.all([sender(), sender(), sender(), sender(), sweeper(), sweeper()]);
    const left = (await api.get(`/accounts/${account}/files?limit=100`)).body.items;
    expect(left.length).toBeGreaterThan(0);
    for (const { id } of left) expect((await files.content(id)).bytes.equals(bytes)).toBe(true);
  });

  it('that a process left behind when it was killed are gone within a day', async () => {
    mkdirSync(place.room.incoming, { recursive: true });
    const [old, fresh] = ['old', 'fresh'].map((name) => join(place.room.incoming, name));
    for (const path of [old, fresh]) writeFileSync(path ?? '', 'half of a file');
    utimesSync(old ?? '', 0, (Date.now() - 25 * HOUR_MS) / 1000);
    await sweep();
    expect(place.incoming()).toEqual(['fresh']);
  });

  it('are added to and taken off by nobody with whom their record is shared to be read', async () => {
    const { account, file } = await onAccount(pdf('shared'), { as: api.engine.cast.colleague });
    const owner = testPool(api.engine.database.ownerUrl);
    await owner.query('UPDATE accounts SET owner_id = $2 WHERE id = $1', [account, api.engine.cast.manager]);
    await repsSee(owner, 'own');
    await sharedWith(owner, 'account', account, { personId: api.engine.cast.colleague });
    const as = api.engine.cast.colleague;
    const answers = [
      await api.get(`/accounts/${account}/files`, { as }),
      await files.content(file.id, as),
      await files.put(`/accounts/${account}`, 'more.pdf', pdf(), { as }),
      await api.delete(`/files/${file.id}`, { as }),
    ];
    await repsSee(owner, 'all');
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
  });

  it('go with their record when doubles are merged, and back when that is undone', async () => {
    const kept = await onAccount(pdf('survivor'));
    const double = await onAccount(pdf('double'));
    const { body: merge } = await api.post('/accounts/merges', { survivor: kept.account, doubles: [double.account] });
    const names = async (id: string) =>
      (await api.get(`/accounts/${id}/files`)).body.items.map((one: { id: string }) => one.id);
    expect((await names(kept.account)).sort()).toEqual([kept.file.id, double.file.id].sort());
    expect(await names(double.account)).toEqual(await names(kept.account));
    const late = (await files.put(`/accounts/${double.account}`, 'late.pdf', pdf('late'))).body;
    expect(late.on.id).toBe(kept.account);
    await api.post(`/merges/${merge.id}/undo`, {});
    expect(await names(double.account)).toEqual([double.file.id]);
  });

  it.each([
    ['the sale that it makes', true, 'saleId', 'sales'],
    ['the organisation, where it makes no sale', false, 'accountId', 'accounts'],
  ])('of a lead go along to %s', async (_, sale, key, kind) => {
    const lead = await made('/leads', { topic: 'Racks', personName: `P ${newId()}`, organisation: `O ${newId()}` });
    const { body: file } = await files.put(`/leads/${lead}`, 'brief.pdf', pdf(lead));
    const { converted } = (await api.post(`/leads/${lead}/qualify`, { result: 'qualified', create: { sale } })).body;
    await until(
      () => api.get(`/${kind}/${converted[key]}`),
      ({ status }) => status === 200,
    );
    expect((await api.get(`/${kind}/${converted[key]}/files`)).body.items).toMatchObject([
      { id: file.id, on: { kind: 'lead', id: lead } },
    ]);
  });

  it('are erased with the person: on their card, their leads, what was said with them; then their bytes', async () => {
    const admin = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada', $2, '{administrator}')`,
      [admin, `${admin}@x.example`],
    );
    const contact = await made('/contacts', { name: 'Zoe Erased' });
    const call = await made('/interactions', {
      kind: 'call',
      subject: 'Hi',
      contactId: contact,
      at: new Date().toISOString(),
    });
    const bytes = [pdf('passport'), pdf('what she said')] as const;
    const theirs = [
      await files.put(`/contacts/${contact}`, 'passport.pdf', bytes[0]),
      await files.put(`/interactions/${call}`, 'notes.pdf', bytes[1]),
    ];
    const { file: named } = await onAccount(pdf('elsewhere'));
    const other = await made('/accounts', { name: 'Elsewhere' });
    const offer = (await files.put(`/accounts/${other}`, 'Offer for Zoe Erased.pdf', pdf('other'))).body;
    const { body } = await api.post(`/contacts/${contact}/erasure`, { reason: 'They asked' }, { as: admin });
    expect(body.counts.files).toBe(3);
    for (const { body } of theirs) expect((await api.get(`/files/${body.id}`)).status).toBe(404);
    expect((await api.get(`/files/${named.id}`)).status).toBe(200);
    expect((await api.get(`/files/${offer.id}`)).body.name).not.toContain('Zoe');
    await sweep();
    for (const one of bytes) expect(place.kept()).not.toContain(sha256(one));
  });

  it('are kept once for an Idempotency-Key, however often they are sent; the key is held against their bytes', async () => {
    const account = await made('/accounts', { name: 'Once' });
    const [key, bytes] = [newId(), pdf('once')];
    const put = (what: Uint8Array, name = 'a.pdf') => files.put(`/accounts/${account}`, name, what, { key });
    const [first, again] = [await put(bytes), await put(bytes)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const other = [await put(pdf('another')), await put(bytes, 'b.pdf')];
    expect(other.map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'IdempotencyKeyReused'],
      [422, 'IdempotencyKeyReused'],
    ]);
    const at = newId();
    const together = await Promise.all(
      [1, 2, 3].map(() => files.put(`/accounts/${account}`, 'c.pdf', bytes, { key: at })),
    );
    expect(new Set(together.map(({ body }) => body.id)).size).toBe(1);
    expect((await api.get(`/accounts/${account}/files`)).body.items).toHaveLength(2);
  });

  it('are no more than 200 on a record', async () => {
    const account = await made('/accounts', { name: 'Full' });
    await api.engine.apiPool.query(
      `INSERT INTO files (id, account_id, name, type, bytes, state, origin, created_at)
       SELECT gen_random_uuid(), $1, 'x', 'text/plain', 1, 'refused', 'person', now() FROM generate_series(1, 200)`,
      [account],
    );
    const { status, body } = await files.put(`/accounts/${account}`, 'more.pdf', PNG);
    expect([status, body.code]).toEqual([422, 'FileNotTaken']);
    expect((await files.put(`/accounts/${account}`, 'more.png', PNG)).body.detail).toBe(
      'There are 200 files on it already.',
    );
  });
});
