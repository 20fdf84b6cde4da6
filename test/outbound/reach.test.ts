import { mayReach, type Reach } from '../../src/outbound/reach';
import { faultOfUrl } from '../../src/outbound/webhook-url';

describe('what webhooks may reach', () => {
  it.each<[Reach, string]>([
    ['public', '93.184.216.34'],
    ['public', '2606:4700::1111'],
    ['loopback', '127.0.0.1'],
    ['loopback', '::1'],
    ['private', '10.1.2.3'],
    ['private', 'fd00::1'],
  ])('%s: %s', (reach, address) => {
    expect(mayReach(address, reach)).toBe(true);
  });

  it.each<[Reach, string]>([
    ['public', '127.0.0.1'],
    ['public', '::1'],
    ['public', '10.1.2.3'],
    ['public', '172.31.255.255'],
    ['public', '192.168.0.1'],
    ['public', '100.64.0.1'],
    ['public', 'fd00::1'],
    ['public', '::ffff:127.0.0.1'],
    ['public', '::ffff:10.1.2.3'],
    ['loopback', '10.1.2.3'],
    ['private', '169.254.169.254'],
    ['private', '0.0.0.0'],
    ['private', '224.0.0.1'],
    ['private', '255.255.255.255'],
    ['private', '::'],
    ['private', '::ffff:8.8.8.8'],
    ['private', '64:ff9b::a01:203'],
    ['private', '2002:a01:203::1'],
    ['private', 'fe80::1'],
    ['private', 'no address'],
  ])('%s: not %s', (reach, address) => {
    expect(mayReach(address, reach)).toBe(false);
  });
});

describe("a webhook's address", () => {
  it.each<[Reach, string]>([
    ['public', 'https://erp.example.com/deals?from=dealwright'],
    ['public', 'https://93.184.216.34:8443/'],
    ['loopback', 'http://127.0.0.1:9000/x'],
    ['loopback', 'http://localhost:9000/x'],
    ['loopback', 'http://[::1]:9000/'],
    ['private', 'https://10.0.0.5/'],
  ])('%s: %s', (reach, url) => {
    expect(faultOfUrl(url, reach)).toBeNull();
  });

  it.each<[Reach, string, string]>([
    ['public', 'erp', 'Must be a whole address'],
    ['public', 'http://erp.example.com/', 'Must begin with https'],
    ['public', 'http://127.0.0.1/', 'Must begin with https'],
    ['public', 'ftp://erp.example.com/', 'Must begin with https'],
    ['private', 'http://10.0.0.5/', 'Must begin with https'],
    ['public', 'https://me:secret@erp.example.com/', 'Must hold no password'],
    ['public', 'https://erp.example.com/#top', 'Must have no part after #'],
    ['public', 'https://localhost/', 'Must not lie in a private network'],
    ['public', 'https://10.0.0.5/', 'Must not lie in a private network'],
    // The same address in clothes that URL parsers see through.
    ['public', 'https://0x7f.1/', 'Must not lie in a private network'],
    ['public', 'https://2130706433/', 'Must not lie in a private network'],
    ['public', 'https://[::ffff:127.0.0.1]/', 'Must not lie in a private network'],
    ['private', 'https://169.254.169.254/latest/meta-data', 'Must not lie in a private network'],
  ])('%s: not %s', (reach, url, said) => {
    expect(faultOfUrl(url, reach)).toContain(said);
  });
});
