import { Readable } from 'node:stream';
import { sweepFiles } from '../../src/files';
import { createScan, scannerAt } from '../../src/files/scan';
import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';
import { filesOver, sha256, testRoom } from '../support/files';
import { BAD, describeWithClamd, fakeScanner, type Scanner, startClamd } from '../support/scanner';

const MINUTE_MS = 60_000;

describe('a scanner, where one is set', () => {
  let scanner: Scanner;
  let api: TestApi & { engine: Engine };
  let files: ReturnType<typeof filesOver>;
  let account: string;
  let place: ReturnType<typeof testRoom>;
  beforeAll(async () => {
    scanner = await fakeScanner();
    place = testRoom({ scanner: scanner.address });
    api = await startTestApi({ deps: { files: place.room } });
    files = filesOver(api, api.engine.cast.rep);
    account = (await api.post('/accounts', { name: 'Acme' })).body.id;
  });
  const put = (words: string) => files.put(`/accounts/${account}`, 'notes.txt', Buffer.from(words));
  const sweep = (later: number) => sweepFiles(place.room, api.engine.pool, Date.now() + later);
  const card = async (id: string) => (await api.get(`/files/${id}`)).body;

  it('clears a file before anybody gets it, and has one refused in which it finds something: nothing of that is kept', async () => {
    const good = await put('good words');
    expect(good.body.state).toBe('clear');
    expect((await files.content(good.body.id)).status).toBe(200);
    const bad = await put(`words ${BAD}`);
    expect([bad.status, bad.body.detail]).toEqual([422, 'The scanner found Test.Signature.']);
    expect([place.incoming(), place.kept().includes(sha256(`words ${BAD}`))]).toEqual([[], false]);
  });

  it('that is away keeps files from everybody until it has looked; none is lost', async () => {
    await scanner.stop();
    const [good, bad] = [(await put('later good')).body, (await put(`later ${BAD}`)).body];
    expect([good.state, bad.state]).toEqual(['waiting', 'waiting']);
    const { status, bytes } = await files.content(good.id);
    expect([status, JSON.parse(bytes.toString()).code]).toEqual([409, 'FileNotCleared']);
    expect(await sweep(MINUTE_MS)).toMatchObject({ cleared: 0, refused: 0 });
    await scanner.start();
    expect(await sweep(3 * MINUTE_MS)).toMatchObject({ cleared: 1, refused: 1 });
    expect((await files.content(good.id)).bytes.toString()).toBe('later good');
    expect(await card(bad.id)).toMatchObject({ state: 'refused', verdict: 'Test.Signature', sha256: null });
    expect((await files.content(bad.id)).status).toBe(409);
    await sweep(120 * MINUTE_MS);
    expect(place.kept()).not.toContain(sha256(`later ${BAD}`));
  });

  it.each(['hang up', 'fault'] as const)('that does not say OK has cleared nothing: %s', async (what) => {
    scanner.does(what);
    const { body } = await put(`words for ${what}`);
    scanner.does('look');
    expect(body.state).toBe('waiting');
  });

  it('that looks at less than the file has it refused', async () => {
    scanner.does('limit');
    const { status, body } = await put('too much');
    scanner.does('look');
    expect([status, body.detail]).toEqual([422, 'The scanner found more than the scanner looks at.']);
  });

  it('that says nothing is not waited for without end', async () => {
    scanner.does('nothing');
    const scan = createScan(scannerAt(scanner.address), 100);
    expect(await scan(Readable.from([Buffer.from('words')]))).toEqual({ was: 'away', why: 'it says nothing' });
    scanner.does('look');
  });
});

describeWithClamd('ClamAV’s own daemon', () => {
  it('clears what is clean, finds what it knows, and refuses what is more than it looks at', async () => {
    const scan = createScan(scannerAt(await startClamd()));
    const of = (bytes: Buffer) => scan(Readable.from([bytes]));
    expect(await of(Buffer.from('good words'))).toEqual({ was: 'clean' });
    expect(await of(Buffer.from(`words ${BAD} words`))).toEqual({
      was: 'found',
      what: expect.stringContaining('Test.Signature'),
    });
    expect((await of(Buffer.alloc(3 * 1024 * 1024, 'x'))).was).not.toBe('clean');
  });
});
