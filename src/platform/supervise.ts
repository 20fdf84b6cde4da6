import { setTimeout as pause } from 'node:timers/promises';
import type { RunningServer } from './server-process';

const RETRY_MS = 2_000;

/**
 * Starts a server and starts it again whenever it ends without being stopped, on the port it remembers, so that
 * everything connected to it goes on by itself. What the first start throws is thrown.
 */
export async function supervise<S extends RunningServer>(
  name: string,
  start: () => Promise<S>,
  say: (line: string) => void,
): Promise<S> {
  let server = await start();
  let stopping = false;
  const again = async (): Promise<void> => {
    say(`${name} ended unexpectedly: starting it again`);
    while (!stopping) {
      try {
        server = await start();
        say(`${name} runs again`);
        return;
      } catch (error) {
        say(`${name} does not start: ${(error as Error).message}`);
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
  };
  let restarting: Promise<void> | undefined;
  const watch = async () => {
    for (;;) {
      await server.ended;
      if (stopping) return;
      restarting = again();
      await restarting;
    }
  };
  void watch(); // never throws
  const stop = async () => {
    stopping = true;
    await restarting; // so that none is started behind our back
    await server.stop();
  };
  return { ...server, stop };
}
