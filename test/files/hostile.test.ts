import { connect } from 'node:net';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { LIMITS, safeName } from '../../src/files';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, until } from '../support/engine';
import { filesOver, PNG, PROGRAM, pdf, sha256, testRoom, zip } from '../support/files';

describe('a file that means no good', () => {
  let api: TestApi & { engine: Engine };
  let files: ReturnType<typeof filesOver>;
  let account: string;
  const place = testRoom();
  beforeAll(async () => {
    api = await startTestApi({ deps: { files: place.room } });
    files = filesOver(api, api.engine.cast.rep);
    account = (await api.post('/accounts', { name: 'Acme' })).body.id;
  });
  const put = (name: string, bytes: Uint8Array | string, type?: string) =>
    files.put(`/accounts/${account}`, name, Buffer.from(bytes), type === undefined ? {} : { type });
  const refusal = async (name: string, bytes: Uint8Array | string, type?: string) => {
    const { status, body } = await put(name, bytes, type);
    return [status, body.detail];
  };

  it.each([
    ['a path out of its folder', '../../../etc/passwd', 'passwd'],
    ['a path of Windows', 'C:\\Users\\x\\..\\offer.txt', 'offer.txt'],
    ['writing that runs the other way', 'offer\u202Etxt.txt', 'offer txt.txt'],
    ['a NUL', 'offer\0.txt', 'offer .txt'],
    ['lines and quotes, as a header is forged', 'a"\r\nSet-Cookie: x=1;.txt', 'a_ Set-Cookie_ x=1;.txt'],
    ['nothing but dots', '...', 'unnamed'],
    ['a device of Windows', 'NUL.txt', '_NUL.txt'],
    ['marks of a page', '<img src=x onerror=alert(1)>.txt', '_img src=x onerror=alert(1)_.txt'],
  ])('has its name made harmless: %s', async (_, name, kept) => {
    const { status, body } = await put(name, 'words');
    expect([status, body.name]).toEqual([201, kept]);
    const { headers } = await files.content(body.id);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename/);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('has a name of 150 characters at the most, and keeps its ending', async () => {
    const { body } = await put(`${'я'.repeat(2000)}.txt`, 'words');
    expect(body.name).toBe(`${'я'.repeat(146)}.txt`);
    expect((await put('x'.repeat(10_000), 'words')).status).toBe(400);
  });

  it('has a harmless name whatever was sent, and the same one when that is made harmless again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 })), (given) => {
        const name = safeName(given);
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069<>:"|?*]/u);
        expect(name).not.toMatch(/^\.|[. ]$|^$/);
        expect(name.length).toBeLessThanOrEqual(LIMITS.nameCharacters);
        expect(safeName(name)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  it('is a program: refused by its content, whatever it is called, and by its name, whatever is in it', async () => {
    const program = 'The file is a program, whatever it is called, and is not taken.';
    expect(await refusal('offer.dat', PROGRAM)).toEqual([422, program]);
    expect(
      await refusal('offer', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(100)])),
    ).toEqual([422, program]);
    expect(await refusal('notes.txt', '#!/bin/sh\nrm -rf /\n')).toEqual([422, program]);
    for (const name of ['offer.pdf.exe', 'offer.pdf.exe ', 'run.bat', 'x.lnk', 'a.hta', 'a.js', 'fdp\u202E.exe'])
      expect((await refusal(name, 'words'))[0]).toBe(422);
  });

  it('lies about what it is, by its name or by its sender: refused, and told what it is', async () => {
    expect(await refusal('offer.pdf', PNG)).toEqual([422, 'The name ends in .pdf, and the content is image/png.']);
    expect(await refusal('photo.png', '<svg onload="alert(1)"></svg>')).toEqual([
      422,
      'The name ends in .png, and the content is image/svg+xml.',
    ]);
    expect(await refusal('photo.jpg', 'just words')).toEqual([
      422,
      'The name ends in .jpg, and the content is text/plain.',
    ]);
    expect(await refusal('offer.docx', pdf())).toEqual([
      422,
      'The name ends in .docx, and the content is application/pdf.',
    ]);
    expect(await refusal('list.csv', zip('a', 10))).toEqual([
      422,
      'The name ends in .csv, and the content is application/zip.',
    ]);
    expect(await refusal('offer.pdf', Buffer.from([1, 2, 3, 0, 255]))).toEqual([
      422,
      'The name ends in .pdf, and the content is nothing of that kind.',
    ]);
    expect(await refusal('data', pdf(), 'image/png')).toEqual([
      422,
      'It was sent as image/png, and the content is application/pdf.',
    ]);
    expect((await put('photo.jpg', PNG, 'application/octet-stream')).body.type).toBe('image/png');
    expect((await put('data', pdf(), 'application/x-www-form-urlencoded')).body.type).toBe('application/pdf');
    expect((await put('письмо.txt', Buffer.from('cff0e8e2e5f22c20ece8f021', 'hex'))).body.type).toBe('text/plain'); // windows-1251
  });

  it.each([
    ['a page', 'page.html', '<!doctype html><script>alert(document.cookie)</script>', 'text/html'],
    [
      'a drawing with script',
      'drawing.svg',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'image/svg+xml',
    ],
    ['a page that is called a text', 'notes.txt', `words\n${' '.repeat(3000)}<script>alert(1)</script>`, 'text/html'],
    ['a picture that is a page as well', 'both.gif', 'GIF89a/*<html><script>*/=1;alert(1)</script>', 'image/gif'],
    ['a document that is an archive as well', 'both.pdf', Buffer.concat([pdf(), zip('x.html', 10)]), 'application/pdf'],
  ])('is given out as bytes to be saved, that nothing runs: %s', async (_, name, bytes, type) => {
    const { body } = await put(name, bytes);
    expect(body.type).toBe(type);
    const { headers, bytes: got } = await files.content(body.id);
    expect(got.equals(Buffer.from(bytes))).toBe(true);
    expect(headers.get('content-disposition')).toBe(`attachment; filename=${name}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('content-type')).toBe(
      type === 'image/gif' || type === 'application/pdf' ? type : 'application/octet-stream',
    );
  });

  it('is an archive that unpacks to a gigabyte: it is kept as it is, and nobody unpacks it', async () => {
    const bomb = zip('[Content_Types].xml', 200 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    const { status, body } = await put('bomb.zip', bomb);
    expect([status, body.bytes]).toEqual([201, bomb.length]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it('is empty, or larger than what is taken: refused, and nothing is left of it', async () => {
    expect(await refusal('a.txt', '')).toEqual([422, 'The file is empty.']);
    async function* endless() {
      const piece = new Uint8Array(1024 * 1024).fill(97);
      for (let n = 0; n <= LIMITS.fileBytes / piece.length; n += 1) yield piece;
    }
    const answer = await fetch(`${api.url}/api/v1/accounts/${account}/files?name=long.txt`, {
      method: 'POST',
      body: endless() as never,
      duplex: 'half',
      headers: { authorization: `Bearer ${await api.token(api.engine.cast.rep)}` },
    } as RequestInit);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      422,
      'The file is larger than 100 MB.',
    ]);
    expect(await declared(LIMITS.fileBytes + 1)).toContain('HTTP/1.1 422');
    expect(place.incoming()).toEqual([]);
  });

  it('breaks off in the middle: nothing is left of it, and it can be sent again with its key', async () => {
    const [key, bytes] = [newId(), pdf('x'.repeat(100_000))];
    await brokenOff(bytes, key);
    await until(
      async () => place.incoming(),
      (left) => left.length === 0,
    );
    expect([place.incoming(), place.kept().includes(sha256(bytes))]).toEqual([[], false]);
    expect(
      (await api.get(`/accounts/${account}/files`)).body.items.filter(
        ({ name }: { name: string }) => name === 'cut.pdf',
      ),
    ).toEqual([]);
    const { status } = await files.put(`/accounts/${account}`, 'cut.pdf', bytes, { key });
    expect(status).toBe(201);
  });

  it('is sent packed, without a name, or to nothing: refused', async () => {
    const post = async (path: string, headers: Record<string, string> = {}) =>
      (
        await fetch(`${api.url}/api/v1${path}`, {
          method: 'POST',
          body: 'x',
          headers: { authorization: `Bearer ${await api.token(api.engine.cast.rep)}`, ...headers },
        })
      ).status;
    expect(await post(`/accounts/${account}/files?name=a.txt`, { 'content-encoding': 'gzip' })).toBe(415);
    expect(await post(`/accounts/${account}/files`)).toBe(400);
    expect(await post(`/accounts/${account}/files?name=a.txt&type=x`)).toBe(400);
    expect(await post('/accounts/nobody/files?name=a.txt')).toBe(400);
    expect(await post(`/accounts/${newId()}/files?name=a.txt`)).toBe(404);
  });

  const raw = async (
    head: (token: string) => string,
    body: Uint8Array,
    after: (socket: ReturnType<typeof connect>, answered: Promise<unknown>) => unknown,
  ) => {
    const token = await api.token(api.engine.cast.rep);
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let said = '';
    socket.on('data', (piece) => (said += piece.toString()));
    const answered = new Promise((resolve) => socket.once('data', resolve));
    const over = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write(head(token));
    socket.write(body, () => after(socket, answered));
    await over;
    return said;
  };
  const headed =
    (length: number, key = newId()) =>
    (token: string) =>
      `POST /api/v1/accounts/${account}/files?name=cut.pdf HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nidempotency-key: ${key}\r\ncontent-length: ${length}\r\n\r\n`;
  /** Says that more comes than is taken, and sends none of it; goes when it has its answer. */
  const declared = (length: number) =>
    raw(headed(length), Buffer.alloc(0), (socket, answered) => answered.then(() => socket.end()));
  const brokenOff = (bytes: Buffer, key: string) =>
    raw(headed(bytes.length, key), bytes.subarray(0, bytes.length / 2), async (socket) => {
      await until(
        async () => place.incoming(),
        (begun) => begun.length > 0,
      );
      socket.destroy();
    });
});
