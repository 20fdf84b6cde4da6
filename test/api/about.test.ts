import { startTestApi } from '../support/api';
import { until } from '../support/engine';

describe('what the API says about itself and about what happens', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  beforeAll(async () => {
    api = await startTestApi();
  });

  it('is up and ready, documented, and needs no token for that', async () => {
    const open = { as: null };
    expect(await api.get('/healthz', open)).toMatchObject({ status: 200, body: { status: 'up' } });
    expect(await api.get('/readyz', open)).toMatchObject({ status: 200, body: { database: 'up', temporal: 'up' } });
    expect((await api.get('/openapi.json', open)).body).toMatchObject({ info: { title: 'Dealwright' } });
    for (const place of ['/docs', '/api/v1/docs']) {
      const page = await fetch(`${api.url}${place}`);
      expect(page.status).toBe(200);
      expect(page.url).toBe(`${api.url}${place}/`);
      const html = await page.text();
      expect(html).toContain('swagger-ui');
      expect(html).not.toMatch(/https?:\/\/(?!127)/);
    }
    expect(await (await fetch(`${api.url}/docs/swagger-initializer.js`)).text()).toContain('/api/v1/openapi.json');
    expect((await fetch(`${api.url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
  });

  it('counts commands by what became of them, and reads the figures of the tables', async () => {
    const sale = (await api.post('/sales', { title: 'Counted' })).body;
    await api.post(`/sales/${sale.id}/commands`, { type: 'resume' });
    const { body: text } = await api.get('/metrics', { as: null });
    expect(text).toMatch(/dealwright_command_seconds_count\{[^}]*type="start"[^}]*outcome="applied"[^}]*\} 1/);
    expect(text).toMatch(/dealwright_command_seconds_count\{[^}]*type="resume"[^}]*outcome="refused"[^}]*\} 1/);
    expect(text).toMatch(/dealwright_open\{kind="sale"\} 1/);
    expect(text).toMatch(/dealwright_deadlines_unfired 0/);
    expect(text).not.toContain('Counted');
  });

  it('announces each decision as it happens', async () => {
    const reading = new AbortController();
    const authorization = `Bearer ${await api.token(api.engine.cast.rep)}`;
    const stream = await fetch(`${api.url}/api/v1/events`, { headers: { authorization }, signal: reading.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    void (async () => {
      for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await until(
      async () => heard,
      (text) => text.includes('connected'),
    );
    const sale = (await api.post('/sales', { title: 'Announced' })).body;
    await until(
      async () => heard,
      (text) => text.includes(sale.id),
    );
    const data = heard.split('\n').find((line) => line.startsWith('data:') && line.includes(sale.id));
    expect(JSON.parse(data?.slice(5) ?? '')).toEqual({
      instanceId: sale.id,
      kind: 'sale',
      seq: 1,
      state: 'qualify',
      type: 'start',
    });
    reading.abort();
    expect(await api.get('/events', { as: null })).toMatchObject({ status: 401 });
  });

  it('tells the sender, and nobody else, what became of a command', async () => {
    const key = '0199a0a0-0000-4000-8000-000000000001';
    const sale = (await api.post('/sales', { title: 'Asked for' }, { key })).body;
    const state = (await api.get(`/commands/${key}`)).body;
    expect(state).toMatchObject({ status: 'applied', instanceId: sale.id, applied: { seq: 1, state: 'qualify' } });
    expect(await api.get(`/commands/${key}`, { as: api.engine.cast.colleague })).toMatchObject({ status: 404 });
  });
});
