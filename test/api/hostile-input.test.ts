import { v7 as newId } from 'uuid';
import { serve, type TestApi } from '../support/api';
import { freshDatabase, testPool } from '../support/database';

const HUGE = 2 ** 33;
const NUL = '%00';
const mail = (subject: string) => ({ text: `mail: a\nsubject: { en: "${subject}", ru: b }\ntext: { en: a, ru: b }` });
const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

/** What nobody sends by accident: it is refused as bad input, and nothing stumbles over it. */
describe('hostile input', () => {
  let api: TestApi;
  const admin = newId();
  const id = newId();

  beforeAll(async () => {
    const database = await freshDatabase();
    await testPool(database.ownerUrl).query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Ada', 'ada@example.com', '{administrator,integration}')`,
      [admin],
    );
    api = await serve(testPool(database.apiUrl), admin, {});
  });

  it.each([
    [`/processes/${NUL}`, 'params.key'],
    [`/processes/${NUL}/diff?from=1&to=2`, 'params.key'],
    [`/processes/${NUL}/migrations`, 'params.key'],
    [`/processes/${NUL}/migrations/proposal?to=1`, 'params.key'],
    [`/calendars/${NUL}`, 'params.key'],
    [`/deadlines/next?team=${NUL}`, 'query.team'],
    [`/migrations/${id}?becomes=${NUL}`, 'query.becomes'],
  ])('GET %s', async (path, place) => {
    expect(await api.get(path)).toMatchObject({ status: 400, body: { code: 'BadInput', errors: [{ path: place }] } });
  });

  it.each<[method: 'post' | 'put', path: string, body: unknown, place: string]>([
    ['put', '/calendars/office', { text: 'x', after: HUGE }, 'body.after'],
    ['put', '/calendars/office', { calendar: nested(100) }, `body.calendar${'.a'.repeat(32)}`],
    ['put', '/calendars/office', { text: 'x'.repeat(40_000) }, 'body.text'],
    ['put', '/calendars/office', { calendar: { name: 'x'.repeat(40_000) } }, 'body'],
    ['put', `/people/${id}/calendar`, { calendar: '\u0000' }, 'body.calendar'],
    ['put', `/process-drafts/${id}`, { name: 'x', text: 'x', revision: HUGE }, 'body.revision'],
    ['post', `/processes/${NUL}/versions/1/bring-back`, { note: 'x' }, 'params.key'],
    ['post', `/migrations/${id}/revert`, { batch: HUGE }, 'body.batch'],
    ['post', `/processes/x/migrations`, { to: 1, plan: { fields: { a: '\u0000' } } }, 'body.plan.fields.a'],
    ['post', `/processes/x/migrations`, { to: 1, plan: { stages: { '\u0000': 'b' } } }, 'body.plan.stages'],
    ['post', `/sales/${id}/events`, { event: '\u0000' }, 'body.event'],
    ['post', `/sales/${id}/events`, '{"event":"a","fields":{"a":"\\ud800"}}', 'body.fields.a'],
    ['post', `/sales/${id}/commands`, { type: 'move', to: '\u0000' }, 'body.to'],
    ['post', '/webhooks', { name: 'x', url: 'https://example.com/\u0000' }, 'body.url'],
    ['put', '/routing', { text: 'x'.repeat(40_000), note: 'x' }, 'body.text'],
    ['put', '/mail-templates', { text: 'x'.repeat(40_000) }, 'body.text'],
  ])('%s %s', async (method, path, body, place) => {
    const answer = await api[method](path, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'BadInput', errors: [{ path: place }] } });
  });

  it('a text that writes by escapes what no table keeps', async () => {
    for (const text of ['a\\0b', '\\ud800', '\\x00'])
      expect(await api.put('/mail-templates', mail(text))).toMatchObject({
        status: 422,
        body: { findings: [{ code: 'NotYaml', line: 2 }] },
      });
    expect(await api.put('/mail-templates', mail('Привет 👋'))).toMatchObject({ status: 200 });
  });
});
