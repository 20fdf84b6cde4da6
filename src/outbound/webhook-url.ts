import { isIP } from 'node:net';
import { isLoopback, mayReach, type Reach } from './reach';

/** What is wrong with an address for a webhook, as a sentence; null when it may be called. A name's own addresses are looked at when it is called. */
export function faultOfUrl(text: string, reach: Reach): string | null {
  if (!URL.canParse(text)) return 'Must be a whole address, such as https://erp.example.com/deals.';
  const url = new URL(text);
  const host = hostOf(url);
  const here = reach !== 'public' && isLoopback(host);
  if (url.protocol !== 'https:' && !(here && url.protocol === 'http:')) return 'Must begin with https://.';
  if (url.username || url.password) return 'Must hold no password: calls are signed instead.';
  if (url.hash) return 'Must have no part after #.';
  if (isIP(host) ? mayReach(host, reach) : here || host !== 'localhost') return null;
  return 'Must not lie in a private network or on this machine: DEALWRIGHT_WEBHOOKS_TO says what may be reached.';
}

/** The host of an address as sockets take it: IPv6 without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');
