import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';

const HOUR_MS = 60 * 60 * 1000;
const iso = (ms: number) => new Date(ms).toISOString();

describe('distribution over HTTP', () => {
  let api: TestApi;
  let engine: Engine;
  let ops: string;

  const aPerson = async (name: string, given: { team?: string; skills?: string[]; roles?: string[] } = {}) => {
    const id = newId();
    await engine.pool.query(
      `INSERT INTO people (id, name, email, roles, skills, manager_id) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, name, `${id}@example.com`, given.roles ?? ['rep'], given.skills ?? [], engine.cast.manager],
    );
    if (given.team) {
      await engine.pool.query(
        `INSERT INTO teams (id, key, name) VALUES ($1, $2, '{"en": "A team", "ru": "Команда"}') ON CONFLICT (key) DO NOTHING`,
        [newId(), given.team],
      );
      await engine.pool.query('INSERT INTO team_members SELECT id, $2 FROM teams WHERE key = $1', [given.team, id]);
    }
    return id;
  };
  const aTeam = async (team: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => aPerson(`${team} ${n}`, { team })));
  const publish = async (text: string) => {
    const answer = await api.put('/distribution', { text, note: 'A test' }, { as: ops });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const aLead = async (given: Record<string, unknown> = {}, key = newId()) => {
    const answer = await api.post('/leads', { topic: 'Interest', ...given }, { key });
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  };
  const times = <T>(count: number, make: (n: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, n) => make(n)));
  const tally = (ids: readonly string[]) => {
    const counts: Record<string, number> = {};
    for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
    return counts;
  };

  beforeAll(async () => {
    const started = await startTestApi();
    api = started;
    engine = started.engine;
    ops = await aPerson('Olga Ops', { roles: ['sales-ops'] });
  });
  afterEach(() => publish('[]'));

  it('without rules a lead stays with whoever notes it, and its assignment says so', async () => {
    await publish('[]');
    const lead = await aLead();
    expect(lead.owner.id).toBe(engine.cast.rep);
    expect((await api.get(`/leads/${lead.id}/assignment`)).body).toMatchObject({ how: 'by hand', rule: null });
  });

  it('TB-SFA-01: leads that come in all at once are shared out evenly in turn', async () => {
    const team = await aTeam('even', 5);
    await publish('- { to: { team: even }, how: in turn }');
    const owners = (await times(16, () => aLead())).map((lead) => lead.owner.id as string);
    const counts = team.map((id) => tally(owners)[id] ?? 0);
    expect(counts.reduce((a, b) => a + b)).toBe(16);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('TB-SFA-01: by load, who has more open leads gets none until the others have as many', async () => {
    const [busy = '', idle = ''] = await aTeam('load', 2);
    await times(3, () => aLead({ ownerId: busy }));
    await publish('- { to: { team: load } }');
    const owners = (await times(4, () => aLead())).map((lead) => lead.owner.id);
    expect(tally(owners)).toEqual({ [idle]: 3, [busy]: 1 });
  });

  it('TB-SFA-02: a lead goes to whoever fits it, by what it says of itself', async () => {
    const tender = await aPerson('Tanya Tender', { skills: ['tender'] });
    const [german = ''] = await aTeam('fits', 2);
    const set = await api.put(`/distribution/people/${german}`, { languages: ['de'], lines: ['glass'] }, { as: ops });
    expect(set).toMatchObject({ status: 200, body: { languages: ['de'], lines: ['glass'] } });
    await publish(`
- { when: source == "tender", to: { skill: tender } }
- { to: { team: fits, language: de, line: glass } }`);
    expect((await aLead({ source: 'tender' })).owner.id).toBe(tender);
    expect((await aLead({ source: 'web' })).owner.id).toBe(german);
  });

  it('TB-GEN-03: it says why it gave whom what: rule, the lead’s values, and how each stood', async () => {
    const [one = '', two = ''] = await aTeam('why', 2);
    await api.post(
      '/absences',
      { personId: one, from: iso(Date.now() - HOUR_MS), to: iso(Date.now() + HOUR_MS) },
      { as: ops },
    );
    await publish(`
- { when: source == "fair", to: { person: ${one}@example.com } }
- { name: { en: The rest, ru: Остальные }, when: source != "fair", to: { team: why }, how: in turn }`);
    const lead = await aLead({ source: 'web' });
    expect(lead.owner.id).toBe(two);
    const { body } = await api.get(`/leads/${lead.id}/assignment`);
    expect(body).toMatchObject({ how: 'rule', rule: 2, owner: { id: two, name: 'why 1' } });
    expect(body.say).toEqual([
      {
        en: 'Rule 1 (source == "fair"; Source: web) does not hold.',
        ru: 'Правило 1 (source == "fair"; Источник: web) не выполняется.',
      },
      {
        en: 'Rule 2 "The rest" (source != "fair"; Source: web) holds: team why; in turn: why 1.',
        ru: 'Правило 2 "Остальные" (source != "fair"; Источник: web) выполняется: команда why; по очереди: why 1.',
      },
    ]);
    expect(body.looked[1].candidates).toMatchObject([
      { person: { id: two }, unfit: null, say: { en: 'why 1: open leads: 0, no turn yet' } },
      { person: { id: one }, unfit: 'away', say: { ru: expect.stringContaining('отсутствует') } },
    ]);
  });

  it('respects absence, room and who has left; nobody free: the fallback, and why', async () => {
    const [away = '', full = '', left = ''] = await aTeam('gone', 3);
    await engine.pool.query('UPDATE people SET active = false WHERE id = $1', [left]);
    await api.put(`/distribution/people/${full}`, { maxOpenLeads: 1 }, { as: ops });
    await publish('- { to: { team: gone } }');
    const absence = await api.post(
      '/absences',
      { personId: away, from: iso(Date.now() - HOUR_MS), to: iso(Date.now() + HOUR_MS) },
      { as: away },
    );
    expect(absence.status).toBe(201);
    expect((await aLead()).owner.id).toBe(full);
    const second = await aLead();
    expect(second.owner.id).toBe(engine.cast.rep);
    const { body } = await api.get(`/leads/${second.id}/assignment`);
    expect(body).toMatchObject({ how: 'fallback', rule: null, looked: [{ became: 'nobody free' }] });
    expect(
      Object.fromEntries(
        body.looked[0].candidates.map((one: { person: { id: string }; unfit: string }) => [one.person.id, one.unfit]),
      ),
    ).toEqual({
      [away]: 'away',
      [full]: 'full',
      [left]: 'has left',
    });
    expect((await api.delete(`/absences/${absence.body.id}`, { as: away })).status).toBe(200);
    expect((await aLead()).owner.id).toBe(away);
  });

  it('the same request again gives the lead to the same person, and takes no second turn', async () => {
    await aTeam('again', 3);
    await publish('- { to: { team: again }, how: in turn }');
    const key = newId();
    const [first, second] = [await aLead({}, key), await aLead({}, key)];
    expect(second).toEqual(first);
    const { rows } = await engine.pool.query('SELECT count(*)::int AS n FROM lead_assignments WHERE instance_id = $1', [
      first.id,
    ]);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('whoever is named as owner keeps the lead, whatever the rules say', async () => {
    await aTeam('named', 1);
    await publish('- { to: { team: named } }');
    expect((await aLead({ ownerId: engine.cast.colleague })).owner.id).toBe(engine.cast.colleague);
  });

  it('a try says whom such a lead would go to, also by rules that are not in force, and does nothing', async () => {
    const [one = ''] = await aTeam('tried', 1);
    const text = '- { when: region == "North", to: { team: tried } }';
    const tried = await api.post('/distribution/try', { text, facts: { region: 'North' } }, { as: ops });
    expect(tried).toMatchObject({ status: 200, body: { owner: { id: one }, rule: 1, queued: false } });
    const other = await api.post('/distribution/try', { text, facts: { region: 'South' } }, { as: ops });
    expect(other.body).toMatchObject({ owner: { id: ops }, rule: null });
    expect(other.body.say.at(-1).en).toContain('No rule had anybody');
    expect((await api.get('/distribution')).body.rules).toEqual([]);
  });

  it('a faulty text is refused whole, and whoever was slower hears that others are in force', async () => {
    const before = (await api.get('/distribution')).body.n;
    const faulty = await api.put('/distribution', { text: '- { to: { team: nowhere } }', note: 'x' }, { as: ops });
    expect(faulty).toMatchObject({
      status: 422,
      body: { code: 'TextFaulty', findings: [{ code: 'UnknownTeam', line: 1 }] },
    });
    const stale = await api.put('/distribution', { text: '[]', note: 'x', after: before - 1 }, { as: ops });
    expect(stale).toMatchObject({ status: 409, body: { code: 'MovedOn' } });
    expect((await api.get('/distribution')).body.n).toBe(before);
    expect(await api.put('/distribution', { text: '[]', note: 'x' })).toMatchObject({ status: 403 });
    expect((await api.get('/distribution/versions')).body.items[0].n).toBe(before);
  });

  it('an absence is one’s own, or that of somebody below', async () => {
    const { rep, colleague, manager } = engine.cast;
    const body = { personId: colleague, from: iso(Date.now() + HOUR_MS), to: iso(Date.now() + 2 * HOUR_MS) };
    expect(await api.post('/absences', body, { as: rep })).toMatchObject({ status: 403 });
    const noted = await api.post('/absences', { ...body, deputyId: rep }, { as: manager });
    expect(noted).toMatchObject({ status: 201, body: { deputy: { id: rep } } });
    expect((await api.get(`/absences?person=${colleague}`)).body.items).toMatchObject([{ id: noted.body.id }]);
    const backwards = await api.post('/absences', { ...body, to: body.from }, { as: manager });
    expect(backwards).toMatchObject({ status: 400, body: { errors: [{ path: 'body.to' }] } });
  });

  describe('a queue', () => {
    it('TB-GEN-02: of many who claim the same leads at once, each lead gets exactly one, and the others hear who', async () => {
      const team = await aTeam('claimers', 8);
      await publish(`- { to: { team: claimers }, how: queue, keeper: mara@example.com }`);
      const leads = await times(25, () => aLead());
      expect(new Set(leads.map((lead) => lead.owner.id))).toEqual(new Set([engine.cast.manager]));
      const tries = leads.flatMap(({ id }) => team.map((as) => ({ id, as })));
      const answers = await Promise.all(
        tries.map(async ({ id, as }) => ({ id, as, answer: await api.post(`/leads/${id}/claim`, undefined, { as }) })),
      );
      for (const { id } of leads) {
        const mine = answers.filter((one) => one.id === id);
        const [won, ...more] = mine.filter(({ answer }) => answer.status === 200);
        expect(more).toEqual([]);
        expect(won?.answer.body.owner.id).toBe(won?.as);
        for (const { answer } of mine.filter((one) => one !== won))
          expect(answer).toMatchObject({
            status: 409,
            body: { code: 'LeadHeld', until: [{ params: { holder: { id: won?.as } } }] },
          });
        expect((await api.get(`/leads/${id}`)).body.owner.id).toBe(won?.as);
      }
    }, 120_000);

    it('shows what I may claim, the best rated first, then the oldest; others see nothing of it', async () => {
      const [mine = ''] = await aTeam('seers', 1);
      const [other = ''] = await aTeam('others', 1);
      await publish(`- { to: { team: seers }, how: queue, keeper: mara@example.com }`);
      const plain = await aLead({ topic: 'Plain', personName: 'Vera Secret', email: 'vera@secret.example' });
      const low = await aLead({ topic: 'Low', fields: { rating: 'low' } });
      const high = await aLead({ topic: 'High', fields: { rating: 'high' } });
      const { body } = await api.get('/leads/queue?limit=2', { as: mine });
      expect(body).toMatchObject({ total: 3, items: [{ id: high.id }, { id: low.id }] });
      const rest = await api.get(`/leads/queue?limit=2&cursor=${body.next}`, { as: mine });
      expect(rest.body).toMatchObject({ next: null, items: [{ id: plain.id, keeper: { name: 'Mara Manager' } }] });
      expect(JSON.stringify(rest.body)).not.toContain('ecret');
      expect((await api.get('/leads/queue', { as: other })).body).toMatchObject({ total: 0, items: [] });
      expect(await api.post(`/leads/${high.id}/claim`, undefined, { as: other })).toMatchObject({
        status: 409,
        body: { code: 'NotYours' },
      });
      expect((await api.post(`/leads/${high.id}/claim`, undefined, { as: mine })).status).toBe(200);
      expect((await api.get('/leads/queue', { as: mine })).body.total).toBe(2);
      const kept = await api.get(`/leads/${high.id}/assignment`);
      expect(kept.body).toMatchObject({ how: 'queue', owner: { name: 'Mara Manager' }, claimedBy: { id: mine } });
    });

    it('a claim may be repeated, is bounded by room, and can be given back for the next one', async () => {
      const [one = '', two = ''] = await aTeam('givers', 2);
      await publish(`- { to: { team: givers }, how: queue, keeper: mara@example.com }`);
      const [first, second] = [await aLead(), await aLead()];
      await api.put(`/distribution/people/${one}`, { maxOpenLeads: 1 }, { as: ops });
      expect((await api.post(`/leads/${first.id}/claim`, undefined, { as: one })).status).toBe(200);
      expect((await api.post(`/leads/${first.id}/claim`, undefined, { as: one })).status).toBe(200);
      expect(await api.post(`/leads/${second.id}/claim`, undefined, { as: one })).toMatchObject({
        status: 409,
        body: { code: 'NoRoom' },
      });
      expect(await api.post(`/leads/${first.id}/release`, undefined, { as: two })).toMatchObject({ status: 409 });
      const back = await api.post(`/leads/${first.id}/release`, undefined, { as: one });
      expect(back).toMatchObject({ status: 200, body: { owner: { id: engine.cast.manager } } });
      expect((await api.post(`/leads/${first.id}/claim`, undefined, { as: two })).body.owner.id).toBe(two);
    });

    it('what was given on by hand stands in it no more', async () => {
      const [one = ''] = await aTeam('byhand', 1);
      await publish(`- { to: { team: byhand }, how: queue, keeper: mara@example.com }`);
      const lead = await aLead();
      const given = await api.post(
        `/leads/${lead.id}/commands`,
        { type: 'reassign', ownerId: engine.cast.colleague },
        { as: engine.cast.manager },
      );
      expect(given.status).toBe(200);
      expect((await api.get('/leads/queue', { as: one })).body.total).toBe(0);
      expect(await api.post(`/leads/${lead.id}/claim`, undefined, { as: one })).toMatchObject({
        status: 409,
        body: { code: 'LeadHeld', detail: 'Carl Colleague has it.' },
      });
    });
  });
});
