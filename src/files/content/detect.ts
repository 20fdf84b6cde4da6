import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type/node';
import { endingOf } from '../name';
import { textType } from './families';

export const UNKNOWN = 'application/octet-stream';
const HEAD_BYTES = 64 * 1024;

/** What a browser takes for a page or a drawing with script in it, wherever in the beginning it stands. */
const PAGE = /<(!doctype\s+html|html|head|body|script|iframe|svg|object|embed|meta|link|style|form)[\s>/]/i;

/**
 * The media type of a file by its content. A text is called by its name's ending, but one that holds a page is a page, whatever
 * it is called. Nothing is unpacked but the list of contents of a document that is an archive, and of that no more than a little.
 */
export async function typeOf(path: string, name: string): Promise<string> {
  const head = await headOf(path);
  if (head.subarray(0, 2).toString('latin1') === '#!') return 'text/x-script';
  // A reader of PDF looks for its beginning in the first kilobyte.
  if (head.subarray(0, 1024).includes('%PDF-')) return 'application/pdf';
  const known = (await fileTypeFromFile(path).catch(() => undefined))?.mime;
  if (known !== undefined && known !== 'application/xml') return known;
  const text = textIn(head);
  if (text === null) return known ?? UNKNOWN;
  const called = textType(endingOf(name));
  if (called === 'image/svg+xml' || /<svg[\s>]/i.test(text)) return 'image/svg+xml';
  return PAGE.test(text) ? 'text/html' : known === undefined ? called : 'application/xml';
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The beginning of a file as text, in whatever encoding; null for what is none: it holds bytes that no text has. */
function textIn(head: Buffer): string | null {
  const wide =
    head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
  if (wide !== null) return new TextDecoder(wide).decode(head);
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return null;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) odd += 1;
  }
  if (odd > 0) return null;
  return isUtf8(head) || looksWritten(head) ? head.toString('latin1') : null;
}

function isUtf8(head: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Text in an older encoding of one byte a letter has blanks between its words, as random bytes do not. */
function looksWritten(head: Buffer): boolean {
  let blanks = 0;
  for (const byte of head)
    if (byte === 0x20 || byte === 0x0a || byte === 0x2c || byte === 0x3b || byte === 0x09) blanks += 1;
  return blanks * 25 >= head.length;
}
