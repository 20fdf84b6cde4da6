import { parentPort } from 'node:worker_threads';
import { type AskedOfThread, readHere, type SaidByThread } from './read-apart';
import { trialsHere } from './trials';

/** The thread of `createReaderApart`. */
parentPort?.on('message', (asked: AskedOfThread) => {
  void answer(asked).then((said) => parentPort?.postMessage(said));
});

async function answer(asked: AskedOfThread): Promise<SaidByThread> {
  const { n } = asked;
  try {
    return { n, done: await doneOf(asked) };
  } catch (error) {
    return { n, failed: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
  }
}

function doneOf(asked: AskedOfThread) {
  switch (asked.work) {
    case 'read':
      return readHere(...asked.given);
    case 'test':
      return trialsHere.test(...asked.given);
    case 'simulate':
      return trialsHere.simulate(...asked.given);
  }
}
