import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { createFileRoom, type FileRoom, type FileSettings } from '../../src/files';
import type { Answer, TestApi } from './api';
import { scratchDir } from './scratch';

/** A place for files of a test's own, and what lies in it. */
export interface TestRoom {
  room: FileRoom;
  /** Its folder. */
  dir: string;
  /** Digests of what is in the store, as its folder shows them. */
  kept(): string[];
  /** What has not come whole yet, or was left behind. */
  incoming(): string[];
}

export function testRoom(settings: Omit<FileSettings, 'dir'> = {}): TestRoom {
  const dir = join(scratchDir(), 'files');
  // In one look: a file may be gone before a second one.
  const filesIn = (folder: string) =>
    existsSync(join(dir, folder))
      ? readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })
          .filter((one) => one.isFile())
          .map(({ name }) => name)
      : [];
  return {
    room: createFileRoom({ dir, ...settings }),
    dir,
    kept: () => filesIn('kept'),
    incoming: () => filesIn('incoming'),
  };
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A picture of one point. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A document of one empty page, with some words of its own in a comment. */
export const pdf = (words = ''): Buffer =>
  Buffer.from(
    `%PDF-1.4\n%${words}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );

/** The beginning of a Windows program. */
export const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(200)]);

/** An archive of one entry that unpacks to so many bytes. */
export function zip(name: string, unpackedBytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(unpackedBytes)).subarray(2, -4);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(unpackedBytes, 22);
  head.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  head.copy(central, 6, 4, 30);
  central.writeUInt32LE(0, 42);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([head, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

/** How a test sends a file. */
export interface SendingFile {
  as?: string;
  /** Its media type as its sender says; none unless told. */
  type?: string;
  key?: string;
}

export type PutFile = (path: string, name: string, bytes: Uint8Array, sending?: SendingFile) => Promise<Answer>;

/** Puts files on records as somebody; `get` gives their bytes. */
export function filesOver(api: TestApi, person: string) {
  const authorization = async (as = person) => ({ authorization: `Bearer ${await api.token(as)}` });
  const put: PutFile = async (path, name, bytes, { as, type, key } = {}) => {
    const answer = await fetch(`${api.url}/api/v1${path}/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: {
        ...(await authorization(as)),
        ...(type !== undefined && { 'content-type': type }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  const content = async (id: string, as?: string) => {
    const answer = await fetch(`${api.url}/api/v1/files/${id}/content`, { headers: await authorization(as) });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return { put, content };
}
