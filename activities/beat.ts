import { asyncLocalStorage } from '@temporalio/activity';

const HEARTBEAT_MS = 2_000;

/** Tells Temporal every few seconds that this worker lives, so that another one takes over soon when it does not. */
export function beat(): () => void {
  const context = asyncLocalStorage.getStore();
  if (!context) return () => undefined; // no worker runs it: a test
  const timer = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  return () => clearInterval(timer);
}
