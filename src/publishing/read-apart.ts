import { Worker } from 'node:worker_threads';
import type { Finding } from '../process/language/finding';
import type { Known } from '../process/language/known';
import { type HowToRead, type Read, readDefinition } from '../process/language/read-definition';
import type { Trials } from './trials';

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

/** What reads and tries on a thread of its own. */
export interface ReaderApart extends Trials {
  read: ReadText;
  stop(): Promise<void>;
}

const THREAD = require.resolve('./reading-thread');
/** By a line of its own, since Node starts no thread from a TypeScript file, which it is in tests. */
const LOAD = `require(require('node:worker_threads').workerData)`;

/** What may be done on the thread: from plain data to plain data. */
export interface Works extends Trials {
  read: ReadText;
}
type Work = keyof Works;
type Done<W extends Work> = Awaited<ReturnType<Works[W]>>;

/** What goes to the thread, and what comes back. */
export type AskedOfThread = { [W in Work]: { n: number; work: W; given: Parameters<Works[W]> } }[Work];
export type SaidByThread = { n: number; done: Done<Work> } | { n: number; failed: string };

/** Far above what a text of 256 KiB takes; a thread that wants more ends, and the process lives on. */
const MOST_MEMORY = { maxOldGenerationSizeMb: 512 };
/** Far above what the proof of such a text takes, in milliseconds; what goes on for longer keeps others waiting. */
const MOST_TIME_MS = 60_000;

/** How the thread is run. */
interface Running {
  /** How Node starts it; tests run it from its source. */
  execArgv?: string[];
  /** How long it may go without an answer, in milliseconds; tests have less patience. */
  mostMs?: number;
}

/**
 * Reads and tries on a thread, one thing after another: it may take seconds, in which whoever serves people has to go on
 * answering. The thread starts with the first of them, and anew after one that killed it or that took too long.
 */
export function createReaderApart({ execArgv, mostMs = MOST_TIME_MS }: Running = {}): ReaderApart {
  let thread: Worker | null = null;
  let n = 0;
  let patience: NodeJS.Timeout | undefined;
  const waiting = new Map<number, { done(what: unknown): void; failed(error: Error): void }>();
  const lost = (error: Error) => {
    clearTimeout(patience);
    thread = null;
    for (const one of waiting.values()) one.failed(error);
    waiting.clear();
  };
  const end = async (error: Error) => {
    const ending = thread;
    lost(error);
    await ending?.terminate();
  };
  const watch = () => {
    clearTimeout(patience);
    if (waiting.size > 0) patience = setTimeout(() => void end(new Error('The reader took too long.')), mostMs).unref();
  };
  const heard = (said: SaidByThread) => {
    const asker = waiting.get(said.n);
    waiting.delete(said.n);
    watch();
    if ('done' in said) asker?.done(said.done);
    else asker?.failed(new Error(said.failed));
  };
  const begin = (): Worker => {
    const made = new Worker(LOAD, { eval: true, workerData: THREAD, execArgv, resourceLimits: MOST_MEMORY });
    made.on('message', heard);
    made.on('error', (error) => thread === made && lost(error));
    made.unref();
    return made;
  };
  const ask = <W extends Work>(work: W, given: Parameters<Works[W]>): Promise<Done<W>> =>
    new Promise((done, failed) => {
      n += 1;
      waiting.set(n, { done: done as (what: unknown) => void, failed });
      if (waiting.size === 1) watch();
      thread ??= begin();
      thread.postMessage({ n, work, given });
    });
  return {
    read: (...given) => ask('read', given),
    test: (...given) => ask('test', given),
    simulate: (...given) => ask('simulate', given),
    stop: () => end(new Error('The reader was stopped.')),
  };
}
