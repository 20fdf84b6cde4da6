import { createFileRoom, sweepFiles } from '../../src/files';
import { startTestApi, type TestApi } from '../support/api';
import { atEnd } from '../support/at-end';
import type { Engine } from '../support/engine';
import { filesOver, pdf, sha256, testRoom } from '../support/files';
import { BUILD_MS, describeWithS3, type S3Server, startS3Server } from '../support/s3-server';
import { scratchDir } from '../support/scratch';

const HOUR_MS = 3_600_000;

describeWithS3('files in a bucket of a real S3-compatible server', () => {
  let s3: S3Server;
  let api: TestApi & { engine: Engine };
  let files: ReturnType<typeof filesOver>;
  let account: string;
  let place: ReturnType<typeof testRoom>;
  const kept = { ...process.env };
  atEnd(() => {
    process.env = kept;
  });

  beforeAll(async () => {
    s3 = await startS3Server();
    place = testRoom({ bucket: { name: s3.bucket, prefix: 'files/', endpoint: s3.endpoint } });
    api = await startTestApi({ deps: { files: place.room } });
    files = filesOver(api, api.engine.cast.rep);
    account = (await api.post('/accounts', { name: 'Acme' })).body.id;
  }, BUILD_MS);
  const put = (bytes: Buffer, name = 'offer.pdf') => files.put(`/accounts/${account}`, name, bytes);
  const sweep = () => sweepFiles(place.room, api.engine.pool, Date.now() + 2 * HOUR_MS);

  it('come back as they were sent, and lie there once', async () => {
    const bytes = pdf('x'.repeat(3 * 1024 * 1024));
    const [one, two] = [await put(bytes), await put(bytes)];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(s3.objects()).toEqual([`files/${sha256(bytes)}`]);
    expect((await files.content(one.body.id)).bytes.equals(bytes)).toBe(true);
    expect([place.kept(), place.incoming()]).toEqual([[], []]);
  });

  it('go from the bucket when the last file with them has gone', async () => {
    const bytes = pdf('to be removed');
    const { body } = await put(bytes);
    await api.delete(`/files/${body.id}`);
    await sweep();
    expect(s3.objects()).not.toContain(`files/${sha256(bytes)}`);
  });

  it('are found where they are after the settings changed: in the folder what was there, in the bucket what is new', async () => {
    const dir = scratchDir();
    const [before, after] = [pdf('in the folder'), pdf('in the bucket')];
    const room = createFileRoom({ dir });
    Object.assign(place.room.stores, { disk: room.stores.disk });
    const now = { room: place.room.place, stores: place.room.stores };
    place.room.place = 'disk';
    const old = (await put(before)).body;
    place.room.place = now.room;
    const fresh = (await put(after)).body;
    expect((await files.content(old.id)).bytes.equals(before)).toBe(true);
    expect((await files.content(fresh.id)).bytes.equals(after)).toBe(true);
    expect(s3.objects()).toContain(`files/${sha256(after)}`);
    expect(s3.objects()).not.toContain(`files/${sha256(before)}`);
  });

  it('are refused with a word while the server is away, and nothing is kept; what is there comes back with it', async () => {
    const bytes = pdf('away');
    const there = (await put(pdf('there'))).body;
    await s3.stop();
    const { status, body, headers } = await put(bytes);
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'FilesAway', '30']);
    expect((await files.content(there.id)).status).toBe(503);
    await expect(sweep()).resolves.toMatchObject({ removed: 0 });
    await s3.start();
    expect((await put(bytes)).status).toBe(201);
    expect((await files.content(there.id)).status).toBe(200);
    expect(place.incoming()).toEqual([]);
  });
});
