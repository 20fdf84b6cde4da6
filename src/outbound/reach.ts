import { BlockList, isIP } from 'node:net';

/** Which networks webhooks may reach: the public one; this machine too; private networks too. */
export type Reach = 'public' | 'loopback' | 'private';

type Range = readonly [address: string, prefix: number];

const LOOPBACK = listOf([['127.0.0.0', 8]], [['::1', 128]]);
const PRIVATE = listOf(
  [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
  ],
  [['fc00::', 7]],
);
/** What else stands for no single machine on the public network; 169.254 is where clouds keep their keys. */
const SPECIAL = listOf(
  [
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
  // Of the public 2000::/3: addresses that hold another one, and those for documentation.
  [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
);
const PUBLIC_6 = listOf([], [['2000::', 3]]);

function listOf(v4: readonly Range[], v6: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of v4) list.addSubnet(address, prefix, 'ipv4');
  for (const [address, prefix] of v6) list.addSubnet(address, prefix, 'ipv6');
  return list;
}

/** Whether a call may go to this IP address. What is in no list, such as an IPv4 address in IPv6's clothes, is refused. */
export function mayReach(address: string, reach: Reach): boolean {
  const family = familyOf(address);
  if (family === null) return false;
  if (LOOPBACK.check(address, family)) return reach !== 'public';
  if (PRIVATE.check(address, family)) return reach === 'private';
  if (SPECIAL.check(address, family)) return false;
  return family === 'ipv4' || PUBLIC_6.check(address, family);
}

/** Whether a host is this machine, by its own address or by the name that always stands for it. */
export function isLoopback(host: string): boolean {
  const family = familyOf(host);
  return family === null ? host === 'localhost' : LOOPBACK.check(host, family);
}

const familyOf = (address: string) => (({ 0: null, 4: 'ipv4', 6: 'ipv6' }) as const)[isIP(address) as 0 | 4 | 6];
