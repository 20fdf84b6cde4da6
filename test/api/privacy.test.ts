import pino from 'pino';
import { v7 as newId } from 'uuid';
import type { Pool } from '../../src/platform/database';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import { type Engine, replayOf, until, workflowId } from '../support/engine';
import { temporalClient } from '../support/temporal';

let api: TestApi;
let engine: Engine;
let owner: Pool;
let admin: string;

/** What the API and its handlers logged. */
const logged: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });

beforeAll(async () => {
  const started = await startTestApi({ deps: { log } });
  api = started;
  engine = started.engine;
  owner = testPool(engine.database.ownerUrl);
  admin = newId();
  await owner.query(
    `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada Admin', 'ada@example.com', '{administrator}')`,
    [admin],
  );
});

const rowsOf = async (sql: string, ...values: unknown[]) => (await owner.query(sql, values)).rows;

async function aContact(given: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const all = { id, name: `Contact ${id.slice(-6)}`, ...given };
  const columns = Object.keys(all);
  await owner.query(
    `INSERT INTO contacts (${columns.join(', ')}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(', ')})`,
    Object.values(all),
  );
  return id;
}

/** Somebody whom no other test knows, under words that stand nowhere else. */
interface Marked {
  id: string;
  name: string;
  email: string;
  phone: string;
  lead: string;
  unlinkedLead: string;
  sale: string;
}

let people = 0;

/** A person everywhere: card, points, leads (one of them linked by nothing but an address), a sale, talks, what was changed. */
async function aPersonEverywhere(): Promise<Marked> {
  const n = ++people;
  const name = `Quintus Markerov${'abcdefgh'[n]}`;
  const email = `quintus@marker-mail-${'abcdefgh'[n]}.example`;
  const phone = `+7 916 555-01-${10 + n}`;
  const made = await api.post('/contacts', { name, email, phone });
  expect(made.status).toBe(201);
  const id = made.body.id;
  const account = newId();
  await owner.query(`INSERT INTO accounts (id, name, notes) VALUES ($1, 'Somewhere Ltd', $2)`, [
    account,
    `Ask for ${name}`,
  ]);
  await owner.query(`INSERT INTO account_contacts (account_id, contact_id, post) VALUES ($1, $2, 'Buyer')`, [
    account,
    id,
  ]);
  await owner.query(
    `INSERT INTO contact_points (id, contact_id, kind, value, normal) VALUES ($1, $2, 'e-mail', $3, $3)`,
    [newId(), id, `second.${email}`],
  );
  const lead = await api.post('/leads', {
    topic: `A wish of ${name}`,
    personName: name,
    contactId: id,
    fields: { need: `${name} wants a boat` },
  });
  const unlinked = await api.post('/leads', {
    topic: 'From a form',
    personName: name,
    email: `second.${email}`,
    phone,
  });
  expect([lead.status, unlinked.status]).toEqual([201, 201]);
  const command = { type: 'amend', fields: { need: `call ${phone}` }, comment: `${name} rang, ${email}` };
  expect((await api.post(`/leads/${lead.body.id}/commands`, command)).status).toBe(200);
  const task = { type: 'add task', title: `Write to ${email}`, personId: engine.cast.rep };
  expect((await api.post(`/leads/${unlinked.body.id}/commands`, task)).status).toBe(200);
  const sale = await api.post('/sales', { title: `Boat for ${name}`, contactId: id, accountId: account });
  expect(sale.status).toBe(201);
  const wait = { type: 'wait', until: '2036-01-01T00:00:00Z', reason: `${name} is at sea` };
  expect((await api.post(`/sales/${sale.body.id}/commands`, wait)).status).toBe(200);
  for (const instanceId of [sale.body.id, lead.body.id])
    await api.post('/interactions', {
      kind: 'call',
      subject: `Talked to ${name}`,
      result: `Use 8 (916) 555 01 ${10 + n}`,
      instanceId,
    });
  await owner.query(
    `INSERT INTO interactions (id, kind, at, subject, body, author_id, external_key) VALUES ($1, 'e-mail', now(), 'Fwd', $2, $3, $4)`,
    [newId(), `Markerov${'abcdefgh'[n]}, Quintus wrote from ${email.toUpperCase()}`, engine.cast.rep, `<1.${email}>`],
  );
  await api.post(`/contacts/${id}/consents`, {
    channel: 'e-mail',
    purpose: 'marketing',
    given: true,
    source: 'Form',
    proof: `${name}, by hand`,
  });
  await api.put(`/contacts/${id}/preferences`, { bestHours: 'after six', language: 'ru', doNotCall: true });
  await owner.query(
    `INSERT INTO record_changes (entity, entity_id, revision, at, before, after) VALUES ('contact', $1, 2, now(), $2, $3)`,
    [id, { name }, { name, email }],
  );
  await owner.query(
    `INSERT INTO saved_views (id, entity, name, filter, owner_id) VALUES ($1, 'contact', 'v', $2, $3)`,
    [newId(), `email = "${email}"`, engine.cast.rep],
  );
  await owner.query(`SELECT audit(now(), $1, 'read', 'GET /contacts', 200, $2, $3)`, [
    admin,
    newId(),
    JSON.stringify({ name, phone }),
  ]);
  const imported = newId();
  await owner.query(
    `INSERT INTO imports (id, kind, file_hash, file_name, mapping, status, started_at) VALUES ($1, 'contacts', 'x', $2, '{}', 'done', now())`,
    [imported, `${name}.csv`],
  );
  await owner.query(
    `INSERT INTO import_rows (import_id, row, result, entity_id, notes, raw) VALUES ($1, 1, 'created', $2, '[]', $3)`,
    [imported, id, { Name: name, Phone: 79165550110 + n }],
  );
  return { id, name, email, phone, lead: lead.body.id, unlinkedLead: unlinked.body.id, sale: sale.body.id };
}

/** Tables in which a pattern still stands somewhere: every row of every table as text. */
async function tablesNaming(pattern: string): Promise<string[]> {
  const tables = await rowsOf(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await rowsOf(`SELECT 1 FROM "${name}" t WHERE to_jsonb(t)::text ~* $1 LIMIT 1`, pattern);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const everything = ({ email, phone, name }: Marked): string => {
  const digits = phone.replace(/\D/g, '').slice(-10);
  const surname = name.split(' ')[1];
  // As it is searched for, too: folded, in either alphabet's spelling.
  const domain = email.split('@')[1]?.replaceAll('-', '[^a-z]?');
  return [surname, email, [...digits].join('[^0-9a-z]*'), domain].join('|');
};

const erase = (id: string, more: object = {}) =>
  api.post(`/contacts/${id}/erasure`, { reason: 'They asked by letter', ...more }, { as: admin });

describe('consent', () => {
  it('is kept with who, when and where; what was said last holds', async () => {
    const id = await aContact();
    const say = (given: boolean, at: string) =>
      api.post(`/contacts/${id}/consents`, {
        channel: 'e-mail',
        purpose: 'marketing',
        given,
        at,
        source: 'Form on the site',
      });
    await say(true, '2026-03-01T00:00:00Z');
    const { body } = await say(false, '2026-04-01T00:00:00Z');
    await say(true, '2026-02-01T00:00:00Z');
    expect(body.current).toEqual([
      expect.objectContaining({ given: false, recordedBy: { id: engine.cast.rep, name: 'Rita Rep' } }),
    ]);
    const now = (await api.get(`/contacts/${id}/consents`)).body;
    expect([now.current.length, now.current[0].given, now.history.length]).toEqual([1, false, 3]);
  });

  it('decides who may be reached: advertising must be agreed to, a deal needs no asking, and a no is a no', async () => {
    const id = await aContact();
    const may = async (channel: string, purpose: string) =>
      (await api.get(`/contacts/${id}/may-contact?channel=${channel}&purpose=${purpose}`)).body;
    expect(await may('e-mail', 'marketing')).toEqual({ may: false, why: 'not asked' });
    expect(await may('e-mail', 'deal')).toEqual({ may: true, why: 'not asked' });
    await api.post(`/contacts/${id}/consents`, {
      channel: 'e-mail',
      purpose: 'marketing',
      given: true,
      source: 'Form',
    });
    expect(await may('e-mail', 'marketing')).toEqual({ may: true, why: 'agreed' });
    await api.post(`/contacts/${id}/consents`, {
      channel: 'e-mail',
      purpose: 'marketing',
      given: false,
      source: 'Letter',
    });
    expect(await may('e-mail', 'marketing')).toEqual({ may: false, why: 'withdrawn' });
    await api.post(`/contacts/${id}/consents`, { channel: 'phone', purpose: 'deal', given: true, source: 'Call' });
    await api.put(`/contacts/${id}/preferences`, { doNotCall: true, channel: 'e-mail' });
    expect(await may('phone', 'deal')).toEqual({ may: false, why: 'do not call' });
  });

  it('is not taken from the future, and is written once for a repeated key', async () => {
    const id = await aContact();
    const body = { channel: 'post', purpose: 'deal', given: true, source: 'Contract' };
    const ahead = await api.post(`/contacts/${id}/consents`, { ...body, at: '2999-01-01T00:00:00Z' });
    expect([ahead.status, ahead.body.errors[0].path]).toEqual([400, 'body.at']);
    const key = newId();
    for (const _ of [1, 2]) expect((await api.post(`/contacts/${id}/consents`, body, { key })).status).toBe(201);
    expect((await api.get(`/contacts/${id}/consents`)).body.history).toHaveLength(1);
  });

  it('of a contact that was merged is that of the one it lives on in', async () => {
    const [survivor, double] = [await aContact(), await aContact()];
    await api.post('/contacts/merges', { survivor, doubles: [double] });
    await api.post(`/contacts/${double}/consents`, {
      channel: 'e-mail',
      purpose: 'marketing',
      given: true,
      source: 'Form',
    });
    expect((await api.get(`/contacts/${survivor}/consents`)).body.current).toHaveLength(1);
    expect((await api.get(`/contacts/${double}/may-contact?channel=e-mail&purpose=marketing`)).body.may).toBe(true);
  });
});

describe('an export of a person', () => {
  it('has everything that is held about them, what was typed on unqualified leads included', async () => {
    const person = await aPersonEverywhere();
    const said = await api.post(`/contacts/${person.id}/export`, {}, { as: admin });
    expect([said.status, said.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="person-${person.id}.json"`,
    ]);
    const rows = Object.fromEntries(said.body.sections.map((s: { key: string; rows: unknown[] }) => [s.key, s.rows]));
    expect(rows.card[0]).toMatchObject({ name: person.name, email: person.email });
    expect(rows.points).toContainEqual({ kind: 'e-mail', label: null, value: `second.${person.email}` });
    expect(rows.organisations).toEqual([{ organisation: 'Somewhere Ltd', post: 'Buyer', decisionRole: null }]);
    expect(rows.leads.map((l: { topic: string }) => l.topic)).toEqual([`A wish of ${person.name}`, 'From a form']);
    expect(rows.sales.map((s: { title: string }) => s.title)).toEqual([`Boat for ${person.name}`]);
    expect(rows.interactions).toHaveLength(2);
    expect(rows.consents[0]).toMatchObject({ proof: `${person.name}, by hand` });
    expect(rows.preferences).toEqual([{ channel: null, bestHours: 'after six', doNotCall: true }]);
    expect(rows.files[0]).toMatchObject({ as: { Name: person.name } });
    expect(JSON.stringify(rows.comments)).toContain(`${person.name} is at sea`);
    expect(rows.changes.length).toBeGreaterThan(0);
  });

  it('is for whoever holds the right, and leaves a row that names nobody', async () => {
    const id = await aContact({ name: 'Olga Told' });
    expect((await api.post(`/contacts/${id}/export`, {})).status).toBe(403);
    await api.post(`/contacts/${id}/export`, { reason: 'They asked' }, { as: admin });
    const { items } = (await api.get(`/privacy-acts?contact=${id}`, { as: admin })).body;
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'export',
        contactId: id,
        by: { id: admin, name: 'Ada Admin' },
        reason: 'They asked',
      }),
    ]);
    expect(JSON.stringify(items)).not.toContain('Olga');
  });
});

describe('an erasure of a person', () => {
  it('is shown first: what, which leads, which open sales; and changes nothing then', async () => {
    const person = await aPersonEverywhere();
    const before = await tablesNaming(everything(person));
    const seen = await erase(person.id, { dryRun: true });
    expect([seen.status, seen.body.dryRun]).toEqual([200, true]);
    expect(seen.body.leads.map((l: { id: string }) => l.id)).toEqual([person.lead, person.unlinkedLead]);
    expect(seen.body.openSales.map((s: { id: string }) => s.id)).toEqual([person.sale]);
    expect(seen.body.counts).toMatchObject({ contacts: 1, leads: 2, consents: 1, record_changes: expect.any(Number) });
    expect(await tablesNaming(everything(person))).toEqual(before);
    expect(before).toEqual(
      expect.arrayContaining([
        'audit_entries',
        'commands',
        'contacts',
        'interactions',
        'kept_answers',
        'leads',
        'process_events',
        'record_changes',
        'sales',
        'tasks',
      ]),
    );
  });

  it('waits for open sales unless it is forced, and is for whoever holds the right', async () => {
    const person = await aPersonEverywhere();
    const refused = await erase(person.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'ErasureRefused']);
    expect((await api.post(`/contacts/${person.id}/erasure`, { reason: 'x' })).status).toBe(403);
    expect((await api.post(`/contacts/${person.id}/erasure`, {}, { as: admin })).body.errors[0].path).toBe(
      'body.reason',
    );
    expect((await rowsOf('SELECT erased_at FROM contacts WHERE id = $1', person.id))[0].erased_at).toBeNull();
  });

  it('leaves no word of them in any row of any table, while counts and histories stay', async () => {
    const person = await aPersonEverywhere();
    const counted = `SELECT (SELECT count(*) FROM leads) AS leads, (SELECT count(*) FROM sales) AS sales, (SELECT count(*) FROM interactions) AS interactions,
      (SELECT count(*) FROM process_events) AS events, (SELECT count(*) FROM contacts) AS contacts`;
    const before = await rowsOf(counted);
    const done = await erase(person.id, { force: true });
    expect(done.status).toBe(200);
    expect(await tablesNaming(everything(person))).toEqual([]);
    expect(await rowsOf(counted)).toEqual(before);
    for (const id of [person.lead, person.unlinkedLead, person.sale]) {
      const { replayed, stored } = await replayOf(engine.pool, id);
      expect(replayed).toEqual(stored);
    }
    const { items } = (await api.get(`/privacy-acts?contact=${person.id}`, { as: admin })).body;
    expect(items[0]).toMatchObject({
      kind: 'erasure',
      reason: 'They asked by letter',
      forced: true,
      counts: done.body.counts,
    });
  });

  it('takes the doubles of them along, and no merge of theirs is parted afterwards', async () => {
    const [survivor, double] = [
      await aContact({ name: 'Vera Markerova' }),
      await aContact({ name: 'V. Markerova-Smith', email: 'vera@marker-mail.example' }),
    ];
    const merge = await api.post('/contacts/merges', { survivor, doubles: [double], values: { name: double } });
    expect((await erase(double)).status).toBe(200);
    expect(await tablesNaming('markerova')).toEqual([]);
    expect((await api.post(`/merges/${merge.body.id}/undo`, {})).status).toBe(409);
    expect(await rowsOf('SELECT name FROM contacts WHERE id = ANY($1)', [survivor, double])).toEqual([
      { name: '[erased]' },
      { name: '[erased]' },
    ]);
  });

  it('spares leads that are said to be somebody else’s', async () => {
    const phone = '+7 495 111-22-33';
    const person = await aContact({ name: 'Nina Shared', phone });
    const other = await api.post('/leads', { topic: 'Another of the same office', personName: 'Oleg Other', phone });
    expect((await erase(person, { spare: [other.body.id] })).status).toBe(200);
    expect((await api.get(`/leads/${other.body.id}`)).body.personName).toBe('Oleg Other');
  });

  it('is done once: a repeated key is told the same, another one that nobody is there any more', async () => {
    const id = await aContact({ name: 'Only Once' });
    const key = newId();
    const body = { reason: 'They asked' };
    const [first, again] = [
      await api.post(`/contacts/${id}/erasure`, body, { as: admin, key }),
      await api.post(`/contacts/${id}/erasure`, body, { as: admin, key }),
    ];
    expect([first.status, again.status, again.body.counts]).toEqual([200, 200, first.body.counts]);
    expect((await erase(id)).status).toBe(409);
    expect(await rowsOf('SELECT 1 FROM privacy_acts WHERE subject = $1', id)).toHaveLength(1);
  });
});

/** Everything in the histories of an instance's workflow that Temporal still has: payloads as text. */
async function historiesOf(id: string, kind: 'lead' | 'sale'): Promise<string> {
  const client = await temporalClient();
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('utf8'));
    else if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one);
  };
  const runs = new Set<string | undefined>([undefined]);
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId(id, kind)}'` }))
    runs.add(runId);
  for (const runId of runs)
    collect(
      await client.workflow
        .getHandle(workflowId(id, kind), runId)
        .fetchHistory()
        .catch(() => null),
    );
  return texts.join('\n');
}

describe('what remembers beside the tables', () => {
  it('forgets too: the histories of workflows, also what they wrote meanwhile; commands go on, and the log never knew', async () => {
    const person = await aPersonEverywhere();
    const named = new RegExp(everything(person), 'i');
    const instances = [
      [person.lead, 'lead'],
      [person.unlinkedLead, 'lead'],
      [person.sale, 'sale'],
    ] as const;
    expect(await historiesOf(person.lead, 'lead')).toMatch(named);
    await erase(person.id, { force: true });
    // The workflow has not forgotten yet: what it decides now says it once more.
    const late = await api.post(`/leads/${person.lead}/commands`, { type: 'amend', fields: { rating: 'high' } });
    expect([late.status, late.body.fields.need]).toEqual([200, `call ${person.phone}`]);
    expect(await tablesNaming(everything(person))).toContain('process_events');

    // A schedule has it done until nothing is left: Temporal deletes when it comes to it.
    const waiting = async () => {
      await engine.activities.forgetPage();
      return (await rowsOf('SELECT 1 FROM histories_to_forget WHERE done_at IS NULL')).length;
    };
    for (let n = 0; n < 10 && (await waiting()) > 0; n++) await until(waiting, (left) => left === 0);
    expect(await waiting()).toBe(0);
    expect(await tablesNaming(everything(person))).toEqual([]);
    for (const [id, kind] of instances) {
      const after = {
        type: 'amend',
        fields: kind === 'lead' ? { rating: 'low' } : { amount: { amount: '7.00', currency: 'RUB' } },
      };
      expect((await api.post(`/${kind}s/${id}/commands`, after)).status).toBe(200);
      expect(await historiesOf(id, kind)).not.toMatch(named);
      const { replayed, stored } = await replayOf(engine.pool, id);
      expect(replayed).toEqual(stored);
    }
    expect(await tablesNaming(everything(person))).toEqual([]);
    expect(logged.join('')).toContain('/contacts/:id/erasure');
    expect(logged.join('')).not.toMatch(named);
    const { items } = (await api.get(`/privacy-acts?contact=${person.id}`, { as: admin })).body;
    expect(items[0].stillForgetting).toBe(0);
    expect(await rowsOf('SELECT 1 FROM privacy_acts WHERE salt IS NOT NULL')).toEqual([]);
  }, 300_000);
});

describe('the words of decisions', () => {
  it('are erased by nobody who has not said why: the function asks for the act, and events stay immutable', async () => {
    const id = newId();
    await expect(engine.apiPool.query('SELECT erase_words($1, $2, $3, $4)', [id, [], [], 'x'])).rejects.toThrow(
      'Nobody asked',
    );
    await expect(owner.query(`UPDATE process_events SET command = '{}'`)).rejects.toThrow('immutable');
    await expect(
      owner.query(`BEGIN; SET LOCAL dealwright.erasing = 'on'; UPDATE process_events SET seq = seq + 1000; COMMIT`),
    ).rejects.toThrow('immutable');
    await owner.query('ROLLBACK');
  });
});
