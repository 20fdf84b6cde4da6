import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Trouble } from '../platform/trouble';

/** A text that was named on the command line, and what it is called in messages. */
export interface NamedText {
  name: string;
  text: string;
}

/** Reads a file, or standard input for `-`, as it stands: a mark of its encoding included. @throws Trouble */
export function readText(file: string): NamedText {
  const name = file === '-' ? 'standard input' : file;
  return { name, text: decoded(name, bytesOf(file)) };
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : resolve(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Trouble(code === 'ENOENT' ? `There is no ${file}.` : `${file} cannot be read: ${message}.`, 2);
  }
}

function decoded(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Trouble(`${name} is not UTF-8: save it in that encoding.`, 2);
  }
}
