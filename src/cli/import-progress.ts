import { setTimeout as pause } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { Progress } from '../../activities/imports/summary';

/** How often the tables are asked, and after how long without a row somebody is told. */
const ASK_EVERY_MS = 250;
const SAY_EVERY_MS = 2_000;
const STILL_AFTER_MS = 15_000;

/**
 * Shows how an import comes on until it is over: a bar on a terminal, a line now and then elsewhere, all of it on
 * standard error.
 */
export async function follow(read: () => Promise<Progress[]>, over: Promise<unknown>, quiet: boolean): Promise<void> {
  let ended = false;
  const end = over.finally(() => {
    ended = true;
  });
  end.catch(() => undefined); // told below
  const shown = quiet ? SILENT : process.stderr.isTTY ? createBar() : createLines();
  const still = createStill();
  while (!ended) {
    const files = await read();
    shown.show(files);
    if (!quiet) still.look(doneIn(files));
    await Promise.race([pause(ASK_EVERY_MS), end.catch(() => undefined)]);
  }
  shown.show(await read());
  shown.stop();
  await end;
}

interface Shown {
  show(files: readonly Progress[]): void;
  stop(): void;
}

const SILENT: Shown = { show: () => undefined, stop: () => undefined };

const doneIn = (files: readonly Progress[]): number => files.reduce((sum, { done }) => sum + done, 0);
const totalOf = (files: readonly Progress[]): number => files.reduce((sum, { total }) => sum + total, 0);
const current = (files: readonly Progress[]): Progress | undefined =>
  files.find(({ status }) => status !== 'done') ?? files.at(-1);

function createBar(): Shown {
  const bar = new SingleBar({ format: '{bar} {value} of {total} rows, {file}', hideCursor: true, barsize: 30 });
  let started = false;
  return {
    show(files) {
      const payload = { file: current(files)?.fileName ?? '' };
      if (!started) bar.start(totalOf(files), doneIn(files), payload);
      else bar.update(doneIn(files), payload);
      started = true;
    },
    stop: () => bar.stop(),
  };
}

function createLines(): Shown {
  let saidAtMs = 0;
  let said = -1;
  return {
    show(files) {
      if (Date.now() - saidAtMs < SAY_EVERY_MS || doneIn(files) === said) return;
      saidAtMs = Date.now();
      said = doneIn(files);
      const now = current(files);
      if (now) process.stderr.write(`${now.fileName}: ${now.done} of ${now.total} rows\n`);
    },
    stop: () => undefined,
  };
}

/** Says once, when no row has moved for a while, what may be missing. */
function createStill() {
  let last = -1;
  let movedAtMs = Date.now();
  let said = false;
  return {
    look(done: number) {
      if (done !== last) movedAtMs = Date.now();
      last = done;
      if (said || Date.now() - movedAtMs < STILL_AFTER_MS) return;
      said = true;
      process.stderr.write(
        'Nothing has moved for a while: does a worker run (dealwright up, or dealwright worker)?\n' +
          'The rows are kept. The import goes on by itself once one does, also without this command.\n',
      );
    },
  };
}
