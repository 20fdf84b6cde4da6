import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { publishProcess } from '../../activities/publish';
import { readConfig } from '../../src/platform/config';
import { type Answer, startTestApi } from '../support/api';
import { until } from '../support/engine';

const SALE = readFileSync(join(readConfig().root, 'processes/standard-sale.yaml'), 'utf8');
/** A process of its own for a test, so that none depends on another. */
const aProcess = (key: string, more = '') =>
  `# ${key}\n${SALE.replace('process: standard-sale', `process: ${key}`)}${more}`;
const shorter = (text: string) => text.replace('limit: 3 working days', 'limit: 2 working days');

describe('processes, from a text to what runs', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const [ops, boss, reader, manager] = [newId(), newId(), newId(), newId()];
  const asOps = { as: ops };

  beforeAll(async () => {
    api = await startTestApi();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'olga@example.com', '{sales-ops}'),
         ($2, 'Adam Admin', 'adam@example.com', '{administrator}'), ($3, 'Rea Reader', 'rea@example.com', '{read-only}'),
         ($4, 'Max Manager', 'max@example.com', '{manager}')`,
      [ops, boss, reader, manager],
    );
  });

  const publish = (key: string, text: string, note = 'As agreed', sending: object = asOps) =>
    api.post(`/processes/${key}/publish`, { text, note }, sending);
  const publishDraft = (key: string, draft: { id: string; revision: number }, as: string) =>
    api.post(`/processes/${key}/publish`, { draft: draft.id, revision: draft.revision, note: 'Approved' }, { as });
  const draftOf = async (text: string, as = ops): Promise<{ id: string; revision: number }> =>
    (await api.post('/processes', { name: 'A draft', text }, { as })).body;
  const startSale = async (process: string): Promise<{ id: string; process: { version: number } }> =>
    (await api.post('/sales', { title: 'A sale', process })).body;
  const rowsOf = async (key: string) => {
    const { rows } = await api.engine.pool.query<{ versions: number; publications: number }>(
      `SELECT (SELECT count(*)::int FROM process_versions WHERE key = $1) AS versions,
              (SELECT count(*)::int FROM publications WHERE key = $1) AS publications`,
      [key],
    );
    return rows[0];
  };

  describe('a check', () => {
    it('finds all that is wrong at once, each at its line and column', async () => {
      const faulty = SALE.replace('to: proposal, ask: [amount]', 'to: porposal, ask: [amuont]').replace(
        'kind: sale',
        'kind: sail',
      );
      const { status, body } = await api.post('/processes/check', { text: faulty }, asOps);
      expect(status).toBe(200);
      expect(body).toMatchObject({ sound: false, key: null });
      const lines = faulty.split('\n');
      const found = body.findings.map(({ code, line, column }: { code: string; line: number; column: number }) => [
        code,
        lines[line - 1]?.slice(column - 1).match(/^[\w-]+/)?.[0],
      ]);
      expect(found).toEqual(
        expect.arrayContaining([
          ['WrongValue', 'sail'],
          ['UnknownStage', 'porposal'],
          ['UnknownField', 'amuont'],
        ]),
      );
    });

    it('knows the names of this installation', async () => {
      const text = SALE.replace('calendar: office', 'calendar: ofice').replace(
        "assignee: owner's manager",
        'assignee: team nowhere',
      );
      const { findings } = (await api.post('/processes/check', { text }, asOps)).body;
      expect(findings.map(({ code }: { code: string }) => code)).toEqual(['UnknownCalendar', 'UnknownTeam']);
    });

    it('finds nothing wrong with what ships', async () => {
      expect((await api.post('/processes/check', { text: SALE }, asOps)).body).toMatchObject({
        sound: true,
        key: 'standard-sale',
      });
    });
  });

  describe('a draft', () => {
    it('may be faulty, is saved over the revision that was read, and thrown away', async () => {
      const made = await api.post('/processes', { name: 'Shorter', text: 'process: [' }, { as: manager });
      expect(made).toMatchObject({
        status: 201,
        body: { revision: 1, author: { name: 'Max Manager' }, text: 'process: [' },
      });
      const at = `/process-drafts/${made.body.id}`;
      const saved = await api.put(at, { name: 'Shorter', text: SALE, revision: 1 }, asOps);
      expect(saved.body).toMatchObject({ revision: 2, author: { name: 'Olga Ops' }, text: SALE });
      const late = await api.put(at, { name: 'Mine', text: 'x', revision: 1 }, { as: manager });
      expect(late).toMatchObject({
        status: 409,
        body: { code: 'MovedOn', detail: expect.stringContaining('Olga Ops') },
      });
      expect((await api.get(at, asOps)).body.text).toBe(SALE);
      expect((await api.get('/process-drafts', asOps)).body.items).toContainEqual(
        expect.objectContaining({ id: made.body.id }),
      );
      expect((await api.delete(at, asOps)).status).toBe(200);
      expect((await api.get(at, asOps)).status).toBe(404);
    });

    it('is begun once with one key', async () => {
      const key = newId();
      const body = { name: 'Once', text: SALE };
      const [one, two] = [
        await api.post('/processes', body, { ...asOps, key }),
        await api.post('/processes', body, { ...asOps, key }),
      ];
      expect(two.body).toEqual(one.body);
      expect((await api.post('/processes', { ...body, name: 'Other' }, { ...asOps, key })).body.code).toBe(
        'IdempotencyKeyReused',
      );
    });
  });

  describe('publishing', () => {
    it('puts a version in force for what is new, and leaves what runs on its own', async () => {
      expect((await publish('two-versions', aProcess('two-versions'), 'The first')).body).toMatchObject({
        key: 'two-versions',
        version: 1,
        how: 'published',
        made: true,
      });
      const old = await startSale('two-versions');
      const over = await startSale('two-versions');
      const lost = { type: 'close', outcome: 'lost', fields: { reason: 'price' } };
      expect((await api.post(`/sales/${over.id}/commands`, lost)).status).toBe(200);
      await publish('two-versions', shorter(aProcess('two-versions')), 'The clients wait too long');
      const fresh = await startSale('two-versions');
      expect([old.process.version, fresh.process.version]).toEqual([1, 2]);
      expect((await api.get(`/sales/${old.id}`)).body.process.version).toBe(1);
      const { body } = await api.get('/processes/two-versions', { as: reader });
      expect(body).toMatchObject({ key: 'two-versions', current: 2 });
      expect(body.versions).toMatchObject([
        {
          version: 2,
          current: true,
          openDeals: 1,
          publications: [
            {
              note: 'The clients wait too long',
              author: { name: 'Olga Ops' },
              approver: { name: 'Olga Ops' },
              replaced: 1,
              how: 'published',
            },
          ],
        },
        { version: 1, current: false, openDeals: 1, publications: [{ note: 'The first', replaced: null }] },
      ]);
    });

    it('the same bytes twice is the same version, and says so', async () => {
      await publish('same-bytes', aProcess('same-bytes'));
      const again = await publish('same-bytes', aProcess('same-bytes'));
      expect(again).toMatchObject({ status: 200, body: { version: 1, made: false, how: null } });
      expect(await rowsOf('same-bytes')).toEqual({ versions: 1, publications: 1 });
    });

    it('keeps the bytes that were sent, comments, marks and line ends included, and gives them back', async () => {
      await publish('bytes', aProcess('bytes'));
      const text = `\uFEFF${aProcess('bytes', '\n# Ж — 𝄞, and a tab:\t\n').replaceAll('\n', '\r\n')}`;
      expect((await publish('bytes', text)).body).toMatchObject({ version: 2, made: true });
      const answer = await fetch(`${api.url}/api/v1/processes/bytes/versions/2/text`, {
        headers: { authorization: `Bearer ${await api.token(reader)}` },
      });
      expect(answer.headers.get('content-type')).toContain('application/yaml');
      expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(text))).toBe(true);
      const { body } = await api.get('/processes/bytes/diff?from=1&to=2');
      expect(body).toMatchObject({ from: 1, to: 2, differences: [], deals: 0 });
      const [two, one] = (await api.get('/processes/bytes')).body.versions;
      expect([two.hash === one.hash, two.sourceHash === one.sourceHash]).toEqual([true, false]);
    });

    it('refuses a text with any fault whole, with all of them', async () => {
      const text = aProcess('faulty').replace('to: proposal, ask: [amount]', 'to: porposal, ask: [amuont]');
      const answer = await publish('faulty', text);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer).toMatchObject({
        status: 422,
        body: {
          code: 'TextFaulty',
          findings: [
            { code: 'UnknownStage', level: 'error', line: expect.any(Number), column: expect.any(Number) },
            { code: 'UnknownField' },
          ],
        },
      });
      expect(await rowsOf('faulty')).toEqual({ versions: 0, publications: 0 });
    });

    it("refuses another process's text, a publication without a note, and a body that is too large", async () => {
      expect((await publish('one-thing', aProcess('another'))).body).toMatchObject({
        code: 'BadInput',
        errors: [{ path: 'body.text' }],
      });
      expect(await api.post('/processes/x/publish', { text: SALE }, asOps)).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'body.note' }] },
      });
      expect((await publish('x', `# ${'x'.repeat(300_000)}`)).body.code).toBe('BodyTooLarge');
    });

    it('does it once with one key, whatever happened to the answer', async () => {
      const key = newId();
      const text = aProcess('one-key');
      const one = await publish('one-key', text, 'Once', { ...asOps, key });
      await publish('one-key', shorter(text), 'Then another');
      // As if the process had died before the answer was kept: the same key comes to the tables again.
      await api.engine.pool.query('DELETE FROM kept_answers WHERE key = $1', [key]);
      const two = await publish('one-key', text, 'Once', { ...asOps, key });
      expect(two.body).toEqual(one.body);
      expect((await api.get('/processes/one-key')).body.current).toBe(2);
      expect(await rowsOf('one-key')).toEqual({ versions: 2, publications: 2 });
    });

    it('refuses whoever has seen another version in force', async () => {
      await publish('seen', aProcess('seen'));
      const late = await api.post(
        '/processes/seen/publish',
        { text: shorter(aProcess('seen')), note: 'x', replaces: null },
        asOps,
      );
      expect(late).toMatchObject({ status: 409, body: { code: 'MovedOn', detail: 'Version 1 is in force by now.' } });
      const sees = { text: shorter(aProcess('seen')), note: 'x', replaces: 1 };
      expect((await api.post('/processes/seen/publish', sees, asOps)).body.version).toBe(2);
    });
  });

  describe('approval by a second person', () => {
    const strict = (key: string) => aProcess(key).replace('kind: sale', 'kind: sale\napproval: second person');

    it('is refused to the author, and open to somebody else', async () => {
      const draft = await draftOf(strict('two-people'));
      expect(await publishDraft('two-people', draft, ops)).toMatchObject({
        status: 409,
        body: { code: 'SecondPersonNeeded' },
      });
      expect(await publish('two-people', strict('two-people'))).toMatchObject({ status: 409 });
      expect(await rowsOf('two-people')).toEqual({ versions: 0, publications: 0 });
      expect((await publishDraft('two-people', draft, boss)).body).toMatchObject({ version: 1, how: 'published' });
      const [version] = (await api.get('/processes/two-people')).body.versions;
      expect(version.publications).toMatchObject([{ author: { name: 'Olga Ops' }, approver: { name: 'Adam Admin' } }]);
    });

    it('is of what was read: whoever saved it last is its author, and a later revision is not published', async () => {
      const draft = await draftOf(strict('read-first'));
      await api.put(
        `/process-drafts/${draft.id}`,
        { name: 'x', text: strict('read-first'), revision: 1 },
        { as: boss },
      );
      expect((await publishDraft('read-first', draft, boss)).body).toMatchObject({
        code: 'MovedOn',
        detail: expect.stringContaining('revision 2'),
      });
      expect((await publishDraft('read-first', { ...draft, revision: 2 }, boss)).body.code).toBe('SecondPersonNeeded');
      expect((await publishDraft('read-first', { ...draft, revision: 2 }, ops)).status).toBe(200);
    });

    it('is not left behind by one person alone', async () => {
      await publishDraft('no-way-out', await draftOf(strict('no-way-out')), boss);
      expect((await publish('no-way-out', aProcess('no-way-out'))).body.code).toBe('SecondPersonNeeded');
      expect((await publishDraft('no-way-out', await draftOf(aProcess('no-way-out')), boss)).body.version).toBe(2);
    });

    it('holds for bringing back, too: not by whoever wrote it', async () => {
      await publishDraft('back-by-two', await draftOf(strict('back-by-two')), boss);
      await publishDraft('back-by-two', await draftOf(shorter(strict('back-by-two'))), boss);
      const back = (as: string) => api.post('/processes/back-by-two/versions/1/bring-back', { note: 'Back' }, { as });
      expect((await back(ops)).body.code).toBe('SecondPersonNeeded');
      expect((await back(boss)).body).toMatchObject({ version: 1, how: 'brought back' });
    });
  });

  describe('bringing back', () => {
    it('makes an older version the one that new sales take, without a new version', async () => {
      await publish('back', aProcess('back'));
      await publish('back', shorter(aProcess('back')));
      const back = (n: number) =>
        api.post(`/processes/back/versions/${n}/bring-back`, { note: 'It was better' }, { as: boss });
      expect((await back(1)).body).toEqual({ key: 'back', version: 1, how: 'brought back', made: false, findings: [] });
      expect((await startSale('back')).process.version).toBe(1);
      expect((await api.get('/processes')).body.items).toContainEqual(
        expect.objectContaining({ key: 'back', version: 1 }),
      );
      expect(await rowsOf('back')).toEqual({ versions: 2, publications: 3 });
      expect((await back(1)).body).toMatchObject({ version: 1, how: null });
      expect((await back(3)).status).toBe(404);
      const [, one] = (await api.get('/processes/back')).body.versions;
      expect(one.publications).toMatchObject([
        { how: 'brought back', replaced: 2, author: { name: 'Olga Ops' }, approver: { name: 'Adam Admin' } },
        { how: 'published' },
      ]);
      // The text of the newer one, sent again, is that version again.
      expect((await publish('back', shorter(aProcess('back')))).body).toMatchObject({
        version: 2,
        made: false,
        how: 'brought back',
      });
    });
  });

  describe('what ships with the product', () => {
    const ship = (key: string, more = '') => publishProcess(api.engine.pool, key, aProcess(key, more));

    it('follows its releases until somebody here publishes theirs, which no upgrade touches', async () => {
      expect(await ship('shipped')).toMatchObject({ became: 'in force', version: 1, made: true });
      expect(await ship('shipped', '# the next release\n')).toMatchObject({ version: 2, made: true });
      await publish('shipped', shorter(aProcess('shipped')), 'Ours');
      expect(await ship('shipped', '# the release after that\n')).toEqual({ became: 'kept', version: 3 });
      expect((await api.get('/processes/shipped')).body).toMatchObject({
        current: 3,
        versions: [{ version: 3 }, { version: 2 }, { version: 1 }],
      });
      const log = (await api.get('/processes/shipped')).body.versions.flatMap(
        ({ publications }: { publications: object[] }) => publications,
      );
      expect(log).toMatchObject([
        { author: { id: ops } },
        { author: { id: 'system' }, note: 'Shipped with the product' },
        { approver: { id: 'system' } },
      ]);
    });

    it('stands back before one of its own that somebody here brought back', async () => {
      await ship('chosen');
      await ship('chosen', '# better\n');
      await api.post('/processes/chosen/versions/1/bring-back', { note: 'We stay' }, asOps);
      expect(await ship('chosen', '# better still\n')).toEqual({ became: 'kept', version: 1 });
    });
  });

  describe('rights', () => {
    it.each<[who: string, as: () => string, draft: number, published: number]>([
      ['a rep', () => api.engine.cast.rep, 403, 403],
      ['somebody who may only read', () => reader, 403, 403],
      ['a manager', () => manager, 201, 403],
      ['sales-ops', () => ops, 201, 200],
      ['an administrator', () => boss, 201, 200],
    ])('%s', async (who, as, drafts, publishes) => {
      const key = `rights-${who.replaceAll(' ', '-')}`;
      expect((await api.post('/processes', { name: 'x', text: SALE }, { as: as() })).status).toBe(drafts);
      expect((await publish(key, aProcess(key), 'x', { as: as() })).status).toBe(publishes);
      expect((await api.put('/routing', { text: '[]', note: 'x' }, { as: as() })).status).toBe(
        publishes === 200 ? 422 : 403,
      );
    });

    it('nobody writes the log by hand, or a version that is not in it', async () => {
      const { apiPool, pool } = api.engine;
      for (const on of [apiPool, pool])
        for (const sql of [
          `UPDATE publications SET note = ''`,
          'DELETE FROM publications',
          `UPDATE routings SET note = ''`,
        ])
          await expect(on.query(sql)).rejects.toThrow(/permission denied|immutable/);
      const insert = `INSERT INTO process_versions (id, key, version, kind, hash, definition, source) VALUES ($1, 'raw', 1, 'sale', 'x', '{}', '')`;
      await expect(apiPool.query(insert, [newId()])).rejects.toThrow('permission denied');
    });
  });

  describe('a difference', () => {
    it('says what is another, and counts the running deals that it touches as a plain query does', async () => {
      await publish('touched', aProcess('touched'));
      const sales = await Promise.all(Array.from({ length: 9 }, () => startSale('touched')));
      const moneyed = { amount: { amount: '1000.00', currency: 'RUB' } };
      const complete = async (id: string, task: string, outcome: string, fields: object) => {
        const tasks: { id: string; task: string }[] = (await api.get(`/sales/${id}`)).body.tasks;
        const open = tasks.find((one) => one.task === task);
        const answer: Answer = await api.post(`/tasks/${open?.id}/complete`, { outcome, fields });
        expect([task, answer.status]).toEqual([task, 200]);
      };
      for (const { id } of sales.slice(0, 5)) await complete(id, 'first-call', 'need confirmed', moneyed);
      for (const { id } of sales.slice(0, 2))
        await complete(id, 'send-proposal', 'sent', { decisionDate: '2099-01-01' });
      await complete(sales[8]?.id ?? '', 'first-call', 'no interest', { reason: 'price' });
      const amend = { type: 'amend', fields: { discount: 20 } };
      expect((await api.post(`/sales/${sales[3]?.id}/commands`, amend)).status).toBe(200);
      const text = aProcess('touched')
        .replace(
          "assignee: owner's manager\n        limit: 1 working day",
          "assignee: owner's manager\n        limit: 2 working days",
        )
        .replace('limit: 3 working days', 'limit: 2 working days')
        .replace('require: [amount]\n    tasks', 'tasks')
        .replace(
          'accepted: {',
          'asks again: { name: { en: Asks, ru: Спрашивает }, again: true }\n          accepted: {',
        )
        .replace('probability: 70', 'probability: 75')
        .replace('en: Standard sale', 'en: Our sale');
      const { body } = await api.post('/processes/touched/diff', { text }, asOps);
      const told = body.differences.map(({ code, deals }: { code: string; deals: number }) => [code, deals]);
      const plain = async (where: string) => {
        const { rows } = await api.engine.pool.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM process_instances i JOIN process_versions v ON v.id = i.version_id
           WHERE v.key = 'touched' AND i.open AND (${where})`,
        );
        return rows[0]?.n;
      };
      const opens = (task: string) =>
        `EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = i.id AND t.task = '${task}' AND t.status = 'open')`;
      const counts = {
        qualify: await plain(`state = 'qualify'`),
        proposal: await plain(`state = 'proposal'`),
        waiting: await plain(`state = 'waiting-decision'`),
        asking: await plain(opens('ask-for-decision')),
        approving: await plain(opens('approve-discount')),
      };
      expect(counts).toEqual({ qualify: 3, proposal: 3, waiting: 2, asking: 2, approving: 1 });
      expect(new Map(told)).toEqual(
        new Map([
          ['WordsChanged', 0],
          ['LimitShortened', counts.qualify],
          ['LimitLengthened', counts.approving],
          ['RequirementLoosened', counts.proposal],
          ['ProbabilityChanged', counts.waiting],
          ['OutcomeAdded', counts.asking],
        ]),
      );
      expect(body).toMatchObject({ from: 1, to: null, deals: await plain('true') });
      await publish('touched', text);
      const between = (await api.get('/processes/touched/diff?from=1')).body;
      expect(between).toEqual({ ...body, to: 2 });
      expect(between.differences[1].says).toEqual({
        en: expect.stringContaining('working days'),
        ru: expect.stringContaining('рабочих дня'),
      });
    });
  });

  describe('the routing rule', () => {
    it('is shown, is put in force with a note, and stands before what ships', async () => {
      const shipped = (await api.get('/routing')).body;
      expect(shipped).toMatchObject({
        author: { id: 'system' },
        text: expect.stringContaining('process: standard-sale'),
      });
      await publish('our-sale', aProcess('our-sale'));
      const text = '# Ours\n- { kind: sale, process: our-sale }\n- { kind: lead, process: standard-lead }\n';
      const put = await api.put('/routing', { text, note: 'One process for all' }, asOps);
      expect(put).toMatchObject({
        status: 200,
        body: { text, note: 'One process for all', author: { name: 'Olga Ops' } },
      });
      const sale = (await api.post('/sales', { title: 'Routed' })).body;
      expect(sale.process.key).toBe('our-sale');
      const { publishShipped } = await import('../../activities/publish-shipped');
      await publishShipped(api.engine.pool, readConfig().root);
      expect((await api.get('/routing')).body.text).toBe(text);
    });

    it('TB-AN-02: clients of each segment are sold to in a way of their own, with words of its own; a lead’s sale goes its client’s way', async () => {
      const guided = (key: string, words: string) =>
        aProcess(key).replace('en: Find out what the client needs, by when, and who decides.', `en: ${words}`);
      await publish('key-sale', guided('key-sale', 'Bring the director along.'));
      await publish('quick-sale', guided('quick-sale', 'Two minutes and a price.'));
      const text = [
        '- { kind: sale, when: segment == "a", process: key-sale }',
        '- { kind: sale, when: lineOfBusiness == "parts", process: quick-sale }',
        '- { kind: sale, process: standard-sale }',
        '- { kind: lead, process: standard-lead }',
      ].join('\n');
      expect((await api.put('/routing', { text, note: 'By segment' }, asOps)).status).toBe(200);
      const client = async (name: string, category: string | undefined) =>
        (await api.post('/accounts', { name, category })).body.id;
      const [key, small] = [await client('Great works', 'a'), await client('Small shop', 'c')];
      const way = async (sale: object) => {
        const { status, body } = await api.post('/sales', { title: 'Pumps', secondReason: 'Another plant', ...sale });
        expect([status, body.detail]).toEqual([201, undefined]);
        const { process, guidance } = (await api.get(`/sales/${body.id}`)).body;
        return [process.key, guidance.en.split('.')[0]];
      };
      expect(await way({ accountId: key, line: 'parts' })).toEqual(['key-sale', 'Bring the director along']);
      expect(await way({ accountId: small, line: 'parts' })).toEqual(['quick-sale', 'Two minutes and a price']);
      expect((await way({ accountId: small }))[0]).toBe('standard-sale');
      expect((await way({ title: 'Nobody’s' }))[0]).toBe('standard-sale');
      const lead = (await api.post('/leads', { topic: 'More pumps', accountId: await client('Great mill', 'a') })).body;
      const preview = (await api.get(`/leads/${lead.id}/qualify`)).body;
      expect(preview.sale.process.key).toBe('key-sale');
      const said = {
        result: 'qualified',
        ground: 'client wants it',
        create: { account: false, contact: false, sale: true },
      };
      const qualified = await api.post(`/leads/${lead.id}/qualify`, said);
      expect([qualified.status, qualified.body.detail]).toEqual([200, undefined]);
      const begun = async () => (await api.get(`/sales/${qualified.body.saleId}`)).body.process?.key;
      await until(begun, (found) => found !== undefined);
      expect(await begun()).toBe('key-sale');
    });

    it('is refused with all that is wrong with it', async () => {
      const text = '- { kind: sale, process: nowhere }\n- { kind: lead, process: standard-lead }\n';
      const answer = await api.put('/routing', { text, note: 'x' }, asOps);
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'TextFaulty', findings: [{ code: 'UnknownProcess', line: 1, column: 26 }] },
      });
    });
  });
});
