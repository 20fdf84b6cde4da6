import { Worker } from 'node:worker_threads';
import type { Finding } from '../process/language/finding';
import type { Known } from '../process/language/known';
import { type HowToRead, type Read, readDefinition } from '../process/language/read-definition';

/** What came of reading a text, as plain data. */
export type ReadAsData = Omit<Read, 'locate'> | { definition?: undefined; findings: Finding[] };

/** Reads a definition from its text, and proves it. */
export type ReadText = (text: string, known?: Known) => Promise<ReadAsData>;

/** On the caller's own thread: for whoever has nothing else to do meanwhile. */
export const readHere: ReadText = async (text, known) => readAsData(text, known);

/** The same without the promise, for the thread. */
export function readAsData(text: string, known?: Known, how?: HowToRead): ReadAsData {
  const read = readDefinition(text, known, how);
  if (!read.definition) return read;
  const { definition, warnings, examples } = read;
  return { definition, warnings, examples };
}

/** A reader on a thread of its own. */
export interface ReaderApart {
  read: ReadText;
  stop(): Promise<void>;
}

const THREAD = require.resolve('./reading-thread');
/** By a line of its own, since Node starts no thread from a TypeScript file, which it is in tests. */
const LOAD = `require(require('node:worker_threads').workerData)`;

/** What goes to the thread, and what comes back. */
export interface AskedOfThread {
  n: number;
  text: string;
  known?: Known;
}
export type SaidByThread = { n: number; reading: ReadAsData } | { n: number; failed: string };

/** Far above what a text of 256 KiB takes; a thread that wants more ends, and the process lives on. */
const MOST_MEMORY = { maxOldGenerationSizeMb: 512 };

/**
 * Reads on a thread, one text after another: a proof may take seconds, in which whoever serves people has to go on
 * answering. The thread starts with the first text, and anew after one that killed it.
 * @param execArgv how Node starts the thread; tests run it from its source.
 */
export function createReaderApart(execArgv?: string[]): ReaderApart {
  let thread: Worker | null = null;
  let n = 0;
  const waiting = new Map<number, { done(reading: ReadAsData): void; failed(error: Error): void }>();
  const lost = (error: Error) => {
    thread = null;
    for (const one of waiting.values()) one.failed(error);
    waiting.clear();
  };
  const heard = (said: SaidByThread) => {
    const asker = waiting.get(said.n);
    waiting.delete(said.n);
    if ('reading' in said) asker?.done(said.reading);
    else asker?.failed(new Error(said.failed));
  };
  const begin = (): Worker => {
    const made = new Worker(LOAD, { eval: true, workerData: THREAD, execArgv, resourceLimits: MOST_MEMORY });
    made.on('message', heard);
    made.on('error', lost);
    made.unref();
    return made;
  };
  return {
    read: (text, known) =>
      new Promise((done, failed) => {
        n += 1;
        waiting.set(n, { done, failed });
        thread ??= begin();
        thread.postMessage({ n, text, known } satisfies AskedOfThread);
      }),
    stop: async () => {
      const ending = thread;
      lost(new Error('The reader was stopped.'));
      await ending?.terminate();
    },
  };
}
