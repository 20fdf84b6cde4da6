import { condition, defineQuery, defineSignal, setHandler, sleep } from '@temporalio/workflow';

/** Sleeps once, says whether it is awake, and ends when told to: for tests of the test servers themselves. */
export async function sleeper(duration: '60 minutes'): Promise<string> {
  let awake = false;
  let leave = false;
  setHandler(defineQuery<boolean>('isAwake'), () => awake);
  setHandler(defineSignal('leave'), () => {
    leave = true;
  });
  await sleep(duration);
  awake = true;
  await condition(() => leave);
  return 'rested';
}
