import { v7 as newId } from 'uuid';
import { sweepFiles } from '../../src/files';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { filesOver, PNG, pdf, sha256, testRoom } from '../support/files';
import { repsSee } from '../support/sight';

jest.setTimeout(60_000);
const HOUR_MS = 3_600_000;

describe('files on records', () => {
  let api: TestApi & { engine: Engine };
  let files: ReturnType<typeof filesOver>;
  const place = testRoom();
  const sweep = (later = 2 * HOUR_MS) => sweepFiles(place.room, api.engine.pool, Date.now() + later);
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
});
