import type { Shown } from '../api/client';
import { browserOf } from './browser-of';

const WORKER = '/push.js';

/** Whether this browser can be told of anything at all: not every one, and none without a safe connection. */
export const canBeTold = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window;

/** What it is called in the list of one's browsers. */
export function browserName(): string {
  return browserOf(navigator.userAgent).slice(0, 100);
}

/** Asks the browser, and it its reader. @throws NotAllowedError where they say no */
export async function subscribe(publicKey: string): Promise<Omit<Shown['AddPushSubscription'], 'label'>> {
  const worker = await navigator.serviceWorker.register(WORKER);
  await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys, expirationTime } = made.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error('The browser gave no address to push to.');
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, expirationTime: expirationTime ?? null };
}

/** Lets go of what this browser has, if it has any. */
export async function unsubscribe(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration(WORKER);
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}
