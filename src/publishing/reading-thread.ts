import { parentPort } from 'node:worker_threads';
import { type AskedOfThread, readAsData, type SaidByThread } from './read-apart';

/** The thread of `createReaderApart`. */
parentPort?.on('message', ({ n, text, known }: AskedOfThread) => {
  parentPort?.postMessage(answer(n, text, known));
});

function answer(n: number, text: string, known: AskedOfThread['known']): SaidByThread {
  try {
    return { n, reading: readAsData(text, known) };
  } catch (error) {
    return { n, failed: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
  }
}
