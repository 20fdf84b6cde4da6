import { v7 as newId } from 'uuid';
import { startTestApi } from '../support/api';

describe('what somebody says of themselves, and offices', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const manager = () => ({ as: api.engine.cast.manager });

  beforeAll(async () => {
    api = await startTestApi();
    await api.engine.pool.query(`UPDATE people SET roles = '{administrator}' WHERE id = $1`, [api.engine.cast.manager]);
  });

  it('language and zone are theirs to say; digests and quiet hours go by that zone', async () => {
    const said = await api.put('/me', { language: 'ru', zone: 'Asia/Yekaterinburg' });
    expect(said).toMatchObject({ status: 200, body: { language: 'ru', zone: 'Asia/Yekaterinburg' } });
    expect((await api.get('/me')).body).toMatchObject({ language: 'ru', zone: 'Asia/Yekaterinburg' });
    expect((await api.get('/me/notices')).body.zone).toBe('Asia/Yekaterinburg');
    await api.put('/me', { language: 'ru', zone: null });
    expect((await api.get('/me/notices')).body.zone).toBe('Europe/Moscow');
  });

  it.each(['Mars/Olympus', '+03:00', '', 5])('a zone that is none changes nothing: %p', async (zone) => {
    const before = (await api.get('/me')).body;
    expect(await api.put('/me', { language: 'en', zone })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.zone' }] },
    });
    expect((await api.get('/me')).body).toEqual(before);
  });

  it('an office is opened once, moved, and asks for a calendar that there is', async () => {
    const key = newId();
    const office = { name: { en: 'Tbilisi', ru: 'Тбилиси' }, zone: 'Asia/Tbilisi', calendar: 'office' };
    const opened = await api.post('/offices', office, { ...manager(), key });
    expect(opened).toMatchObject({ status: 201, body: office });
    expect((await api.post('/offices', office, { ...manager(), key })).body.id).toBe(opened.body.id);
    const moved = { ...office, zone: 'Europe/Belgrade' };
    expect(await api.put(`/offices/${opened.body.id}`, moved, manager())).toMatchObject({ status: 200, body: moved });
    const without = { ...office, calendar: 'nowhere' };
    expect(await api.put(`/offices/${opened.body.id}`, without, manager())).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.calendar' }] },
    });
    expect((await api.get('/offices')).body.items).toContainEqual({ id: opened.body.id, ...moved });
    expect((await api.put(`/offices/${api.engine.cast.rep}`, office, manager())).status).toBe(404);
    expect((await api.post('/offices', office)).status).toBe(403);
  });
});
