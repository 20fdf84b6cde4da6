import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { FileRefused } from '../limits';

/** What is looked at in a part of a workbook. Names come without their prefix. */
export interface Seen {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Feeds a part to a reader, piece by piece; after each, what `after` gives. Entities of a file's own are not known, and refused. */
export async function* readXml<T>(stream: Readable, seen: Seen, after: () => Iterable<T>): AsyncGenerator<T> {
  const parser = new SaxesParser();
  let refused: FileRefused | null = null;
  const refuse = (why: string) => {
    refused ??= new FileRefused(`A part of the workbook cannot be read: ${why}`);
  };
  parser.on('error', (error) => refuse(error.message));
  parser.on('doctype', () => refuse('it declares a document type, which workbooks do not have.'));
  parser.on('opentag', ({ name, attributes }) => seen.open?.(local(name), attributes as Record<string, string>));
  parser.on('text', (text) => seen.text?.(text));
  parser.on('cdata', (text) => seen.text?.(text));
  parser.on('closetag', ({ name }) => seen.close?.(local(name)));
  stream.setEncoding('utf8');
  try {
    for await (const piece of stream as AsyncIterable<string>) {
      parser.write(piece);
      if (refused) throw refused;
      yield* after();
    }
    parser.close();
    if (refused) throw refused;
    yield* after();
  } catch (error) {
    throw error instanceof FileRefused
      ? error
      : new FileRefused(`The workbook is broken: ${String((error as Error).message)}`);
  } finally {
    stream.destroy();
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads a part whole, for what is small. */
export async function seeXml(stream: Readable, seen: Seen): Promise<void> {
  for await (const _ of readXml(stream, seen, () => []));
}
